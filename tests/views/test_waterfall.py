"""The way from the baseline's number to a row's, and rows of tables on pages and plots."""

import numpy as np
import pytest

from exegesis.data.explanations import Explanations
from exegesis.views.html import page
from exegesis.views.kinds import view_of
from exegesis.views.plots import plot_many
from exegesis.views.waterfall import waterfall
from tests.browsing import Chromium
from tests.views.samples import explanation
from tests.views.strategies import ATTACKS
from tests.views.tabled import CELLS, row_explanation

NAMES = tuple(CELLS)


def test_steps_go_from_the_baseline_to_the_row_largest_first() -> None:
    found = waterfall(row_explanation(), NAMES)
    assert found is not None
    assert [step.name for step in found.steps] == ["age", "job", "rate", "left"]
    np.testing.assert_allclose([step.start for step in found.steps], [0.2, 0.5, 0.4, 0.45])
    np.testing.assert_allclose([step.stop for step in found.steps], [0.5, 0.4, 0.45, 0.45])
    assert [step.towards for step in found.steps] == [True, False, True, True]
    assert (found.base, found.value) == ("0.2", "0.45")
    assert (found.zero, found.end) == (0.0, pytest.approx(83.33))
    assert [(step.left, step.width) for step in found.steps][:2] == [(0.0, 100.0), (66.67, 33.33)]


def test_what_is_small_is_one_step() -> None:
    found = waterfall(row_explanation(), NAMES, shown=2)
    assert found is not None
    assert found.steps[-1].name == "2 others"
    assert found.steps[-1].stop == pytest.approx(0.45)


@pytest.mark.parametrize("changes", [{"base": None}, {"value": 0.9}, {"value": float("inf")}])
def test_scores_that_do_not_add_up_have_none(changes: dict[str, float]) -> None:
    given = row_explanation(**changes)
    assert waterfall(given, NAMES) is None
    if np.isfinite(given.value):
        assert "the background" not in page([given])
        assert len(plot_many([given]).axes) == 1


def test_a_row_is_drawn_with_what_it_has_in_each_column() -> None:
    given = row_explanation(settings={"compared_with": {"age": "> 28 to 48"}})
    made = page([given])
    assert "The scores add up from the background's 0.2 to this row's 0.45" in made
    assert "age = 44" in made
    assert "Top columns" not in made  # which would say the same again
    assert "Top columns" in page([row_explanation(base=None)])
    assert view_of(given).label(given, 0) == "age = 44 (> 28 to 48)"
    assert view_of(given).label(given, 3) == "left = missing"
    figure = plot_many([given])
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert labels == ["background", "age = 44 (> 28 to 48)", "job = cook", "rate = 0.25", "left = missing", "this row"]
    assert view_of(explanation()).place(explanation(), 0) == ""


def test_steps_have_their_standard_errors_where_these_are_known() -> None:
    found = waterfall(row_explanation(standard_errors=np.array([0.01, 0.02, np.nan, 0.0])), NAMES)
    assert found is not None
    assert [" ± " in step.said for step in found.steps] == [True, True, False, True]
    assert found.longest == max(len(step.said) for step in found.steps)


@pytest.mark.parametrize("attack", ATTACKS[:3])
def test_names_and_cells_stay_text(attack: str) -> None:
    name = attack.replace("\0", "")
    given = row_explanation({name: name, "b": 1}, {name: 0.5, "b": -0.1})
    assert "<script" not in page([given])


def test_the_page_is_fit_to_be_seen(chromium: Chromium) -> None:
    chromium.check(page([row_explanation(), row_explanation(base=None, method="lime")]))
    assert Explanations([row_explanation()]).to_html()
