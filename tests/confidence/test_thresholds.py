"""Thresholds and what is guaranteed of them: by hand, and held to by simulation."""

import numpy as np
import pytest

from exegesis.confidence.thresholds import least_rows, precise, share, sparing, thresholds_to_test
from exegesis.core.errors import InputError
from exegesis.core.types import Floats


def drawn(rng: np.random.Generator, rows: int) -> tuple[Floats, Floats]:
    """Confidences of which each says truly how often such an answer is right."""
    sure = rng.beta(4, 1, rows)
    return sure, rng.random(rows) < sure


MANY = np.sort(np.random.default_rng(99).beta(4, 1, 200_000))  # all that could be drawn
WRONG = np.append(np.cumsum((1 - MANY)[::-1])[::-1], 0.0)  # wrong ones among those from here on


def overall(threshold: float) -> float:
    """The share of all rows that get a wrong answer."""
    return float(WRONG[np.searchsorted(MANY, threshold, side="right")] / len(MANY))


def risk(threshold: float) -> float:
    """The share of wrong answers among those above a threshold."""
    return overall(threshold) / float((threshold < MANY).mean())


def test_the_precision_is_kept_in_all_but_delta_of_the_simulations() -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(300):
        levels = thresholds_to_test(*drawn(rng, 200), 0.9)
        found.append(precise(*drawn(rng, 200), levels, 0.9, 0.1).threshold)
    broken = [threshold is not None and risk(threshold) > 0.1 for threshold in found]
    assert sum(broken) <= 300 * 0.1
    assert sum(threshold is not None for threshold in found) > 150  # and it is no guarantee of silence


def test_a_threshold_chosen_by_sight_breaks_the_promise_that_the_tested_one_keeps() -> None:
    """The lowest threshold at which the answers seen are as precise as wished: known to be bad."""
    rng = np.random.default_rng(0)
    broken = 0
    for _ in range(100):
        sure, right = drawn(rng, 200)
        fine = [level for level in np.sort(sure)[:-1] if right[sure > level].mean() >= 0.9]
        broken += risk(fine[0]) > 0.1
    assert broken > 30


def test_wrong_answers_are_as_rare_as_wished_in_the_mean() -> None:
    rng = np.random.default_rng(0)
    found = [sparing(*drawn(rng, 100), wrong=0.05).threshold for _ in range(300)]
    missed = np.mean([0.0 if threshold is None else overall(threshold) for threshold in found])
    assert missed == pytest.approx(5 / 101, abs=0.004)  # of 101 exchangeable rows each is as likely the fifth wrong one


def test_few_answers_by_hand() -> None:
    """29 right ones show 90% at 95% certainty, 28 do not: .9 to the 28th is .0523."""
    assert least_rows(0.9, 0.05) == 29
    sure = np.linspace(0.6, 0.9, 29)
    assert precise(sure, np.ones(29), [0.0], 0.9, 0.05).threshold == 0.0
    found = precise(sure[1:], np.ones(28), [0.0], 0.9, 0.05)
    assert (found.threshold, found.why) == (None, "28 answers cannot show it even if all are right; 29 are needed")


def test_the_search_ends_at_the_first_threshold_that_is_not_shown() -> None:
    right = np.ones(100, dtype=bool)
    right[50:60] = False  # ten wrong ones in the middle
    sure = np.linspace(1, 0.01, 100)
    found = precise(sure, right, [sure[40], sure[55], 0.0], 0.9, 0.1)
    assert (found.threshold, found.given, found.missed) == (sure[40], 40, 0)


def test_a_share_of_all_rows_by_hand() -> None:
    """Of 99 rows (errors + 1) / 100 is at most 3 % with two errors: those of the highest confidence."""
    sure = np.linspace(0.99, 0.01, 99)
    right = np.ones(99, dtype=bool)
    right[[10, 20, 30, 40]] = False
    found = sparing(sure, right, 0.03)
    assert (found.threshold, found.given, found.missed) == (sure[30], 30, 2)
    assert sparing(sure, right, 0.5).threshold == 0.0  # all may be answered
    assert sparing(sure, right, 0.005).why == "99 answers cannot show a share as small; 199 are needed"


def test_the_first_threshold_is_where_other_rows_show_it_best_and_the_last_lets_all_pass() -> None:
    rng = np.random.default_rng(0)
    sure, right = drawn(rng, 400)
    levels = thresholds_to_test(sure, right, 0.8)
    assert (np.diff(levels) < 0).all()
    assert levels[-1] == 0.0
    assert (sure > levels[0]).sum() > 100  # and not among few


@pytest.mark.parametrize("value", [0, 1, -0.1, 1.5, float("nan"), True, "0.9"])
def test_a_share_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        share("precision", value)
