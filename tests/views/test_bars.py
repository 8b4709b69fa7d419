"""Where bars and whiskers begin and end, in percent of the axis."""

import numpy as np
import pytest
from hypothesis import given

from exegesis.data.explanation import Explanation
from exegesis.views.bars import BarStretch, top_bars
from tests.views import samples
from tests.views.strategies import explanations


def of(scores: list[float], **changes: object) -> Explanation:
    return samples.explanation("one two three four", scores, **changes)


def test_bars_stand_on_both_sides_of_zero() -> None:
    chart = top_bars(of([3.0, -1.0, 0.0, 0.5]))
    assert chart.zero == 25.0
    assert [(row.name, row.bar) for row in chart.rows] == [
        ("one", BarStretch(25.0, 75.0)), ("two", BarStretch(0.0, 25.0)), ("four", BarStretch(25.0, 12.5)),
    ]  # fmt: skip
    assert [row.said for row in chart.rows] == ["+3.00", "−1.00", "+0.50"]


def test_whiskers_reach_one_standard_error_to_each_side_and_widen_the_axis() -> None:
    chart = top_bars(of([2.0, -1.0, 0.0, 0.0], standard_errors=np.array([1.0, 1.0, 1.0, np.nan])))
    assert chart.zero == 40.0
    assert [row.whisker for row in chart.rows] == [BarStretch(60.0, 40.0), BarStretch(0.0, 40.0)]
    assert chart.rows[0].said == "+2.00 ± 1.00"


def test_an_unknown_error_draws_no_whisker() -> None:
    chart = top_bars(of([2.0, -1.0, 0.0, 0.0], standard_errors=np.array([np.nan, 1.0, 1.0, 1.0])))
    assert [row.whisker is None for row in chart.rows] == [True, False]


@pytest.mark.parametrize(("scores", "zero"), [([1, 2, 3, 4], 0.0), ([-1, -2, -3, -4], 100.0), ([0, 0, 0, 0], 0.0)])
def test_zero_lies_at_an_end_where_all_scores_are_on_one_side(scores: list[float], zero: float) -> None:
    assert top_bars(of(scores)).zero == zero


def test_units_in_several_places_say_so() -> None:
    assert "not ×2" in [row.name for row in top_bars(samples.bag_of_words()).rows]


def test_scores_too_small_to_be_said_beside_the_largest_are_left_out() -> None:
    assert [row.name for row in top_bars(of([1.0, 1e-9, -0.01, 0.004])).rows] == ["one", "three"]
    assert [row.said for row in top_bars(of([1e-9, -2e-9, 0.0, 0.0])).rows] == ["−2.00e-09", "+1.00e-09"]


@given(explanations())
def test_bars_never_leave_the_axis(explanation: Explanation) -> None:
    chart = top_bars(explanation)
    assert 0.0 <= chart.zero <= 100.0
    for stretch in [part for row in chart.rows for part in (row.bar, row.whisker) if part]:
        assert -0.02 <= stretch.left <= 100.02
        assert -0.02 <= stretch.width <= 100.02
        assert stretch.left + stretch.width <= 100.05
