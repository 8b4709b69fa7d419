"""A table of events on a page: cells in the colours of their units, the past in one line, the rest counted."""

import numpy as np

import exegesis
from exegesis import Explanation
from exegesis.views.kinds import view_of
from tests.views.samples import explanation

HOSTILE = "<b>\x1b[31m"


def explained(events: int = 5, columns: int = 2, **settings: object) -> Explanation:
    """Of a sum in which the last event's first column counts for, and its second against."""
    values = np.arange(1.0, events * columns + 1).reshape(events, columns)
    weights = np.zeros((events, columns))
    weights[-1, 0], weights[-1, 1] = 2.0, -1.0
    model = exegesis.load(lambda many: (many * weights).sum(axis=(1, 2)), "regression", modality="events")
    names = [HOSTILE, *(f"column {place}" for place in range(1, columns))]
    sequence = exegesis.EventSequence.of(values, names)
    found = exegesis.explain(model, sequence, "occlusion", baseline="zero", **settings)
    assert isinstance(found, Explanation)
    return found


def test_cells_have_the_colour_of_their_unit() -> None:
    drawn = view_of(explained(unit="cell")).drawing(explained(unit="cell"))
    assert [name for name, _ in drawn.rows] == [f"event {place}" for place in range(1, 6)]
    _, last = drawn.rows[-1]
    assert [cell.classes for cell in last] == ["exg-to exg-l10", "exg-no exg-l6"]
    assert [cell.said for cell in last] == ["9", "10"]
    assert (drawn.past, drawn.left_out) == (None, "")


def test_the_past_is_one_line_and_what_is_not_drawn_is_counted() -> None:
    found = explained(60, 14, unit="event", tolerance=0.1)
    drawn = view_of(found).drawing(found)
    assert drawn.past.unit == "the past (event 1 to event 59)"
    assert len(drawn.rows) == 1
    assert drawn.left_out == "4 columns not drawn"
    longer = explained(60, 14, unit="event")
    assert view_of(longer).drawing(longer).left_out == "40 earlier events and 4 columns not drawn"


def test_hostile_names_are_escaped() -> None:
    page = Explanation.from_json(explained(unit="column").to_json()).to_html()
    assert "<b>" not in page
    assert "exg-grid" in page


def test_texts_have_no_table() -> None:
    assert view_of(explained()).drawing(explanation("a b", [0.0, 1.0])) is None


def test_the_past_is_there_beside_all_else() -> None:
    found = explained(6, 3, unit=exegesis.EventCells((5,), (0,), past=2))
    drawn = view_of(found).drawing(found)
    assert drawn.past.unit == "the past (event 1 to event 2)"
    assert len(drawn.rows) == 4
