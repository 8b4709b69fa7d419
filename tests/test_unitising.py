"""Units of documents of several parts: inside their part, apart from one another, and every position's own."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.function import FunctionModel
from exegesis.adapters.huggingface import TransformerModel
from exegesis.errors import InputError, UnsupportedError
from exegesis.inputs import GAP, Document, of_two, plain
from exegesis.records import Window
from exegesis.text import is_blank, words
from exegesis.types import Span
from exegesis.unitising import chosen_parts, owners_of, units_of
from tests.adapters.head_families import headed

NAMES = ("bert", "roberta", "albert", "deberta_v2", "xlnet", "gpt2")
MODELS = {name: TransformerModel(*headed(name, "classification", positions=400)) for name in NAMES}
ODD = [
    *("movie", "slow", "don't", "!", "...", " ", "  ", "\n", "\r\n", "\r", "\u00a0", "\u3000", ". ", "? "),
    *(
        "日本",
        "שלום",
        "ﬁ",
        "İ",
        "e\u0301",
        "\u0301",
        "น้ำ",
        "😀",
        "👨‍👩‍👧",
        "🇩🇪",
        "\u200b",
        "\u200f",
        "\ufeff",
        "\u00ad",
    ),
    *("[SEP]", "</s>", "[MASK]"),
]
TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=2)), min_size=1, max_size=8).map("".join)
VISIBLE = TEXTS.filter(lambda text: not is_blank(text))
UNITS = st.sampled_from(["word", "token", "sentence"])


def whole(document: Document) -> Window:
    return Window(document.parts[-1].start, len(document.text), 1.0)


def unitised(name: str, document: Document, unit: Any, parts: Any = None) -> Any:
    """The units, the window's tokens, and the unit of each position."""
    model = MODELS[name]
    places = chosen_parts(document, parts)
    units = units_of(model, document, unit, "position", places)
    tokens = model.tokens(document, whole(document))
    return units, tokens, owners_of(document, units, tokens, places)


@pytest.mark.parametrize("name", NAMES)
@given(first=VISIBLE, second=VISIBLE, unit=UNITS)
def test_units_stand_in_order_apart_and_inside_their_part(name: str, first: str, second: str, unit: str) -> None:
    document = of_two(("question", "context"), first, second)
    gap = (len(first), len(first) + len(GAP))
    for parts in (None, "question", "context"):
        try:
            units, _, _ = unitised(name, document, unit, parts)
        except InputError:  # the tokenizer sees nothing in the part
            assert unit == "token"
            continue
        spans = [unit.spans[0] for unit in units]
        for left, right in pairwise(spans):
            assert left.end <= right.start
        for one, span in zip(units, spans, strict=True):
            assert one.text == document.text[span.start : span.end] != ""
            assert span.end <= gap[0] or span.start >= gap[1]
            assert parts != "question" or span.end <= gap[0]
            assert parts != "context" or span.start >= gap[1]
            assert unit == "token" or not is_blank(one.text)


@pytest.mark.parametrize("name", NAMES)
@given(first=VISIBLE, second=VISIBLE, unit=UNITS)
def test_every_position_has_a_unit_of_its_own_part_or_none(name: str, first: str, second: str, unit: str) -> None:
    document = of_two(("question", "context"), first, second)
    for parts in (None, "question", "context"):
        try:
            units, tokens, owners = unitised(name, document, unit, parts)
        except InputError:
            continue
        for owner, span, special in zip(owners, tokens.spans, tokens.special, strict=True):
            side = 0 if span.start <= len(first) else 1
            shares = [i for i, one in enumerate(units) if one.start < span.end and span.start < one.end]
            if special or (parts is not None and side != ("question", "context").index(parts)):
                assert owner == -1
            elif shares:
                assert owner in shares
                most = max(min(units[i].end, span.end) - max(units[i].start, span.start) for i in shares)
                best = units[owner]
                assert min(best.end, span.end) - max(best.start, span.start) == most
            elif owner >= 0:  # white space, which goes with a neighbour of its own part
                assert is_blank(document.text[span.start : span.end])
                assert (units[owner].start > len(first)) is (side == 1)


def test_white_space_at_the_end_of_a_question_goes_with_the_question() -> None:
    # GPT-2 has pieces of white space alone; the last of the question must not fall with the context's first word.
    document = of_two(("question", "context"), "slow \n", "movie")
    units, tokens, owners = unitised("gpt2", document, "word")
    assert [one.text for one in units] == ["slow", "movie"]
    for owner, span in zip(owners, tokens.spans, strict=True):
        assert owner == (0 if span.start < 6 else 1)
    _, tokens, owners = unitised("gpt2", document, "word", "context")
    for owner, span in zip(owners, tokens.spans, strict=True):
        assert owner == (-1 if span.start < 6 else 0)


