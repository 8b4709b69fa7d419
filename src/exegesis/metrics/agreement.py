"""Agreements of two explanations over their top units (Krishna et al. 2022)."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.ranking import is_constant, rounded, strongest, usual_k
from exegesis.core.types import Floats, Integers
from exegesis.metrics.base import CONSTANT, HIGHER, Case, Finding, Metric, Steps, Undefined


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


@dataclass(frozen=True, kw_only=True)
class FeatureAgreement(Metric):
    """The share of the k units with the largest absolute scores that is the same in both explanations.

    Krishna et al. 2022. `k`: 5, of texts under 10 units half of them, unless given.
    """

    name: ClassVar[str] = "feature_agreement"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of units"
    needs: ClassVar[str | None] = "other"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        found = tops(case, self.k)
        agreed = np.isin(found.own, found.theirs)
        return Finding(float(np.mean(agreed)), {"k": len(found.own)})


@dataclass(frozen=True, kw_only=True)
class RankAgreement(Metric):
    """The share of places 1..k, by absolute score, at which both explanations have the same unit.

    Krishna et al. 2022. `k`: 5, of texts under 10 units half of them, unless given.
    """

    name: ClassVar[str] = "rank_agreement"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of units"
    needs: ClassVar[str | None] = "other"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        found = tops(case, self.k)
        agreed = found.own == found.theirs
        return Finding(float(np.mean(agreed)), {"k": len(found.own)})


@dataclass(frozen=True, kw_only=True)
class SignAgreement(Metric):
    """The share of the k units with the largest absolute scores that both explanations name, with the same sign.

    Krishna et al. 2022. `k`: 5, of texts under 10 units half of them, unless given.
    """

    name: ClassVar[str] = "sign_agreement"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of units"
    needs: ClassVar[str | None] = "other"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        found = tops(case, self.k)
        agreed = np.isin(found.own, found.theirs) & (found.signs[found.own] == found.their_signs[found.own])
        return Finding(float(np.mean(agreed)), {"k": len(found.own)})


@dataclass(frozen=True, kw_only=True)
class SignedRankAgreement(Metric):
    """The share of places 1..k, by absolute score, at which both explanations have the same unit with the same sign.

    Krishna et al. 2022. `k`: 5, of texts under 10 units half of them, unless given.
    """

    name: ClassVar[str] = "signed_rank_agreement"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of units"
    needs: ClassVar[str | None] = "other"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        found = tops(case, self.k)
        agreed = (found.own == found.theirs) & (found.signs[found.own] == found.their_signs[found.own])
        return Finding(float(np.mean(agreed)), {"k": len(found.own)})
