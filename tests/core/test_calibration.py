"""Calibration by hand, a model that is surer than it may be, and one that is not."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.calibration import calibration
from exegesis.core.errors import InputError
from exegesis.core.proportions import wilson


def test_by_hand() -> None:
    """Two bins of three: .5 .6 .7 of which one is right, .8 .9 1 of which three are."""
    found = calibration(np.array([0.9, 0.5, 0.7, 1.0, 0.6, 0.8]), np.array([1, 0, 1, 1, 0, 1], bool), bins=2)
    low, high = found.bins
    assert (low.low, low.high, low.count, low.right.mean) == (0.5, 0.7, 3, 1 / 3)
    assert (low.confidence, high.confidence) == pytest.approx((0.6, 0.9))
    assert (high.right.low, high.right.high) == wilson(3, 3)
    assert (low.gap, high.gap) == pytest.approx((0.6 - 1 / 3, 0.9 - 1))
    assert found.error == pytest.approx((3 * (0.6 - 1 / 3) + 3 * 0.1) / 6)
    assert found.gap == pytest.approx(0.75 - 4 / 6)


def test_answers_of_one_confidence_are_not_parted() -> None:
    found = calibration(np.array([0.5, 0.9, 0.9, 0.9, 0.9, 1.0]), np.ones(6, bool), bins=3)
    assert [(one.low, one.high, one.count) for one in found.bins] == [(0.5, 0.9, 5), (1.0, 1.0, 1)]
    assert [one.count for one in calibration(np.full(9, 0.8), np.ones(9, bool)).bins] == [9]


def test_true_confidences_are_not_off_and_boastful_ones_are() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.5, 1.0, 2_000)
    held = rng.random(2_000) < confidence
    fine, boastful = calibration(confidence, held), calibration(np.sqrt(confidence), held)
    assert fine.chance.low < fine.error < fine.chance.high
    assert not fine.is_off
    assert boastful.is_off
    assert boastful.gap == pytest.approx(np.sqrt(confidence).mean() - held.mean())


@given(st.lists(st.tuples(st.integers(50, 100), st.booleans()), min_size=1, max_size=60), st.integers(1, 20))
def test_bins_hold_every_answer_once_and_the_order_of_rows_is_nothing(rows: list[Any], bins: int) -> None:
    confidence, right = np.array([one / 100 for one, _ in rows]), np.array([one for _, one in rows])
    found, turned = calibration(confidence, right, bins), calibration(confidence[::-1], right[::-1], bins)
    assert sum(one.count for one in found.bins) == len(rows)
    assert len(found.bins) <= bins
    assert all(one.high < other.low for one, other in zip(found.bins, found.bins[1:], strict=False))
    assert found.error == pytest.approx(turned.error)
    assert 0 <= found.error <= 1
    assert found.error >= abs(found.gap) - 1e-9


@pytest.mark.parametrize(("confidence", "right"), [([], []), ([0.5], [True, False]), ([[0.5]], [[True]])])
def test_what_does_not_fit_is_refused(confidence: Any, right: Any) -> None:
    with pytest.raises(InputError, match="n at least 1"):
        calibration(np.array(confidence), np.array(right, bool))
