"""Explained rows summed up by column: figures, page, terminal and plots."""

import io
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.data.table_row import Cell
from exegesis.summaries import ColumnSummary, submodular, summarise_columns
from exegesis.summaries.columns.geometry import heights, shades
from exegesis.summaries.columns.page import page
from exegesis.summaries.columns.plots import picture, plot
from exegesis.summaries.columns.terminal import show
from tests.browsing import Chromium
from tests.views.samples import explanation
from tests.views.strategies import ATTACKS
from tests.views.tabled import row_explanation

JOBS = ("cook", "clerk", "smith")


def explained(rows: int = 12, **changes: Any) -> list[Explanation]:
    """The score of age rises with it; of job depends on the job; of rate is noise, and once missing."""
    rng = np.random.default_rng(0)
    found = []
    for row in range(rows):
        cells: dict[str, Cell] = {"age": 20 + row, "job": JOBS[row % 3], "rate": None if row == 0 else float(row % 2)}
        scores = {"age": 0.1 * (row - 5), "job": (0.05, -0.02, 0.0)[row % 3], "rate": float(rng.normal()) / 100}
        found.append(row_explanation(cells, scores, **changes))
    return found


def test_columns_come_by_the_mean_size_of_their_scores() -> None:
    found = summarise_columns(explained())
    (target,) = found.targets
    assert [column.name for column in target.columns] == ["age", "job", "rate"]
    age = target["age"]
    assert age.size.mean == pytest.approx(np.mean([abs(0.1 * (row - 5)) for row in range(12)]))
    assert age.size.low < age.size.mean < age.size.high
    assert (age.rises, age.trend) == (1.0, "up")
    assert age.values == tuple(range(20, 32))
    np.testing.assert_allclose(age.shares, np.arange(12) / 11)
    assert target["job"].shares is None
    assert target["job"].rises is None
    assert found.rows == 12
    with pytest.raises(InputError, match="unknown column 'ages'"):
        target["ages"]


def test_targets_are_apart_and_their_units_must_be_one() -> None:
    other = explained(3, target=Target("negative", 0, "probability"))
    assert [target.name for target in summarise_columns(explained(3) + other).targets] == ["positive", "negative"]
    with pytest.raises(InputError, match="are in logit and probability"):
        summarise_columns(explained(3) + explained(3, target=Target("positive", 1, "logit")))


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(InputError, match="is of text"):
        summarise_columns([explanation()])
    with pytest.raises(InputError, match="at least one"):
        summarise_columns([])


def test_json_both_ways() -> None:
    found = summarise_columns(explained())
    again = ColumnSummary.from_json(found.to_json())
    assert again.to_dict() == found.to_dict()
    assert again.targets[0].columns[0].values[0] == 20


def test_the_terminal_says_sizes_and_where_values_lead() -> None:
    written = io.StringIO()
    show(summarise_columns(explained()), Console(file=written, width=100))
    lines = written.getvalue().splitlines()
    assert "mean size of a column's score" in lines[0]
    assert "higher values: towards" in lines[1]
    assert "+ cook, − clerk" in lines[2]


def test_page_and_plots() -> None:
    found = summarise_columns(explained())
    made = page(found)
    assert made.count('<div class="exg-swarm">') == 3
    assert made.count('class="exg-v4"') > 0
    assert made.count('class="exg-vn"') == 2 * 12
    assert "higher values: towards" in made
    assert len(plot(found).axes) == 1
    assert plot(found, "job").axes[0].get_xlabel() == "job"
    assert picture(found, ".svg").startswith(b"<?xml")
    assert found.to_html() == made
    many = summarise_columns([one for place in range(9) for one in explained(2, target=Target(str(place), 0, "value"))])
    with pytest.raises(InputError, match="too many for one figure"):
        plot(many)


@pytest.mark.parametrize("attack", ATTACKS[:4])
def test_names_and_values_stay_text(attack: str) -> None:
    name = attack.replace("\0", "")
    given = [row_explanation({name: name, "b": 1}, {name: 0.5, "b": -0.1})] * 3
    assert "<script" not in page(summarise_columns(given))


def test_the_page_is_fit_to_be_seen(chromium: Chromium) -> None:
    chromium.check(page(summarise_columns(explained(40))))


def test_points_of_a_swarm_are_apart_and_in_their_shades() -> None:
    scores = np.repeat([0.1, 0.5], [7, 1])
    found = heights(scores, 0.0, 1.0)
    assert len(set(found[:7])) == 7
    assert np.abs(found).max() <= 1
    assert found[7] == 0
    column = summarise_columns(explained(10)).targets[0]["age"]
    levels = shades(column)
    assert levels is not None
    assert levels.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_rows_are_picked_by_the_columns_that_they_speak_of() -> None:
    """SP-LIME: columns that differ only in case are two."""
    first = row_explanation({"A": 1, "a": 2, "b": 3}, {"A": 0.5, "a": 0.0, "b": 0.0})
    second = row_explanation({"A": 1, "a": 2, "b": 3}, {"A": 0.0, "a": 0.4, "b": 0.1})
    third = row_explanation({"A": 1, "a": 2, "b": 3}, {"A": 0.4, "a": 0.0, "b": 0.0})
    assert submodular([first, third, second], 2).rows == (0, 2)
