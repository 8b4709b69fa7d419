"""How much of the past counts for little: a game of two players, the past and what came after it.

TimeSHAP, algorithm 1 (Bento et al., KDD 2021): from the last event back, the past is all events before; its Shapley
value in the game of two is half of what it adds alone and half of what it adds to the rest. The first split at which
that is within the tolerance is taken.
"""

from collections.abc import Callable

import numpy as np

from exegesis.core.types import Masks, Values

_AT_ONCE = 8  # splits that are asked for together


def past_within(tolerance: float, events: int, values: Callable[[Masks], Values]) -> int:
    """How many first events are the past: |phi| <= `tolerance` for every target; 0 where no split is within it.

    `values`: the targets' values (B, T) of keep masks (B, events).
    """
    whole, nothing = values(np.array([[True] * events, [False] * events]))
    for last in range(events - 1, 0, -_AT_ONCE):
        splits = range(last, max(last - _AT_ONCE, 0), -1)
        before = np.array([np.arange(events) < split for split in splits])
        alone = values(np.concatenate([before, ~before]))
        past, rest = alone[: len(splits)], alone[len(splits) :]
        worth = np.abs((past - nothing) + (whole - rest)).max(axis=1) / 2
        within = np.flatnonzero(worth <= tolerance)
        if len(within):
            return int(splits[int(within[0])])
    return 0
