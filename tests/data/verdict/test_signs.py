"""Each sign, with figures worked out by hand."""

import numpy as np
import pytest

from exegesis.data.verdict import signs, thresholds
from exegesis.data.verdict.leading import shown
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, Reason
from tests.data.verdict.building import SCORES, checks, figures


def words(found: Reason | None) -> int:
    assert found is not None
    return found.words


# -- standard errors --------------------------------------------------------------------------------------------------


def test_a_word_leads_all_words_behind_the_first_five() -> None:
    errors = [0.03, 0.03, 0.03, 0.03, 0.03, 0.04, 0.04, 0.04, 0.04, 0.04]  # behind: 0.05 +- 0.04 and less
    found = signs.leads(figures(errors=errors))
    assert found is not None
    np.testing.assert_allclose(found, [0.45 / 0.05, 0.35 / 0.05, 0.25 / 0.05, 0.15 / 0.05, 0.05 / 0.05])


@pytest.mark.parametrize(("of_the_fifth", "kept"), [(1.01, 5), (0.99, 4)])
def test_its_lead_is_held_against_the_threshold(of_the_fifth: float, kept: int) -> None:
    error = 0.05 / (thresholds.LEAD * of_the_fifth)  # all of it on the fifth word
    reason = signs.uncertainty(figures(errors=[0.0] * 4 + [error] + [0.0] * 5))
    assert words(reason) == kept


def test_an_uncertain_word_in_front_ends_the_count() -> None:
    assert words(signs.uncertainty(figures(errors=[0.0, 9.0] + [0.0] * 8))) == 1
    assert words(signs.uncertainty(figures(errors=[9.0] * 10))) == 0


def test_without_errors_what_the_method_knows_of_its_top_words_counts() -> None:
    assert words(signs.uncertainty(figures(errors=[9.0] * 10, diagnostics={"certain_top": 3}))) == 0
    assert words(signs.uncertainty(figures(diagnostics={"certain_top": 9}))) == 5
    assert words(signs.uncertainty(figures(diagnostics={"certain_top": 0}))) == 0


def test_errors_are_silent_where_other_seeds_were_tried() -> None:
    assert signs.uncertainty(figures(errors=[9.0] * 10, diagnostics={"certain_top": 3}, checks=checks())) is None
    assert words(signs.uncertainty(figures(errors=[0.0] * 10, checks=checks(seeds=None)))) == 5


def test_unknown_errors_are_no_errors_of_nought() -> None:
    assert signs.leads(figures(errors=[0.0] * 9 + [np.nan])) is None
    assert signs.uncertainty(figures(errors=[0.0] * 9 + [np.nan])) is None
    assert signs.uncertainty(figures()) is None


def test_without_any_error_only_a_tie_is_uncertain() -> None:
    tied = (0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.0, 0.0, 0.0, 0.0)
    assert words(signs.uncertainty(figures(errors=[0.0] * 10))) == 5
    assert words(signs.uncertainty(figures(scores=tied, errors=[0.0] * 10))) == 4


# -- made again -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stayed", "kept"), [((5, 5, 5), 5), ((5, 3, 4), 3), ((5, 5, 0), 0)])
def test_words_must_stay_with_every_other_seed(stayed: tuple[int, ...], kept: int) -> None:
    assert thresholds.SEEDS == 1.0
    assert words(signs.seeds(figures(checks=checks(seeds=stayed)))) == kept


def test_the_figure_is_that_of_the_first_word_that_does_not_stay() -> None:
    reason = signs.seeds(figures(checks=checks(seeds=(5, 3, 4))))
    assert reason is not None
    assert reason.figure == pytest.approx(2 / 3)  # the fourth word, with the first and the third seed
    assert "the others change" in reason.text


def test_a_method_without_chance_gives_the_same_words_or_it_is_not_its_explanation() -> None:
    assert words(signs.again(figures(checks=checks(again=5)))) == 5
    assert words(signs.again(figures(checks=checks(again=4)))) == 0
    for sign in (signs.seeds, signs.again):
        assert sign(figures()) is None
        assert sign(figures(checks=checks(seeds=None))) is None
    assert signs.seeds(figures(checks=checks(again=5))) is None


@pytest.mark.parametrize(
    ("led", "level", "mark"),
    [((5,), HOLDS, "5/5"), ((3,), HOLDS, "3/5"), ((2,), FAILS, "2/5"), ((0,), FAILS, "0/5"), ((4, 1), FAILS, "1/5")],
)
def test_most_of_the_words_must_lead_with_every_other_baseline(led: tuple[int, ...], level: str, mark: str) -> None:
    reason = signs.baselines(figures(checks=checks(baselines=led)))
    assert reason is not None
    assert (reason.level, reason.mark) == (level, f"other baseline {mark}")


# -- for all words or none --------------------------------------------------------------------------------------------


def test_few_words_leave_too_few_orders_to_tell() -> None:
    short = signs.order(figures(scores=(0.6, 0.01, 0.0), checks=checks(beaten=0.875)))
    assert short is not None
    assert (short.level, short.mark) == ("partly", "beats chance 17.5/20")
    assert "with 3 words random orders come too near any order to tell" in short.text
    assert signs.order(figures(scores=(0.6, 0.01, 0.0), checks=checks(beaten=0.5))).level == "fails"  # type: ignore[union-attr]
    assert signs.order(figures(checks=checks(beaten=0.9))).level == "fails"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("beaten", "kept"), [(1.0, 5), (thresholds.ORDER_DOUBT, 5), (thresholds.ORDER_DOUBT - 0.01, 0), (0, 0)]
)
def test_the_order_must_beat_chance(beaten: float, kept: int) -> None:
    reason = signs.order(figures(checks=checks(beaten=beaten)))
    assert words(reason) == kept
    assert reason is not None
    assert reason.level == (HOLDS if beaten == 1.0 else PARTLY if kept else FAILS)


@pytest.mark.parametrize(("of_it", "kept"), [(1.01, 5), (0.99, 0), (-3.0, 0)])
def test_a_surrogate_must_fit(of_it: float, kept: int) -> None:
    assert words(signs.fit(figures(diagnostics={"weighted_r2": thresholds.FIT * of_it}))) == kept


@pytest.mark.parametrize(("of_it", "kept"), [(0.0, 5), (0.99, 5), (-0.99, 5), (1.01, 0), (-1.01, 0)])
def test_scores_must_add_up_where_the_method_promises_it(of_it: float, kept: int) -> None:
    delta = thresholds.MISSED * sum(map(abs, SCORES)) * of_it
    assert words(signs.completeness(figures(diagnostics={"convergence_delta": delta}))) == kept


def test_signs_are_silent_where_there_is_no_figure() -> None:
    for sign in (signs.fit, signs.completeness, signs.again, signs.order, signs.baselines, signs.control):
        assert sign(figures()) is None
    for nonsense in ("good", True, None, float("nan"), float("inf"), 10**400, [1]):
        assert figures(diagnostics={"weighted_r2": nonsense}).number("weighted_r2") is None


def test_controls_are_never_relied_on() -> None:
    assert words(signs.control(figures(diagnostics={"is_control": True}))) == 0
    assert shown(len(SCORES)) == 5


def test_a_sum_that_the_method_forces_is_no_mark() -> None:
    for missed, mark in ((1e-12, ""), (0.005, "sum off by 0.5%"), (0.2, "sum off by 20%")):
        reason = signs.completeness(figures(diagnostics={"convergence_delta": missed * sum(map(abs, SCORES))}))
        assert reason is not None
        assert reason.mark == mark
