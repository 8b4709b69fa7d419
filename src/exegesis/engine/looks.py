"""Single looks at many texts, in shared batches.

A head that is read at places of the text looks at a row, and goes on with what it sees there. So each text's reading
is begun and left at its first look, and begun again when the rows that all wait for have run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from exegesis.adapters.reads import Read
from exegesis.core.types import Floats
from exegesis.data.rows import Row
from exegesis.engine.asks import Ask, run_asks
from exegesis.engine.engine import Engine
from exegesis.tasks.base import Look
from exegesis.tasks.tables import PlaceRead

T = TypeVar("T")
_TEXTS_AT_ONCE = 64


class _Waits(Exception):
    """A row has to run before the reading can go on."""

    def __init__(self, row: Row, read: PlaceRead) -> None:
        super().__init__()
        self.row, self.read = row, read


@dataclass
class _Reading(Generic[T]):
    """One text's: what it has seen, and in the end what came of it."""

    work: Callable[[Look], T]
    engine: Engine
    seen: list[Floats] = field(default_factory=list)
    results: list[T] = field(default_factory=list)

    def go_on(self) -> _Waits | None:
        """To the end, or to the first look that has not been answered."""
        replies = iter(self.seen)

        def look(row: Row, read: Read | None) -> Floats:
            if not isinstance(read, PlaceRead):
                return self.engine.look(row, read)
            reply = next(replies, None)
            if reply is None:
                raise _Waits(row, read)
            return reply

        try:
            self.results.append(self.work(look))
        except _Waits as waits:
            return waits
        return None


def looked(engine: Engine, works: Sequence[Callable[[Look], T]]) -> list[T]:
    """What each work returns, handed a `Look`. A work is begun again after each look, and must look alike each time."""
    readings = [_Reading(work, engine) for work in works]
    for start in range(0, len(readings), _TEXTS_AT_ONCE):
        left = readings[start : start + _TEXTS_AT_ONCE]
        while left:
            waiting = [(reading, waits) for reading in left if (waits := reading.go_on()) is not None]
            for (reading, _), reply in zip(waiting, _replies(engine, [waits for _, waits in waiting]), strict=True):
                reading.seen.append(reply)
            left = [reading for reading, _ in waiting]
    return [reading.results[0] for reading in readings]


def _replies(engine: Engine, waiting: Sequence[_Waits]) -> list[Floats]:
    """What each waits for. Rows of a batch are read at as many places: fewer are filled up, and cut off again."""
    most = max((len(waits.read.places) for waits in waiting), default=0)
    asks = [Ask([waits.row], [b""], waits.read.filled(most), engine.precision) for waits in waiting]
    outputs = run_asks(engine.model, asks, engine.batch_tokens, engine.progress)
    engine.meter.forward([waits.row for waits in waiting])
    return [
        np.asarray(found[0].reshape(most, -1)[: len(waits.read.places)].reshape(-1))
        for waits, found in zip(waiting, outputs, strict=True)
    ]
