"""Two models on the same rows: where the one is right and the other wrong."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from exegesis.core.proportions import binomial_p
from exegesis.data.outcomes import Outcomes
from exegesis.slices.discovery import discovered
from exegesis.slices.naming import SearchWish
from exegesis.slices.predicates.base import Sliced
from exegesis.slices.result import Rival, Searched


def rival_of(
    name: str,
    first: Outcomes,
    second: Outcomes,
    sliced: Sliced,
    wish: SearchWish,
) -> Rival:
    """How often either is right alone, and slices in which it is so more often than elsewhere."""
    only_first, only_second = first.right & ~second.right, second.right & ~first.right
    split = int(only_first.sum() + only_second.sum())

    def searched(marked: NDArray[np.bool_]) -> Searched:
        about = replace(sliced, marked=marked)
        terms = wish.terms(about) if wish.depth else ()
        return discovered(terms, marked, sliced.searched, fewest=sliced.fewest, depth=wish.depth, denser_only=True)

    return Rival(
        model=name,
        accuracy=second.accuracy,
        both_right=int((first.right & second.right).sum()),
        only_first=int(only_first.sum()),
        only_second=int(only_second.sum()),
        both_wrong=int((~first.right & ~second.right).sum()),
        p=binomial_p(int(only_first.sum()), split, 0.5),
        lost=searched(only_second),
        won=searched(only_first),
    )
