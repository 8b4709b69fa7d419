"""Decoding against brute force over all spans of all windows; and answers as exact characters of the user's context."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import log_softmax, softmax

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import is_blank
from exegesis.core.types import Span
from exegesis.data.inputs import GAP, Question, of_two
from exegesis.data.records import Window
from exegesis.data.targets import Answer
from exegesis.tasks import tables
from exegesis.tasks.answers import NO_ANSWER, Decoding, WindowLogits, decoded, placed
from exegesis.tasks.span_qa import SpanQA
from tests.adapters.head_families import headed

DOCUMENT = of_two(("question", "context"), "who?", "ab c\n d  efg 😀h")
LOW = DOCUMENT.parts[1].start
TEXT = DOCUMENT.text


@st.composite
def windows(draw: st.DrawFn, tied: bool = False) -> list[WindowLogits]:
    """One to three windows of pieces in the context's order, some of white space, some of the same character."""
    made = []
    numbers = st.integers(-2, 2).map(float) if tied else st.floats(-9, 9, width=32)
    for _ in range(draw(st.integers(1, 3))):
        starts = sorted(draw(st.lists(st.integers(LOW, len(TEXT) - 1), min_size=1, max_size=9)))
        context = [Span(start, min(start + draw(st.integers(1, 3)), len(TEXT))) for start in starts]
        spans = [Span(0, 0), Span(0, 3), Span(0, 0), *context, Span(0, 0)]
        inside = [False, False, False, *[True] * len(context), False]
        count = len(spans)
        start, end = (np.array(draw(st.lists(numbers, min_size=count, max_size=count))) for _ in range(2))
        none = draw(st.sampled_from([0, None])) if not made else made[0].none
        made.append(WindowLogits(start, end, tuple(spans), np.array(inside), none, Span(LOW, len(TEXT))))
    return made


def brute(found: list[WindowLogits], most: int) -> dict[tuple[int, int], tuple[float, float]]:
    """(score, probability) of the best way to every stretch of the context."""
    best: dict[tuple[int, int], tuple[float, float]] = {}
    for window in found:
        for i in range(len(window.spans)):
            for j in range(len(window.spans)):
                if not (window.inside[i] and window.inside[j] and i <= j < i + most):
                    continue
                low, high = window.spans[i].start, window.spans[j].end
                said = TEXT[low:high].strip()
                if not said:
                    continue
                low += len(TEXT[low:high]) - len(TEXT[low:high].lstrip())
                score = float(window.start[i] + window.end[j])
                chance = float(softmax(window.start)[i] * softmax(window.end)[j])
                best[low, low + len(said)] = max(best.get((low, low + len(said)), (-np.inf, 0.0)), (score, chance))
    return best


@given(windows(), st.integers(1, 12), st.integers(1, 6))
def test_the_best_answers_are_those_of_brute_force(found: list[WindowLogits], k: int, most: int) -> None:
    expected = brute(found, most)
    assume(expected)
    got = [one for one in decoded(DOCUMENT, found, k, Decoding(max_tokens=most)) if not one.is_none]
    best = sorted(expected.items(), key=lambda item: (-item[1][0], item[0]))[:k]
    assert [one.score for one in got] == [score for _, (score, _) in best]
    for one in got:
        assert expected[one.span.start, one.span.end][0] == one.score
        window = found[one.window]
        assert one.score == window.start[one.first] + window.end[one.last]
        chance = softmax(window.start)[one.first] * softmax(window.end)[one.last]
        assert one.probability == pytest.approx(chance, rel=1e-9)
        assert one.text == TEXT[one.span.start : one.span.end] == one.text.strip() != ""
    assert len({one.span for one in got}) == len(got)


@given(windows(tied=True), st.integers(1, 12))
def test_equal_scores_come_in_the_order_of_the_text(found: list[WindowLogits], k: int) -> None:
    expected = brute(found, 30)
    assume(expected)
    got = [one for one in decoded(DOCUMENT, found, k, Decoding()) if not one.is_none]
    assert [one.score for one in got] == sorted((score for score, _ in expected.values()), reverse=True)[:k]
    assert got == sorted(got, key=lambda one: (-one.score, one.span))


