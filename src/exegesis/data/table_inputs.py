"""Rows of a table before their model, as codes: the row itself, or several rows that one request asks for together.

What a mask stands for is many rows, one for each row of the background. They are one row of the engine's, so that a
batch is a few of them and is one frame.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Protocol, runtime_checkable

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.data.rows import DataRow

_ODD = 0x9E3779B97F4A7C15  # of Fibonacci hashing (Knuth, vol. 3, 6.4)


class CodedRows(DataRow, Protocol):
    """Rows of a table that are answered together: K of them, and C outputs of each, are K x C numbers."""

    def codes(self) -> Floats:
        """(K, columns), made when they are needed, so that those of a batch are all that is held."""


@runtime_checkable
class MakesRows(Protocol):
    """Makes the codes of many of its own rows together, which is faster than one by one."""

    def made(self, rows: Sequence[CodedRows]) -> Floats:
        """(B x K, columns)."""


def codes_of(rows: Sequence[CodedRows]) -> Floats:
    """(N, columns) of all rows, those of one maker together."""
    parts = []
    for maker, some in groupby(rows, lambda row: getattr(row, "maker", None)):
        several = list(some)
        parts += [maker.made(several)] if isinstance(maker, MakesRows) else [row.codes() for row in several]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


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
    keys = np.zeros(len(bits), dtype=np.uint64)
    for column in bits.T:  # column by column, so that what is worked on stays small
        keys = (keys ^ column ^ (column >> np.uint64(32))) * np.uint64(_ODD)
        keys ^= keys >> np.uint64(29)
    order = np.argsort(keys)  # not stable, which would be slower: any of a few equal rows stands for them
    is_new = np.concatenate([[True], np.diff(keys[order]) != 0])
    first, inverse = order[is_new], np.empty(len(bits), dtype=np.int64)
    inverse[order] = np.cumsum(is_new) - 1
    if not np.array_equal(bits[first][inverse], bits):
        _, first, inverse = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.reshape(-1).astype(np.int64)