def test_white_space_goes_with_the_unit_after_it_and_at_the_end_with_the_last() -> None:
    document = plain("slow  movie \n")
    model = MODELS["gpt2"]
    units = units_of(model, document, "word", "position", document.parts)
    tokens = model.tokens(document, whole(document))
    owners = owners_of(document, units, tokens, document.parts)
    for owner, span in zip(owners, tokens.spans, strict=True):
        assert owner == (0 if span.start < 4 else 1)


def test_a_segmenter_sees_each_part_alone() -> None:
    seen: list[str] = []

    def halves(text: str) -> Iterable[tuple[int, int]]:
        seen.append(text)
        return [(0, 1), (1, len(text))]

    document = of_two(("first", "second"), "abc", "de")
    units = units_of(MODELS["bert"], document, halves, "position", document.parts)
    assert seen == ["abc", "de"]
    assert [(one.text, one.start) for one in units] == [("a", 0), ("bc", 1), ("d", 5), ("e", 6)]


def test_a_bag_of_words_gathers_the_places_of_both_parts() -> None:
    document = of_two(("first", "second"), "slow plot", "plot slow")
    units = units_of(MODELS["bert"], document, "word", "bag-of-words", document.parts)
    assert [(one.text, len(one.spans)) for one in units] == [("slow", 2), ("plot", 2)]
    alone = units_of(MODELS["bert"], document, "word", "bag-of-words", chosen_parts(document, "second"))
    assert [(one.text, one.spans) for one in alone] == [
        ("plot", (Span(11, 15),)),
        ("slow", (Span(16, 20),)),
    ]


@given(VISIBLE.filter(lambda text: len(words(text)) > 1), st.data())
def test_what_is_hidden_is_no_unit_and_no_position_has_one(text: str, data: st.DataObject) -> None:
    hidden = data.draw(st.sampled_from(words(text)))
    document = plain(text, [hidden])
    model = TransformerModel(*headed("bert", "masked-lm", positions=400))
    units = units_of(model, document, "word", "position", document.parts)
    assert [one.spans[0] for one in units] == [span for span in words(text) if span != hidden]
    tokens = model.tokens(document, whole(document))
    owners = owners_of(document, units, tokens, document.parts)
    for owner, span, token in zip(owners, tokens.spans, tokens.row.ids, strict=True):
        if span.start < hidden.end and hidden.start < span.end:
            assert (owner, token) == (-1, model.mask_id)


def test_nothing_to_explain_by() -> None:
    hidden = plain("slow plot", [Span(0, 9)])
    with pytest.raises(InputError, match="nothing of the text is left to explain by: all of it is hidden"):
        units_of(MODELS["bert"], hidden, "word", "position", hidden.parts)
    box = FunctionModel(lambda texts: [[0.5, 0.5]] * len(texts), name="box")
    document = of_two(("first", "second"), "a", "b")
    with pytest.raises(UnsupportedError, match="black box without tokens"):
        units_of(box, document, "token", "position", document.parts)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (None, ["question", "context"]),
        ("context", ["context"]),
        (["context", "question"], ["question", "context"]),  # in the text's order
        (("question", "question"), ["question"]),
    ],
)
def test_parts_by_name(names: Any, expected: list[str]) -> None:
    document = of_two(("question", "context"), "a", "b")
    assert [part.name for part in chosen_parts(document, names)] == expected


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("contex", "unknown part 'contex'. Did you mean 'context'"),
        ("text", "unknown part 'text'"),
        ((), "no part given. Choose from: question, context"),
        (["context", "x"], "unknown part 'x'"),
        ("", "unknown part ''"),
        (5, "parts must be a name or several of: question, context; not 5"),
        ([5], "unknown part 5"),
    ],
)
def test_unknown_parts_are_told_in_one_line(names: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen_parts(of_two(("question", "context"), "a", "b"), names)
    assert said in str(caught.value)


def test_a_plain_text_has_one_part_called_text() -> None:
    document = plain("slow plot")
    assert chosen_parts(document, "text") == document.parts
    with pytest.raises(InputError, match="unknown part 'context'"):
        chosen_parts(document, "context")


@pytest.mark.parametrize("name", NAMES)
def test_tokens_of_two_texts_are_those_the_model_reads(name: str) -> None:
    document = of_two(("question", "context"), "was it slow ?", "The movie was unbelievable!")
    units, tokens, owners = unitised(name, document, "token")
    shown = [span for span, special in zip(tokens.spans, tokens.special, strict=True) if not special]
    assert {one.start for one in units} <= {span.start for span in shown}
    assert max(one.end for one in units) == len(document.text)
    assert set(owners[owners >= 0]) == set(range(len(units)))
    assert np.all(np.diff(owners[owners >= 0]) >= 0)