@given(windows(), st.floats(-20, 20))
def test_no_answer_is_the_least_over_the_windows_and_wins_above_the_threshold(
    found: list[WindowLogits], threshold: float
) -> None:
    expected = brute(found, 30)
    assume(expected)
    got = decoded(DOCUMENT, found, 3, Decoding(no_answer_threshold=threshold))
    if found[0].none is None:
        assert not any(one.is_none for one in got)
        return
    (none,) = [one for one in got if one.is_none]
    assert none.score == min(float(window.start[0] + window.end[0]) for window in found)
    window = found[none.window]
    assert none.probability == pytest.approx(softmax(window.start)[0] * softmax(window.end)[0], rel=1e-9)
    assert (none.text, none.span, none.first, none.last) == (NO_ANSWER, Span(LOW, LOW), 0, 0)
    leads = none.score - max(score for score, _ in expected.values())
    assert got[0].is_none is (leads > threshold)
    assert got[0].is_none or got[-1].is_none
    assert not any(one.is_none for one in decoded(DOCUMENT, found, 3, Decoding(allow_no_answer=False)))


def test_many_pieces_of_white_space_do_not_crowd_out_the_answers() -> None:
    spans = (*[Span(LOW + 4, LOW + 6)] * 12, Span(LOW, LOW + 2))
    numbers = np.array([9.0] * 12 + [0.0])
    window = WindowLogits(numbers, numbers, spans, np.ones(13, dtype=bool), None, Span(LOW, len(TEXT)))
    assert [one.text for one in decoded(DOCUMENT, [window], 3, Decoding())] == ["ab"]


def test_a_context_without_any_token_is_refused() -> None:
    bare = WindowLogits(np.zeros(1), np.zeros(1), (Span(0, 0),), np.zeros(1, dtype=bool), 0, Span(LOW, len(TEXT)))
    blank = WindowLogits(np.zeros(1), np.zeros(1), (Span(LOW + 4, LOW + 6),), np.ones(1, dtype=bool), 0, bare.reach)
    for window in (bare, blank):
        with pytest.raises(UnsupportedError, match="sees no token in the context"):
            decoded(DOCUMENT, [window], 1, Decoding())


def test_the_softmax_runs_over_all_positions_of_a_side() -> None:
    numbers = np.random.default_rng(0).normal(size=(3, 7)) * 30
    np.testing.assert_allclose(tables.log_softmax(numbers), log_softmax(numbers, axis=-1), atol=1e-12)
    window = WindowLogits(numbers[0], numbers[1], (Span(0, 0),) * 7, np.zeros(7, dtype=bool), 0, Span(0, 0))
    assert window.probability(2, 5) == pytest.approx(softmax(numbers[0])[2] * softmax(numbers[1])[5], rel=1e-12)


def test_a_given_answer_is_placed_in_the_window_where_it_scores_highest() -> None:
    spans = (Span(LOW, LOW + 2), Span(LOW + 3, LOW + 4), Span(LOW + 6, LOW + 7))
    low, high = (
        WindowLogits(np.array(a), np.array(b), spans, np.ones(3, dtype=bool), None, Span(LOW, LOW + 8))
        for a, b in (([0.0, 1, 5], [9.0, 2, 3]), ([0.0, 2, 1], [0.0, 1, 4]))
    )
    found = placed(DOCUMENT, [low, high], Span(LOW + 3, LOW + 7))  # "c\n d"
    assert (found.text, found.window, found.first, found.last, found.score) == ("c\n d", 1, 1, 2, 6.0)
    with pytest.raises(InputError, match="cut by every window"):
        placed(DOCUMENT, [low, high], Span(LOW + 6, LOW + 11))
    with pytest.raises(InputError, match=r"sees no token in the answer '\\n'"):
        placed(DOCUMENT, [low, high], Span(LOW + 4, LOW + 5))


# -- exact characters of the user's context, in every family ----------------------------------------------------------

NAMES = ("bert", "distilbert", "roberta", "electra", "albert", "deberta_v2", "mpnet", "xlnet", "gpt2")
ODD = [
    *("movie", "slow", "un", "!", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2009", "\u3000"),
    *("日本", "한국어", "שלום", "مرحبا", "Ｆｕｌｌ", "ﬁ", "ß", "İ", "naïve", "e\u0301", "\u0301", "น้ำ", "क्षि"),
    *("😀", "👨‍👩‍👧", "🇩🇪", "👍🏽", "𠮷", "½", "…", "“", "\u200b", "\u200f", "\ufeff", "\u00ad", "\x07", "\ufffd"),
    *("[SEP]", "</s>", "<s>", "[CLS]", "[PAD]", "<unk>", "[UNK]"),
]
TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=3)), min_size=1, max_size=9).map("".join)
VISIBLE = TEXTS.filter(lambda text: not is_blank(text))


