"""The tree over the tiles of a sound: halved again and again, along time or frequency, whichever has more parts."""

from collections.abc import Sequence

import numpy as np

from exegesis.data.place import Tile
from exegesis.data.tree import UnitTree


def tile_tree(tiles: Sequence[Tile]) -> UnitTree:
    """The tree over tiles; time is halved where both have as many parts."""
    children: list[tuple[int, int]] = []
    _grow(list(range(len(tiles))), tiles, children)
    return UnitTree(np.array(children, dtype=np.int64).reshape(-1, 2))


def _grow(units: list[int], tiles: Sequence[Tile], children: list[tuple[int, int]]) -> int:
    """The node of these units; parts are grown before the whole, so that they have smaller numbers."""
    if len(units) == 1:
        return units[0]
    starts = sorted({tiles[unit].start for unit in units})
    lows = sorted({tiles[unit].low for unit in units})
    if len(starts) >= len(lows) > 0 and len(starts) > 1:
        middle = starts[len(starts) // 2]
        first = [unit for unit in units if tiles[unit].start < middle]
    elif len(lows) > 1:
        middle = lows[len(lows) // 2]
        first = [unit for unit in units if tiles[unit].low < middle]
    else:  # tiles that begin alike: only a file may have them
        first = units[: len(units) // 2]
    rest = [unit for unit in units if unit not in set(first)]
    pair = (_grow(first, tiles, children), _grow(rest, tiles, children))
    children.append(pair)
    return len(tiles) + len(children) - 1
