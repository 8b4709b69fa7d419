"""The tree that halves an image: the longer side in the middle, again and again, until regions stand alone.

As the image masker of `shap` halves it down to pixels; where each pixel is a region of its own the trees are equal. A
region stands where the mean of its pixels is, so regions of any shape can be told apart so.
"""

from typing import NamedTuple

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.data.tree import UnitTree


class _Box(NamedTuple):
    """Half-open ranges of rows and columns."""

    top: int
    bottom: int
    left: int
    right: int


def halving_tree(regions: Integers) -> UnitTree:
    """The tree over regions 0..n-1 of a numbered map (height, width)."""
    centres, (height, width) = _centres(regions), regions.shape
    children: list[tuple[int, int]] = []

    def node(members: Integers, box: _Box) -> int:
        if len(members) == 1:
            return int(members[0])
        first, second = (node(*half) for half in _halves(members, box, centres))
        children.append((first, second))
        return len(centres) + len(children) - 1

    node(np.arange(len(centres)), _Box(0, height, 0, width))
    return UnitTree(np.array(children, dtype=np.int64).reshape(-1, 2))


def _centres(regions: Integers) -> Floats:
    """(n, 2) the mean row and column of each region, in whose units a pixel reaches from its number to the next."""
    rows, columns = np.nonzero(regions >= 0)
    owners = regions[rows, columns]
    sums = np.stack([np.bincount(owners, rows + 0.5), np.bincount(owners, columns + 0.5)], axis=1)
    return np.asarray(sums / np.bincount(owners)[:, None])


def _halves(members: Integers, box: _Box, centres: Floats) -> tuple[tuple[Integers, _Box], tuple[Integers, _Box]]:
    """The regions of both halves of a box, neither empty, with the halves; of one pixel those before and after."""
    while box.bottom - box.top > 1 or box.right - box.left > 1:
        axis, middle, boxes = _split(box)
        before = centres[members, axis] < middle
        if not before.all() and before.any():
            return (members[before], boxes[0]), (members[~before], boxes[1])
        box = boxes[0] if before.all() else boxes[1]
    half = len(members) // 2
    return (members[:half], box), (members[half:], box)


def _split(box: _Box) -> tuple[int, int, tuple[_Box, _Box]]:
    """The axis of the longer side (rows where both are alike), its middle, and both halves."""
    height, width = box.bottom - box.top, box.right - box.left
    if height >= width:
        middle = box.top + height // 2
        return 0, middle, (box._replace(bottom=middle), box._replace(top=middle))
    middle = box.left + width // 2
    return 1, middle, (box._replace(right=middle), box._replace(left=middle))
