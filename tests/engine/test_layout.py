"""Every position of a row has a unit or none; every unit has a piece of its own; what is not seen is said."""

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.core.text import is_blank, words
from exegesis.core.types import Span
from exegesis.data.inputs import Document, of_two, plain
from exegesis.data.records import Window
from exegesis.engine.layout import Layout, Places, laid_out
from exegesis.modalities.text.units import chosen_parts, spans_of
from exegesis.tasks.base import Scene
from tests.adapters.head_families import headed
from tests.modalities.text.test_units import MODELS, NAMES, UNITS, VISIBLE

EMOJI = "Loved it 👍🏽🇫🇷❤️"
THAI = "หนังดีมาก แต่ยาว"
SENTIMENT = exegesis.load("bundled:sentiment")


def whole(document: Document) -> Window:
    return Window(document.parts[-1].start, len(document.text), 1.0)


def laid(model: Any, document: Document, unit: Any = "word", parts: Any = None, mode: str = "position") -> Any:
    """The layout and the window's tokens."""
    window = whole(document)
    tokens = model.tokens(document, window)
    scene = Scene(document, (window,), (tokens,))
    return laid_out(model, scene, unit, mode, chosen_parts(document, parts)), tokens


@pytest.mark.parametrize("name", NAMES)
@given(first=VISIBLE, second=VISIBLE, unit=UNITS)
def test_every_position_has_a_unit_of_its_own_part_or_none(name: str, first: str, second: str, unit: str) -> None:
    document = of_two(("question", "context"), first, second)
    for parts in (None, "question", "context"):
        try:
            layout, tokens = laid(MODELS[name], document, unit, parts)
        except InputError:  # the tokenizer sees nothing in the part
            continue
        units = layout.units
        for owner, span, special in zip(layout.owners[0], tokens.spans, tokens.special, strict=True):
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


@pytest.mark.parametrize("name", NAMES)
@given(first=VISIBLE, second=VISIBLE, unit=UNITS)
def test_every_unit_has_a_piece_of_its_own_and_no_word_is_lost(name: str, first: str, second: str, unit: str) -> None:
    document = of_two(("question", "context"), first, second)
    try:
        layout, tokens = laid(MODELS[name], document, unit)
    except InputError:
        return
    covering = [span for span, special in zip(tokens.spans, tokens.special, strict=True) if not special]
    for index, one in enumerate(layout.units):
        own = [s for s, o in zip(tokens.spans, layout.owners[0], strict=True) if o == index]
        touched = any(s.start < one.end and one.start < s.end for s in own)
        assert touched or layout.unseen == tuple(unit.spans[0] for unit in layout.units)
    for span in layout.unseen:
        assert not any(s.start < span.end and span.start < s.end for s in covering)
    scored = [unit.spans[0] for unit in layout.units] + list(layout.unseen)
    for span in spans_of(MODELS[name], document, unit, document.parts):
        assert any(one.start <= span.start and span.end <= one.end for one in scored)


def test_white_space_at_the_end_of_a_question_goes_with_the_question() -> None:
    # GPT-2 has pieces of white space alone; the last of the question must not fall with the context's first word.
    document = of_two(("question", "context"), "slow \n", "movie")
    layout, tokens = laid(MODELS["gpt2"], document)
    assert [one.text for one in layout.units] == ["slow", "movie"]
    for owner, span in zip(layout.owners[0], tokens.spans, strict=True):
        assert owner == (0 if span.start < 6 else 1)
    layout, tokens = laid(MODELS["gpt2"], document, "word", "context")
    for owner, span in zip(layout.owners[0], tokens.spans, strict=True):
        assert owner == (-1 if span.start < 6 else 0)


def test_white_space_goes_with_the_unit_after_it_and_at_the_end_with_the_last() -> None:
    layout, tokens = laid(MODELS["gpt2"], plain("slow  movie \n"))
    for owner, span in zip(layout.owners[0], tokens.spans, strict=True):
        assert owner == (0 if span.start < 4 else 1)


@given(VISIBLE.filter(lambda text: len(words(text)) > 1), st.data())
def test_what_is_hidden_is_no_unit_and_no_position_has_one(text: str, data: st.DataObject) -> None:
    hidden = data.draw(st.sampled_from(words(text)))
    document = plain(text, [hidden])
    model = TransformerModel(*headed("bert", "masked-lm", positions=400))
    assert spans_of(model, document, "word", document.parts) == [span for span in words(text) if span != hidden]
    layout, tokens = laid(model, document)
    for owner, span, token in zip(layout.owners[0], tokens.spans, tokens.row.ids, strict=True):
        if span.start < hidden.end and hidden.start < span.end:
            assert (owner, token) == (-1, model.mask_id)


@pytest.mark.parametrize("name", NAMES)
def test_tokens_of_two_texts_are_those_the_model_reads(name: str) -> None:
    document = of_two(("question", "context"), "was it slow ?", "The movie was unbelievable!")
    layout, tokens = laid(MODELS[name], document, "token")
    (owners,) = layout.owners
    shown = [span for span, special in zip(tokens.spans, tokens.special, strict=True) if not special]
    assert {one.start for one in layout.units} <= {span.start for span in shown}
    assert max(one.end for one in layout.units) == len(document.text)
    assert set(owners[owners >= 0]) == set(range(len(layout.units)))
    assert np.all(np.diff(owners[owners >= 0]) >= 0)


# -- pieces that several units share -----------------------------------------------------------------------------------


def said(layout: Layout) -> list[str]:
    return [one.text for one in layout.units]


