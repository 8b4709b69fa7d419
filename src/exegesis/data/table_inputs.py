"""Rows of a table before their model, as codes: the row itself, or several rows that one request asks for together.

What a mask stands for is many rows, one for each row of the background. They are one row of the engine's, so that a
batch is a few of them and is one frame.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.data.rows import DataRow

_ODD = 0x9E3779B97F4A7C15  # of Fibonacci hashing (Knuth, vol. 3, 6.4)


class CodedRows(DataRow, Protocol):
    """Rows of a table that are answered together: K of them, and C outputs of each, are K x C numbers."""

    def codes(self) -> Floats:
        """(K, columns), made when they are needed, so that those of a batch are all that is held."""


@dataclass(frozen=True, eq=False)
class InputRow:
    """One row, as it is explained."""

    cells: Floats  # (columns,)

    @property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return b"row" + self.cells.tobytes()

    @property
    def size(self) -> int:
        """Batches of tables are bounded by rows."""
        return 1

    def codes(self) -> Floats:
        """(1, columns)."""
        return self.cells[None]


@dataclass(frozen=True, eq=False)
class RowBlock:
    """Rows that are given: neighbours drawn together."""

    cells: Floats  # (K, columns)

    @cached_property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return b"block" + hashlib.sha256(np.ascontiguousarray(self.cells).tobytes()).digest()

    @property
    def size(self) -> int:
        """Its rows."""
        return len(self.cells)

    @property
    def inputs(self) -> int:
        """How many passes it takes."""
        return len(self.cells)

    def after(self, start: int) -> "RowBlock":
        """The rows from there on."""
        return RowBlock(self.cells[start:])

    def codes(self) -> Floats:
        """(K, columns)."""
        return self.cells


def distinct_rows(codes: Floats) -> tuple[Integers, Integers]:
    """Where each different row of (N, columns) stands first, and for each row which of these it is: (N,).

    Rows are sorted by one number each, and compared with the first of their number: where two different rows share
    one, which is as good as never, all are sorted in full.
    """
    bits = np.ascontiguousarray(codes).view(np.uint64)
    mixed = (bits ^ (bits >> np.uint64(32))) * np.uint64(_ODD)
    mixed ^= mixed >> np.uint64(29)
    weights = np.arange(1, 2 * codes.shape[1], 2, dtype=np.uint64) * np.uint64(_ODD)
    _, first, inverse = np.unique((mixed * weights).sum(axis=1), return_index=True, return_inverse=True)
    if not np.array_equal(bits[first][inverse], bits):
        _, first, inverse = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.reshape(-1).astype(np.int64)
