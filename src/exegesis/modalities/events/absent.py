"""What the numbers of an absent event, column or cell become: those of an event that is nothing in particular."""

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.data.arrays import Numbers
from exegesis.data.events import EventSequence
from exegesis.modalities.cells import AbsentCells

NAMES = ("mean", "median", "zero")


def absent_events(name: object, sequence: EventSequence, background: Numbers | None) -> AbsentCells:
    """By its name; "auto" is "mean", as in TimeSHAP: an event of the background's means, column by column.

    `background` (rows, columns): other events; None for the sequence's own. `InputError` for an unknown name, for a
    background of other columns, and where all events are what an absent one would be.
    """
    if not isinstance(name, str) or name not in ("auto", *NAMES):
        raise unknown("baseline of events", name, ("auto", *NAMES))
    name = "mean" if name == "auto" else name
    rows = sequence.values if background is None else background
    check_columns(sequence, rows)
    event = np.zeros(rows.shape[1]) if name == "zero" else getattr(np, name)(rows.astype(np.float64), axis=0)
    values = np.ascontiguousarray(np.broadcast_to(event, sequence.values.shape).astype(sequence.values.dtype))
    if (values == sequence.values).all():
        raise InputError(
            f"all events are alike and as an absent one would be ({name}); give a background: exegesis.load(..., "
            "modality='events', background=events)."
        )
    whose = "the sequence's own events" if background is None else f"{len(rows):,} events of the background"
    said = "is 0" if name == "zero" else f"is, column by column, the {name} of {whose}"
    return AbsentCells(name, f"an absent event {said}", (values,))


def check_columns(sequence: EventSequence, background: Numbers) -> None:
    """`InputError` for a background whose events have other columns than the sequence's."""
    if background.shape[1] != sequence.values.shape[1]:
        raise InputError(
            f"the background's events have {background.shape[1]} columns, and those to explain "
            f"{sequence.values.shape[1]}; they must be alike."
        )