@pytest.mark.parametrize(
    ("text", "units", "note"),
    [
        (EMOJI, ["Loved", "it", "👍🏽🇫🇷❤️"], "reads '👍🏽🇫🇷❤️' as one unknown piece"),
        ("ภาพยนตร์ดีมาก", ["ภาพยนตร์ดีมาก"], "reads 'ภาพยนตร์ดีมาก' as one unknown piece"),
        (THAI, ["หนังดีมาก", "แต่ยาว"], "reads 2 runs of characters as one unknown piece each"),
        ("a film, 日本 [SEP] fine", ["a", "film", ",", "日", "本", "[SEP]", "fine"], None),
        ("ok\ufffdok film", ["ok", "ok", "film"], "does not see '\ufffd' (at character 2)"),
        ("film \ufffd\ufffd good", ["film", "good"], "does not see '\ufffd\ufffd' (at character 5)"),
    ],
)
def test_what_word_pieces_cannot_part_is_one_unit(text: str, units: list[str], note: str | None) -> None:
    layout, _ = laid(SENTIMENT, plain(text))
    assert said(layout) == units
    assert len(layout.notes) == (note is not None)
    assert note is None or note in layout.notes[0]


def test_a_word_with_a_piece_of_its_own_stays_beside_one_that_it_shares() -> None:
    spans = [Span(0, 2), Span(2, 4), Span(4, 6)]

    def units(*pieces: tuple[int, int]) -> list[str]:
        tokens = MODELS["bert"].tokens(plain("a"), Window(0, 1, 1.0))
        row = type(tokens.row)(tuple(range(len(pieces))))
        made = type(tokens)(row, tuple(Span(*piece) for piece in pieces), (False,) * len(pieces))
        document = plain("aabbcc")
        scene = Scene(document, (whole(document),), (made,))
        layout = laid_out(MODELS["bert"], scene, lambda _: spans, "position", document.parts)
        return said(layout)

    assert units((0, 1), (1, 3), (3, 5), (5, 6)) == ["aa", "bb", "cc"]  # each has a piece that counts to it
    assert units((0, 3), (3, 6)) == ["aabb", "cc"]
    assert units((0, 6)) == ["aabbcc"]
    assert units((0, 2), (2, 6)) == ["aa", "bbcc"]
    assert units((0, 2), (4, 6)) == ["aa", "cc"]  # nothing is seen of the middle


def test_marks_that_are_one_piece_are_one_unit_without_a_word_about_it() -> None:
    tokenizer = MODELS["roberta"].tokenizer
    tokenizer = type(tokenizer)(
        vocab={**tokenizer.get_vocab(), "?!": len(tokenizer)},
        merges=[*_merges(tokenizer), ("?", "!")],
    )
    inner = copy.deepcopy(MODELS["roberta"].model)
    inner.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    model = TransformerModel(inner, tokenizer)
    assert tokenizer.tokenize("slow?!")[-1] == "?!"
    layout, _ = laid(model, plain("slow?!"))
    assert (said(layout), layout.notes) == (["slow", "?!"], ())


def _merges(tokenizer: Any) -> list[tuple[str, str]]:
    import json

    return [tuple(pair) for pair in json.loads(tokenizer.backend_tokenizer.to_str())["model"]["merges"]]


def test_a_text_of_which_nothing_is_seen_has_units_all_the_same() -> None:
    layout, _ = laid(SENTIMENT, plain("\ufffd \ufffd"))
    assert said(layout) == ["\ufffd", "\ufffd"]
    assert layout.unseen == (Span(0, 1), Span(2, 3))


@pytest.mark.parametrize(
    "method", ["occlusion", "lime", "kernel_shap", "partition_shap", "integrated_gradients", "attention_rollout"]
)
def test_all_methods_have_the_same_units_and_say_the_same(method: str) -> None:
    found = exegesis.explain(SENTIMENT, f"{EMOJI} \ufffd", method)
    assert [unit.text for unit in found.units] == ["Loved", "it", "👍🏽🇫🇷❤️"]
    assert found.unseen == (Span(len(EMOJI) + 1, len(EMOJI) + 2),)
    assert sum("one unknown piece" in line or "does not see" in line for line in found.warnings) == 2
    assert np.abs(found.scores[2]) > 0
    assert exegesis.Explanation.from_json(found.to_json()) == found


@pytest.mark.parametrize("baseline", ["mask", "pad", "delete", "x"])
def test_units_do_not_hang_on_the_baseline(baseline: str) -> None:
    found = exegesis.explain(SENTIMENT, EMOJI, "occlusion", baseline=baseline)
    assert [unit.text for unit in found.units] == ["Loved", "it", "👍🏽🇫🇷❤️"]


def test_an_explanation_with_such_units_is_checked_and_evaluated() -> None:
    found = exegesis.explain(SENTIMENT, f"{EMOJI} \ufffd {THAI}", "occlusion", target=0)
    checked = exegesis.check(found, SENTIMENT)
    assert checked.checks is not None
    assert exegesis.evaluate(found, SENTIMENT, ["comprehensiveness"])


# -- long texts --------------------------------------------------------------------------------------------------------


def test_each_window_looks_at_its_own_places_only(monkeypatch: pytest.MonkeyPatch) -> None:
    document = plain("the movie was slow. " * 400)
    spans = words(document.text)
    places = Places(document, spans, document.parts)
    looked: list[int] = []
    monkeypatch.setattr("exegesis.engine.layout.assign_one", lambda all, first, inner: looked.append(first) or first)
    tokens = SENTIMENT.tokens(document, Window(4000, 4400, 1.0))
    places.of(tokens)
    assert len(looked) < 150
    assert min(looked) > 900
