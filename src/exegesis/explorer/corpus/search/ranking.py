"""Exact nearest neighbours: all rows scored in chunks over the mapped file, and the best of them, page by page.

A score is a cosine: of unit vectors at one layer, or the mean of the cosines of chosen heads, which is the cosine of
their outputs each made a unit vector and laid side by side (so that no head drowns another).

All rows get a rough score, as fast as memory is read; those that may be among the best by the bound on its error get
an exact one, and only these are ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Masks
from exegesis.explorer.corpus.search import halves
from exegesis.explorer.corpus.search.halves import Singles
from exegesis.explorer.corpus.search.store import Halves, Rows

Scores: TypeAlias = NDArray[np.float64]

CHUNK = 4096  # rows
_FEW = 8  # where one of so many rows of a chunk is asked for, or fewer, these alone are read
DECIMALS = 6  # scores that differ beyond these are equal, and the row that stands first comes first


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """Vectors of one place in the model, (N, d), with the direction (d,) sought among them, of length 1 or 0.

    `key`: (layer, head), or (layer, 0) for what a layer gives as a whole.
    """

    key: tuple[int, int]
    vectors: Halves
    direction: Singles


@dataclass(eq=False)
class Lengths:
    """The lengths of all vectors of a corpus by place, each measured once: 4 bytes a word and place."""

    _known: dict[tuple[int, int], Singles] = field(default_factory=dict)

    def of(self, part: Direction) -> Singles:
        """(N,); 1 where a vector is zero, so that its cosine is 0."""
        if part.key not in self._known:
            chunks = range(0, len(part.vectors), CHUNK)
            found = np.concatenate([halves.lengths(part.vectors[start : start + CHUNK]) for start in chunks])
            found[found == 0] = 1
            self._known[part.key] = found
        return self._known[part.key]


def unit(vector: NDArray[np.floating]) -> Singles:
    """A vector of the same direction and length 1; zeros stay."""
    made = np.asarray(vector, dtype=np.float64)
    length = float(np.sqrt(made @ made))
    return (made / length if length > 0 else made).astype(np.float32)


def best(
    parts: Sequence[Direction], lengths: Lengths, count: int, offset: int = 0, asked: Masks | None = None
) -> tuple[Rows, Scores]:
    """The rows of the highest scores from place `offset` (0: the first), and these scores; of equal ones the first row.

    `asked` (N,): only these are ranked; None: all.
    """
    rows = _hopeful(_rough(parts, lengths, asked), offset + count, sum(halves.slack(one.direction) for one in parts))
    scores = exact(parts, lengths, rows)
    order = np.lexsort((rows, -scores))[offset : offset + count]
    return rows[order], scores[order]


def exact(parts: Sequence[Direction], lengths: Lengths, rows: Rows) -> Scores:
    """The mean cosine of these rows with the directions, rounded to `DECIMALS`."""
    total = np.zeros(len(rows))
    for part in parts:
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            total[start : start + CHUNK] += halves.exact(part.vectors[some], part.direction) / lengths.of(part)[some]
    return np.round(total / len(parts), DECIMALS)


def _hopeful(rough: Singles, reach: int, slack: float) -> Rows:
    """The rows that may be among the first `reach`, where each score may be off by as much as `slack`."""
    if reach < len(rough):
        least = float(np.partition(rough, len(rough) - reach)[len(rough) - reach])
        if least > -np.inf:
            hopeful: Rows = np.flatnonzero(rough >= least - 2 * slack)
            return hopeful
    return np.flatnonzero(rough > -np.inf)  # no more than are asked for


def _rough(parts: Sequence[Direction], lengths: Lengths, asked: Masks | None) -> Singles:
    """(N,): sums of rough cosines over the parts; minus infinity for rows that are not asked for."""
    total = np.zeros(len(parts[0].vectors), dtype=np.float32)
    for part in parts:
        total += _products(part, asked) / lengths.of(part)
    if asked is not None:
        total[~asked] = -np.inf
    return total


def _products(part: Direction, asked: Masks | None) -> Singles:
    found = np.zeros(len(part.vectors), dtype=np.float32)
    for start in range(0, len(found), CHUNK):
        chunk = part.vectors[start : start + CHUNK]
        here = None if asked is None else np.flatnonzero(asked[start : start + CHUNK])
        if here is None or len(here) * _FEW > len(chunk):
            found[start : start + CHUNK] = halves.rough(chunk, part.direction)
        elif len(here):
            found[start + here] = halves.rough(chunk[here], part.direction)
    return found
