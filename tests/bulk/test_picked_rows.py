"""Rows of a table picked by SP-LIME."""

from exegesis.bulk.picked import heading, picked, told
from exegesis.bulk.picked_page import page
from exegesis.data.explanation_lines import ExplainedItem
from tests.views.tabled import row_explanation


def test_picked_rows_have_their_columns_as_bars() -> None:
    rows = [row_explanation({"a": place, "b": "x"}, {"a": 0.2 * place, "b": -0.1}) for place in range(1, 5)]
    items = [ExplainedItem(place, None, None, None, (one,)) for place, one in enumerate(rows, start=1)]
    found = picked(items, 2)
    assert "most important columns" in heading(found)
    assert "of the columns' importance" in told(found)
    made = page(found)
    assert made.count("Top columns") == 2
    assert "row 1" in made
