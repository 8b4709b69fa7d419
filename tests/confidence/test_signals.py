"""Each signal by hand, and that every one is finite whatever the evidence."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.confidence.signals.evidence import Erased, Evidence, MethodScores, answered
from exegesis.confidence.signals.table import SIGNALS, chosen
from exegesis.core.codec import plain
from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.records import Prediction

ASKED = Evidence(
    answer="b",
    probabilities=(0.6, 0.2),
    no_answer=0.1,
    length=4,
    words=("a", "b"),
    scored=(
        MethodScores("one", np.array([2.0, -1.0, 0.0, 1.0]), (True, True, False, False)),
        MethodScores("two", np.array([4.0, 1.0, 2.0, 3.0]), (True, True, False, False)),
    ),
    erased=Erased(0.6, 0.1, 0.5),
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("probability", log(0.6 / 0.4)),
        ("margin", 0.4),
        ("entropy", 0.6 * log(0.6) + 0.2 * log(0.2) + 0.1 * log(0.1) + 0.1 * log(0.1)),
        ("no_answer", log(0.6 / 0.1)),
        ("comprehensiveness", 0.5),
        ("sufficiency", -0.1),
        ("concentration", 1 - (0.5 * log(2) + 2 * 0.25 * log(4)) / log(4)),
        ("consent", 0.5),
        ("question_words", 0.75),
        ("agreement", 1.0),
    ],
)
def test_by_hand(name: str, value: float) -> None:
    assert SIGNALS[name].value(ASKED) == pytest.approx(value)


def test_every_signal_has_a_hand_computed_value_here() -> None:
    cases = next(mark for mark in test_by_hand.pytestmark if mark.name == "parametrize").args[1]  # type: ignore[attr-defined]
    assert [name for name, _ in cases] == list(SIGNALS)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
    st.none() | st.floats(0, 1),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6),
)
def test_all_are_finite_whatever_the_evidence(
    probabilities: list[float], none: float | None, scores: list[float]
) -> None:
    found = tuple(sorted(probabilities, reverse=True))
    methods = tuple(
        MethodScores(name, np.array(scores) * sign, (True,) * len(scores)) for name, sign in (("a", 1), ("b", 0))
    )
    evidence = Evidence("x", found, none, 1, (), methods, Erased(found[0], 0.0, 1.0))
    assert all(np.isfinite(one.value(evidence)) for one in SIGNALS.values())


def test_evidence_comes_back_from_plain_data() -> None:
    again = Evidence.read(plain(ASKED))
    assert plain(again) == plain(ASKED)


def test_of_a_question_the_best_stretch_is_the_answer_be_no_answer_likelier() -> None:
    spans = (Span(5, 5), Span(7, 9), Span(7, 12))
    prediction = Prediction("no answer", 0, (0.7, 0.2, 0.05), ("no answer", "it", "it is"), "answer", spans)
    assert answered(prediction) == ("it", (0.2, 0.05), 0.7)


def test_those_that_a_task_and_its_methods_give() -> None:
    assert [one.name for one in chosen("all", is_question=False, methods=0)] == ["probability", "margin", "entropy"]
    assert {one.name for one in chosen(None, is_question=True, methods=2)} == set(SIGNALS)
    assert "agreement" not in {one.name for one in chosen(None, is_question=True, methods=1)}
    assert [one.name for one in chosen(["margin", "probability"], False, 1)] == ["probability", "margin"]


@pytest.mark.parametrize(
    ("names", "methods", "said"),
    [
        (["marginn"], 1, "unknown signal 'marginn'. Did you mean 'margin'"),
        (["margin", "margin"], 1, "named twice"),
        (["no_answer"], 1, "is of questions"),
        (["agreement"], 1, "needs several methods"),
        ([], 1, "no signal given"),
    ],
)
def test_others_are_refused(names: list[str], methods: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        chosen(names, is_question=False, methods=methods)
