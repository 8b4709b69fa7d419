"""Units of documents of several parts: which characters they have, and how those of one word are gathered."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.function import FunctionModel
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import is_blank
from exegesis.core.types import Span
from exegesis.data.inputs import GAP, Document, of_two, plain
from exegesis.modalities.text.units import chosen_parts, grouped, spans_of
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


def units_of(document: Document, unit: Any, mode: str = "position", parts: Any = None) -> Any:
    spans = spans_of(MODELS["bert"], document, unit, chosen_parts(document, parts))
    return grouped(document.text, spans, mode)[0]


@pytest.mark.parametrize("name", NAMES)
@given(first=VISIBLE, second=VISIBLE, unit=UNITS)
def test_units_stand_in_order_apart_and_inside_their_part(name: str, first: str, second: str, unit: str) -> None:
    document = of_two(("question", "context"), first, second)
    gap = (len(first), len(first) + len(GAP))
    for parts in (None, "question", "context"):
        try:
            spans = spans_of(MODELS[name], document, unit, chosen_parts(document, parts))
        except InputError:  # the tokenizer sees nothing in the part
            assert unit == "token"
            continue
        units, _ = grouped(document.text, spans, "position")
        for left, right in pairwise(spans):
            assert left.end <= right.start
        for one, span in zip(units, spans, strict=True):
            assert one.text == document.text[span.start : span.end] != ""
            assert span.end <= gap[0] or span.start >= gap[1]
            assert parts != "question" or span.end <= gap[0]
            assert parts != "context" or span.start >= gap[1]
            assert unit == "token" or not is_blank(one.text)


def test_a_segmenter_sees_each_part_alone() -> None:
    seen: list[str] = []

    def halves(text: str) -> Iterable[tuple[int, int]]:
        seen.append(text)
        return [(0, 1), (1, len(text))]

    document = of_two(("first", "second"), "abc", "de")
    units = units_of(document, halves)
    assert seen == ["abc", "de"]
    assert [(one.text, one.start) for one in units] == [("a", 0), ("bc", 1), ("d", 5), ("e", 6)]


def test_a_bag_of_words_gathers_the_places_of_both_parts() -> None:
    document = of_two(("first", "second"), "slow plot", "plot slow")
    units = units_of(document, "word", "bag-of-words")
    assert [(one.text, len(one.spans)) for one in units] == [("slow", 2), ("plot", 2)]
    alone = units_of(document, "word", "bag-of-words", "second")
    assert [(one.text, one.spans) for one in alone] == [
        ("plot", (Span(11, 15),)),
        ("slow", (Span(16, 20),)),
    ]


def test_nothing_to_explain_by() -> None:
    hidden = plain("slow plot", [Span(0, 9)])
    with pytest.raises(InputError, match="nothing of the text is left to explain by: all of it is hidden"):
        units_of(hidden, "word")
    box = FunctionModel(lambda texts: [[0.5, 0.5]] * len(texts), name="box")
    document = of_two(("first", "second"), "a", "b")
    with pytest.raises(UnsupportedError, match="black box without tokens"):
        spans_of(box, document, "token", document.parts)


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
