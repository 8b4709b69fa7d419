"""Masks for sparse LIME, the number of kept words uniform on 1..n-1: made without sorting, shared by many lengths."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.trust.simulated.around import Kept

_GRAIN = 2**16


@dataclass(frozen=True)
class MaskNumbers:
    """Random numbers for masks over up to `widest` words.

    A mask keeps every word with a chance that is itself uniform on (0, 1); all and none are drawn again. That makes the
    number of kept words uniform on 1..n-1 and every subset of one size equally likely, as drawing a size and then a
    subset does. It holds for the first n columns as well, so that one draw serves every n.
    """

    cells: NDArray[np.uint16]  # (samples - 1, widest)
    chances: NDArray[np.uint16]  # (samples - 1, 1) in 1/65536, never 0 or 1

    @classmethod
    def draw(cls, widest: int, samples: int, rng: np.random.Generator) -> "MaskNumbers":
        """Numbers for `samples` masks, the whole document included."""
        cells = rng.integers(0, _GRAIN, (samples - 1, widest), dtype=np.uint16)
        return cls(cells, rng.integers(1, _GRAIN, (samples - 1, 1), dtype=np.uint16))

    def masks(self, n: int, rng: np.random.Generator) -> Kept:
        """(samples, n) masks over n words, 2 <= n <= widest, row 0 keeping all; `rng` for those drawn again."""
        kept = np.ones((len(self.cells) + 1, n), dtype=np.float32)
        np.less(self.cells[:, :n], self.chances, out=kept[1:])
        while len(again := _unusable(kept)):
            other = MaskNumbers.draw(n, len(again) + 1, rng)
            kept[again] = other.cells < other.chances
        return kept


def draw_masks(n: int, samples: int, rng: np.random.Generator) -> Kept:
    """(samples, n) masks over n >= 2 words, row 0 keeping all."""
    return MaskNumbers.draw(n, samples, rng).masks(n, rng)


def _unusable(kept: Kept) -> NDArray[np.intp]:
    """The rows behind the first that keep all or none."""
    counts = kept[1:].sum(axis=1)
    return 1 + np.flatnonzero((counts < 0.5) | (counts > kept.shape[1] - 0.5))
