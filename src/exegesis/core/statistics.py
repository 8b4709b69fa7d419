"""Whether two methods differ over the same texts: the sign-flip test of paired differences, and Holm's correction.

Under no difference each text's difference is as likely to have the other sign, so the mean is compared with the means
under flipped signs (Fisher's randomisation test): nothing is assumed of how differences are distributed.
"""

from collections.abc import Sequence

import numpy as np

from exegesis.core.randomness import stream
from exegesis.core.types import Floats

DRAWS = 20_000
_EXACT = 14  # pairs up to which all 2^n signs are tried: fewer than DRAWS
_AT_ONCE = 2_000


def sign_flip(differences: Floats, seed: int, name: str) -> Floats:
    """Two-sided p of each column of paired differences (n, K): (K,). NaN rows of a column do not count; a column of
    none has p 1. Exact up to 14 pairs; else 20,000 draws, of which the observed is one, so p is never 0."""
    known = np.nan_to_num(np.asarray(differences, dtype=np.float64))
    n = len(known)
    observed = np.abs(known.sum(axis=0))
    # Signs that only add in another order give sums that differ by rounding: those count as reached.
    reached = observed - 1e-9 * np.abs(known).sum(axis=0)
    if n <= _EXACT:
        return np.asarray((np.abs(_all_signs(n) @ known) >= reached).mean(axis=0))
    rng = stream(seed, f"sign flips {name}")
    count = np.ones(known.shape[1])
    for start in range(1, DRAWS, _AT_ONCE):
        signs = rng.integers(0, 2, size=(min(_AT_ONCE, DRAWS - start), n), dtype=np.int8).astype(np.float64) * 2 - 1
        count += (np.abs(signs @ known) >= reached).sum(axis=0)
    return np.asarray(count / DRAWS)


def holm(ps: Sequence[float] | Floats) -> Floats:
    """Holm's step-down: p values (K,) corrected so that the chance of any false finding among them stays below the
    level (Holm 1979)."""
    given = np.asarray(ps, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    stepped = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def _all_signs(n: int) -> Floats:
    """(2^n, n)"""
    bits = np.arange(2**n)[:, None] >> np.arange(n)[None, :]
    return np.asarray((bits & 1) * 2.0 - 1.0)
