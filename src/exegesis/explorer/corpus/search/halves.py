"""Arithmetic on rows of half precision: fast with numkong (which comes with usearch), with torch where that is not.

numpy has no fast way from half precision to single; both libraries turn numbers in the registers they multiply in.
numkong takes both sides in half precision, so the vector is rounded and `rough` is off by at most `slack`.
"""

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.explorer.corpus.search.store import Halves

Singles = NDArray[np.float32]

_SUMMING = 1e-5  # what adding up in single precision may change of a cosine


def rough(rows: Halves, vector: Singles) -> Singles:
    """The products (n,) of rows (n, d) with a unit vector (d,), each off by at most `slack` times the row's length."""
    library = _numkong()
    if library is None:
        return _by_torch(rows, vector)
    halved = vector.astype(np.float16)[None]
    return _array(library.cdist(np.ascontiguousarray(rows), halved, metric="dot")).reshape(-1)


def slack(vector: Singles) -> float:
    """How far a rough cosine may be from the exact one (Cauchy-Schwarz on what rounding takes from the vector)."""
    if _numkong() is None:
        return _SUMMING
    rounded = vector.astype(np.float16).astype(np.float64)
    return float(np.linalg.norm(rounded - vector)) + _SUMMING


def exact(rows: Halves, vector: Singles) -> NDArray[np.float64]:
    """The same products in double precision, for a few rows."""
    return rows.astype(np.float64) @ vector.astype(np.float64)


def lengths(rows: Halves) -> Singles:
    """The lengths (n,) of rows (n, d)."""
    library = _numkong()
    if library is None:
        import torch

        return _array(torch.linalg.vector_norm(torch.from_numpy(np.array(rows)).float(), dim=1))
    packed = np.ascontiguousarray(rows)
    return np.sqrt(_array(library.dot(packed, packed))).reshape(-1)


def _by_torch(rows: Halves, vector: Singles) -> Singles:
    """A copy is made, as torch warns of memory that cannot be written to."""
    import torch

    products: Singles = (torch.from_numpy(np.array(rows)).float() @ torch.from_numpy(vector)).numpy()
    return products


def _array(made: Any) -> Singles:
    """Cast here: asked for single precision, numkong takes a way that is three times as slow."""
    return np.asarray(made, dtype=np.float32)


@cache
def _numkong() -> Any:
    try:
        return import_module("numkong")
    except ImportError:
        return None