class Looks:
    """A model's logits drawn at random: where an answer is said does not matter, which characters it has does."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def __call__(self, row: Any, read: Any) -> Any:
        return self.random.normal(size=2 * len(row))


TASKS = {name: SpanQA(TransformerModel(*headed(name, "question-answering", positions=400))) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@given(asked=VISIBLE, context=VISIBLE, seed=st.integers(0, 99))
def test_every_answer_is_the_characters_at_its_span(name: str, asked: str, context: str, seed: int) -> None:
    task = TASKS[name]
    scene = task.scene(Question(asked, context))
    try:
        answers = task.answers(scene, Looks(seed), 5, Decoding())
    except UnsupportedError:  # nothing of the context is in the vocabulary, not even as unknown
        assert not any(span.start >= scene.document.parts[1].start and span.end > span.start for span in shown(scene))
        return
    shift = len(asked) + len(GAP)
    for one in answers:
        start, end = one.span.start - shift, one.span.end - shift
        assert 0 <= start <= end <= len(context)
        assert one.text == (NO_ANSWER if one.is_none else context[start:end])
        assert one.is_none is (start == end)


@pytest.mark.parametrize("name", NAMES)
@given(asked=VISIBLE, context=VISIBLE, seed=st.integers(0, 99), data=st.data())
def test_an_answer_given_at_any_run_of_tokens_has_those_characters_again(
    name: str, asked: str, context: str, seed: int, data: st.DataObject
) -> None:
    task = TASKS[name]
    scene = task.scene(Question(asked, context))
    shift = len(asked) + len(GAP)
    spans = scene.tokens[0].spans
    inside = [i for i, span in enumerate(spans) if span.start >= shift and span.end > span.start]
    assume(inside and len(scene.windows) == 1)
    first = data.draw(st.sampled_from(inside))
    last = data.draw(st.sampled_from([place for place in inside if place >= first]))
    said = context[spans[first].start - shift : spans[last].end - shift]
    assume(not is_blank(said))
    start, end = spans[first].start - shift, spans[last].end - shift
    # Pieces may share a character ("▁" and an unknown word): no run of tokens ends between those.
    for place in inside:
        assume(spans[place].end <= shift + start or spans[place].start >= shift + start)
        assume(spans[place].end <= shift + end or spans[place].start >= shift + end)
    aimed = task.aim(
        scene, [Answer(said, start), Answer(said, start, "start"), Answer(said, start, "end")], Looks(seed)
    )
    for target in aimed.targets:
        assert target.name == said
        assert target.spans == (Span(shift + start, shift + start + len(said)),)
    (low,), (high,) = aimed.readout.positions(0)[1:]  # type: ignore[index]
    assert aimed.readout.positions(0)[0] == tuple(sorted({low, high}))  # type: ignore[index]
    assert (spans[low].start, spans[high].end) == (shift + start, shift + end)


def shown(scene: Any) -> list[Span]:
    """What the model reads of the text."""
    pairs = zip(scene.tokens[0].spans, scene.tokens[0].special, strict=True)
    return [span for span, special in pairs if not special and not scene.document.text[span.start : span.end].isspace()]


@pytest.mark.slow
@pytest.mark.parametrize(
    "context",
    [
        "a 😀😀 b",
        "e\u0301tude — naïve",
        "שלום עולם, hello",
        "日本語の文です",
        "Ｆｕｌｌ ｗｉｄｔｈ",
        "one\r\ntwo\r\nthree",
        "no\u00a0break\u00a0space",
        "\ufeffbom \u200bzero\u200b width",
        " leading and trailing ",
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_scripts_of_the_world_through_a_whole_model(name: str, context: str) -> None:
    import exegesis

    model = TASKS[name].model
    found = exegesis.predict(model, Question("was it?", context), 3)[0]
    shift = len("was it?\n\n")
    for label, span in zip(found.labels, found.spans, strict=True):
        if label != NO_ANSWER:
            assert context[span.start - shift : span.end - shift] == label
    baseline = "pad" if model.mask_id is None else "mask"  # type: ignore[attr-defined]
    one = exegesis.explain(model, Question("was it?", context), "occlusion", "span", baseline=baseline)
    assert all(one.text[unit.start : unit.end] == unit.text for unit in one.units)


def test_a_window_knows_what_it_shows_of_the_context() -> None:
    tokens = TASKS["bert"].scene(Question("who?", "ab c")).tokens[0]
    count = len(tokens.row)
    document = of_two(("question", "context"), "who?", "ab c")
    made = WindowLogits.of(document, Window(6, 8, 0.5), tokens, np.zeros(count), np.zeros(count), 0)
    assert made.reach == Span(6, 8)
