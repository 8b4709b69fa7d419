"""Time of one pass at batch 1, models in turn: with a text's tokenising and without it."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from exegesis.adapters.tokenized import TokenModel
from exegesis.core.types import Floats
from exegesis.data.rows import Texts
from exegesis.exporting.records import Times, TimeSpread
from exegesis.exporting.rows import read_of, rows_of

_WARM_UP = 3  # passes of each that nobody counts: the first ones of a process are slow


def timed(models: Mapping[str, TokenModel], pieces: Sequence[Texts], rounds: int) -> dict[str, Times]:
    """The times of each model, the first one being what the others are measured against.

    Every piece of text goes through all models before the next does, another model beginning each time, so that drift
    of the machine falls on all alike. `rounds`: how often all pieces are gone through.
    """
    passes = {name: _passes(model, pieces) for name, model in models.items()}
    whole = {name: _whole(model, pieces) for name, model in models.items()}
    alone, together = _in_turn(passes, rounds), _in_turn(whole, rounds)
    first = next(iter(models))
    return {
        name: Times(
            passes=len(alone[name]),
            seconds=TimeSpread.of(alone[name]),
            with_tokenising=TimeSpread.of(together[name]),
            times_faster=TimeSpread.of(alone[first] / alone[name]),
            times_faster_with_tokenising=TimeSpread.of(together[first] / together[name]),
        )
        for name in models
    }


Work = Callable[[], object]


def _passes(model: TokenModel, pieces: Sequence[Texts]) -> list[Work]:
    """A pass over each row, tokenised beforehand."""
    return [partial(model.forward, [row], read=read_of(model)) for row in rows_of(model, pieces)]


def _whole(model: TokenModel, pieces: Sequence[Texts]) -> list[Work]:
    """The tokenising of each piece, and the pass over it."""

    def both(piece: Texts) -> None:
        model.forward(rows_of(model, [piece]), read=read_of(model))

    return [partial(both, piece) for piece in pieces]


def _in_turn(work: Mapping[str, Sequence[Work]], rounds: int) -> dict[str, Floats]:
    """Seconds of each piece of work (rounds x pieces,)."""
    names = list(work)
    for name in names:
        for one in work[name][:_WARM_UP]:
            one()
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds * len(work[names[0]])):
        place = number % len(work[names[0]])
        for step in range(len(names)):
            name = names[(number + step) % len(names)]
            started = time.perf_counter()
            work[name][place]()
            seconds[name].append(time.perf_counter() - started)
    return {name: np.array(found) for name, found in seconds.items()}
