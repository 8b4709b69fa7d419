"""What the four agreements of two explanations share: both lists of top units."""

from typing import NamedTuple

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.ranking import is_constant, rounded, strongest, usual_k
from exegesis.core.types import Floats, Integers
from exegesis.metrics.base import CONSTANT, Case, Undefined


class Tops(NamedTuple):
    """The top k units of both explanations, strongest first, and the signs of all their scores."""

    own: Integers  # (k,)
    theirs: Integers  # (k,)
    signs: Floats  # (n,)
    their_signs: Floats  # (n,)


def tops(case: Case, k: int | None) -> Tops:
    """Units with the largest absolute scores; k is 5, of texts under 10 units half of them, where None."""
    if case.other is None:
        raise InputError("this measure compares two explanations; give other=.")
    if is_constant(case.other):
        raise Undefined(f"of the other explanation {CONSTANT}")
    k = usual_k(case.n) if k is None else k
    if not 1 <= k <= case.n:
        raise InputError(f"k must lie between 1 and the text's {case.n} units, not {k}.")
    signs, theirs = np.sign(rounded(case.scores)), np.sign(rounded(case.other))
    return Tops(strongest(case.scores, k), strongest(case.other, k), signs, theirs)
