"""Units of a sequence of events as a map of its cells: every cell is of one unit, every unit has one; hostile files."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError
from exegesis.data.event_units import map_of, past_of
from exegesis.data.events import EventSequence
from exegesis.data.kept_events import KeptEvents
from exegesis.data.place import Column, Item, Pixels, Stretch
from exegesis.data.records import Unit
from exegesis.modalities.events.units import EventCells, units_of


@given(st.data())
def test_every_cell_is_of_one_unit_and_every_unit_has_one(data: st.DataObject) -> None:
    events, columns = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 5))
    past = data.draw(st.sampled_from([0, *range(2, events)]))
    chosen = EventCells(
        tuple(data.draw(st.sets(st.integers(past, events - 1), min_size=1))),
        tuple(data.draw(st.sets(st.integers(0, columns - 1), min_size=1))),
        past,
    )
    sequence = EventSequence.of(np.arange(float(events * columns)).reshape(events, columns))
    for unit in (chosen, "event", "column", "cell"):
        units = units_of(sequence, unit, past)
        found = map_of(units, events, columns)
        assert set(np.unique(found)) == set(range(len(units)))
        assert past_of(units, events) == past
        assert (found[:past] == found[0, 0]).all() if past else True


@pytest.mark.parametrize(
    "place",
    [Item(3), Item(0, 4), Column(2), Stretch(2, 0, 1), Stretch(0, 2, 9), Stretch(0, 1, 1), Pixels(((0, 1),))],
)
def test_units_of_anything_else_are_refused_in_a_line(place: Any) -> None:
    with pytest.raises(InputError, match=r"the unit 'it' (reaches beyond|has no cell|is no part)"):
        map_of([Unit("it", at=place)], 3, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"event_values": [[1.0, 2.0], [3.0]]},
        {"event_names": ["a"]},
        {"column_names": ["a", "a"]},
        {"dtype": "object"},
        {"event_values": []},
    ],
)
def test_a_file_cannot_hold_a_sequence_that_is_none(change: dict[str, Any]) -> None:
    model = exegesis.load(lambda many: many.sum(axis=(1, 2)), "regression", modality="events")
    found = json.loads(exegesis.explain(model, [[1.0, 2.0], [3.0, 5.0]], "occlusion").to_json())
    found["kept"] |= change
    with pytest.raises(InputError) as caught:
        Explanation.from_dict(found).input  # noqa: B018
    assert "\n" not in str(caught.value)


def test_what_is_kept_gives_the_sequence_again() -> None:
    sequence = EventSequence.of(np.array([[0.1, 2.0], [1 / 3, 4.0]], dtype="float32"), ["a", "b"], ["May", "June"])
    kept = KeptEvents.of(sequence)
    assert kept.size == "2 events × 2 columns"
    again = KeptEvents(kept.event_names, kept.column_names, kept.event_values, kept.dtype)
    assert again.input == sequence
    assert hash(again.input) == hash(sequence)
