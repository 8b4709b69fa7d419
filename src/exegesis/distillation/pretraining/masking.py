"""Which pieces are asked for, and what is shown in their place: drawn anew for each example and epoch.

The draw of an example depends on (seed, epoch, example) alone: not on its batch, nor on the process it falls to.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Masking:
    """`weights` (V,): how likely each piece is to be asked for, 0 for special ones; `ordinary`: those shown at random.

    `share` of an example's pieces (the special ones counted, as in the published code) are asked for; of them a share
    `as_mask` is shown as the mask, a share `as_random` as any piece that is not special, the rest as they are.
    """

    weights: NDArray[np.float64]
    ordinary: Ids
    mask: int
    share: float = 0.15
    as_mask: float = 0.8
    as_random: float = 0.1
    seed: int = 0

    def draw(self, ids: Ids, epoch: int, example: int) -> tuple[Ids, NDArray[np.bool_]]:
        """Ids (n,) to show, and where (n,) the original is asked for.

        share * n is rounded up or down at random, so that short examples too are asked for that share on the mean;
        the published code rounds up once for a whole batch.
        """
        random = np.random.default_rng([self.seed, epoch, example])
        number = max(1, int(self.share * len(ids) + random.random()))
        weights = self.weights[ids]
        number = min(number, int(np.count_nonzero(weights)))
        # the smallest of exponential draws divided by weights: the weighted choice without replacement
        keys = np.divide(random.exponential(size=len(ids)), weights, out=np.full(len(ids), np.inf), where=weights > 0)
        chosen = np.sort(np.argsort(keys, kind="stable")[:number])
        dice = random.random(number)
        others = self.ordinary[random.integers(len(self.ordinary), size=number)]
        shown = ids.copy()
        shown[chosen] = np.where(
            dice < self.as_mask, self.mask, np.where(dice < self.as_mask + self.as_random, others, ids[chosen])
        )
        asked = np.zeros(len(ids), dtype=np.bool_)
        asked[chosen] = True
        return shown, asked


def smoothed(counts: NDArray[np.int64], special: tuple[int, ...], power: float) -> NDArray[np.float64]:
    """count^-power of each piece (V,), a count of 0 taken as 1; 0 for special pieces (Sanh et al. 2019, their code)."""
    weights = np.maximum(counts, 1).astype(np.float64) ** -power
    weights[[number for number in special if number < len(weights)]] = 0.0
    return weights
