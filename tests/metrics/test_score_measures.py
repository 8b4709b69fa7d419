"""Measures read off the scores alone, beside other scores or a person's marks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.records import Unit
from exegesis.metrics.agreement import FeatureAgreement, RankAgreement, SignAgreement, SignedRankAgreement
from exegesis.metrics.base import Metric, Undefined
from exegesis.metrics.rationales import TokenAUPRC, TokenF1, TokenIoU, flags_of
from exegesis.metrics.spread import Entropy, Gini
from tests.metrics.toys import case_of, drive

TEXT = "It is a dull, dull plot"
UNITS = tuple(
    Unit(TEXT[start:end], (Span(start, end),))
    for start, end in [(0, 2), (3, 5), (6, 7), (8, 12), (12, 13), (14, 18), (19, 23)]
)


def test_entropy_by_hand() -> None:
    """Shares 1/2, 1/4, 1/4: (log 2)/2 + (log 4)/2 = 1.5 log 2."""
    found = drive(Entropy(), case_of([2.0, -1.0, 1.0, 0.0]))
    assert found.value == pytest.approx(1.5 * np.log(2))
    assert found.details["of_log_n"] == pytest.approx(0.75)


def test_gini_by_hand() -> None:
    """Sizes 0 1 1 2: (-3*0 - 1*1 + 1*1 + 3*2) / (4 * 4)."""
    assert drive(Gini(), case_of([2.0, -1.0, 1.0, 0.0])).value == pytest.approx(6 / 16)
    assert drive(Gini(), case_of([0.0, 0.0, 0.0, 5.0])).value == pytest.approx(3 / 4)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (FeatureAgreement(k=3), 2 / 3),  # units 0, 1, 2 and 0, 2, 3: two shared
        (SignAgreement(k=3), 1 / 3),  # of these unit 0 has one sign in both
        (RankAgreement(k=3), 1 / 3),  # the first place alone
        (SignedRankAgreement(k=3), 1 / 3),
        (FeatureAgreement(), 1 / 2),  # of four units the top two: 0, 1 and 0, 2
        (SignedRankAgreement(k=1), 1.0),
    ],
)
def test_agreement_by_hand(metric: Metric, value: float) -> None:
    case = case_of([4.0, -3.0, 2.0, 1.0], other=np.array([8.0, 0.5, -3.0, 2.0]))
    assert drive(metric, case).value == pytest.approx(value)


@given(scores=st.permutations(range(1, 9)), k=st.integers(1, 8))
def test_an_explanation_agrees_with_itself_at_any_scale(scores: list[int], k: int) -> None:
    case = case_of(scores, other=np.array(scores) * 0.01)
    for metric in (FeatureAgreement(k=k), SignAgreement(k=k), RankAgreement(k=k), SignedRankAgreement(k=k)):
        assert drive(metric, case).value == 1


def test_agreement_with_constant_scores_is_undefined() -> None:
    with pytest.raises(Undefined, match="of the other explanation all scores are equal"):
        drive(FeatureAgreement(), case_of([1.0, 2.0], other=np.ones(2)))
    with pytest.raises(InputError, match="k must lie between 1 and the text's 2 units, not 3"):
        drive(FeatureAgreement(k=3), case_of([1.0, 2.0], other=np.arange(2.0)))


def test_marks_by_hand() -> None:
    """Units 0, 1, 4 marked. The top three are 1, 2, 0: two of them marked. At k = 2: one of two."""
    case = case_of([2.0, 9.0, 3.0, -5.0, 1.0], rationale=np.array([1, 1, 0, 0, 1], dtype=bool))
    assert drive(TokenF1(), case).value == pytest.approx(2 / 3)
    assert drive(TokenIoU(), case).value == pytest.approx(2 / 4)
    found = drive(TokenF1(k=2), case)
    assert (found.details["precision"], found.details["recall"]) == (1 / 2, 1 / 3)
    assert found.value == pytest.approx(2 * (1 / 2) * (1 / 3) / (5 / 6))
    # Marked at ranks 1, 3 and 4: (1 + 2/3 + 3/4) / 3.
    assert drive(TokenAUPRC(), case).value == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)


@given(
    scores=st.lists(st.integers(-4, 4), min_size=9, max_size=9).filter(lambda s: len(set(s)) > 1),
    marks=st.lists(st.booleans(), min_size=9, max_size=9).filter(lambda m: 0 < sum(m) < 9),
)
def test_auprc_is_scikit_learns(scores: list[int], marks: list[bool]) -> None:
    found = drive(TokenAUPRC(), case_of(scores, rationale=np.array(marks)))
    assert found.value == pytest.approx(average_precision_score(marks, scores))


@pytest.mark.parametrize("marks", [[True] * 3, [False] * 3])
def test_marks_of_all_or_nothing_are_undefined(marks: list[bool]) -> None:
    for metric in (TokenF1(), TokenIoU(), TokenAUPRC()):
        with pytest.raises(Undefined, match="the rationale marks"):
            drive(metric, case_of([1.0, 2.0, 3.0], rationale=np.array(marks)))


def test_rationales_are_spans_or_flags() -> None:
    wanted = [False, False, False, True, True, True, False]
    assert flags_of([(8, 18)], UNITS, TEXT).tolist() == wanted
    assert flags_of([[8, 13], [14, 18]], UNITS, TEXT).tolist() == wanted
    assert flags_of(wanted, UNITS, TEXT).tolist() == wanted
    assert flags_of(np.array(wanted, dtype=int), UNITS, TEXT).tolist() == wanted
    assert flags_of([(8, 10)], UNITS, TEXT).tolist() == [False] * 3 + [True] + [False] * 3  # half of a word is enough


def test_a_unit_of_several_places_is_marked_at_any() -> None:
    bag = (Unit("It", (Span(0, 2),)), Unit("dull", (Span(8, 12), Span(14, 18))))
    assert flags_of([(14, 18)], bag, TEXT).tolist() == [False, True]


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ([(20, 40)], r"span \(20, 40\) does not align: the text has 23"),
        ([(5, 5)], "does not align"),
        ([(-1, 3)], "does not align"),
        ([(12, 8)], "does not align"),
        ([(13, 14)], "' ' covers half of no unit"),
        ([(8, 12), (19, 20)], r"span \(19, 20\) does not align: 'p'"),
        ([1, 0, 1], "3 flags and the explanation 7 units"),
        ([0.5] * 7, "or one 0 or 1 for each unit"),
        ([2] * 7, "or one 0 or 1 for each unit"),
        ([("a", "b")], "two whole numbers"),
        ([], "not empty"),
        ("dull", "not str"),
        (7, "not int"),
    ],
)
def test_what_does_not_align_is_refused_in_one_line(given_: object, message: str) -> None:
    with pytest.raises(InputError, match=message) as told:
        flags_of(given_, UNITS, TEXT)
    assert "\n" not in str(told.value)
