"""Keep masks over the columns of a row to rows whose absent columns have what the background has there."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Floats, Integers, Masks
from exegesis.data.rows import Row
from exegesis.data.table_background import TableBackground
from exegesis.data.table_inputs import CodedRows
from exegesis.data.tree import UnitTree
from exegesis.modalities.masker import Masker
from exegesis.modalities.table.absent import AbsentColumns
from exegesis.modalities.table.tree import column_tree


class ColumnMasker(Masker):
    """Absent columns take their cells from K other rows, all absent columns from the same one.

    `row` (columns of the frame,): the codes of the row. `columns`: for each unit the number of its column in the
    schema; columns that are no unit stay as they are.
    """

    together = True

    def __init__(self, row: Floats, background: TableBackground, columns: Sequence[int], absent: AbsentColumns) -> None:
        self.own, self.background, self.columns, self.absent = row, background, tuple(columns), absent
        self.draws = np.full(len(absent.rows), 1 / len(absent.rows))
        self.count = len(self.columns)
        self._owners = np.full(len(row), self.count)  # of each column of the frame its unit; the last is no unit
        for unit, column in enumerate(self.columns):
            self._owners[background.places[column]] = unit
        # What all other rows share with this one changes nothing: masks that differ there alone are one.
        self._varied = np.unique(self._owners[_differs(absent.rows, row).any(axis=0) & (self._owners < self.count)])
        self._digest = hashlib.sha256(row.tobytes() + self._owners.tobytes() + absent.rows.tobytes()).digest()

    def units_of(self, window: int) -> Integers:
        return self._varied

    def rows(self, window: int, masks: Masks) -> list[Row]:
        packed = np.packbits(masks, axis=1)
        return [MaskedRow(self, bits.tobytes(), bool(mask.all())) for bits, mask in zip(packed, masks, strict=True)]

    def tree(self) -> UnitTree | None:
        return column_tree(self.background, self.columns)

    def codes(self, keep: bytes) -> Floats:
        """(K, columns of the frame) of the packed bits of a mask."""
        bits = np.unpackbits(np.frombuffer(keep, dtype=np.uint8), count=self.count).astype(np.bool_)
        found: Floats = np.where(np.append(bits, True)[self._owners], self.own, self.absent.rows)
        return found

    def made(self, rows: Sequence[CodedRows]) -> Floats:
        """The same of several masks, (B x K, columns of the frame)."""
        width = -(-self.count // 8)
        packed = np.frombuffer(b"".join(row.keep for row in rows if isinstance(row, MaskedRow)), dtype=np.uint8)
        bits = np.unpackbits(packed.reshape(-1, width), axis=1, count=self.count).astype(np.bool_)
        kept = np.concatenate([bits, np.ones((len(bits), 1), dtype=np.bool_)], axis=1)[:, self._owners]
        found: Floats = np.where(kept[:, None], self.own, self.absent.rows)
        return found.reshape(-1, len(self.own))

    def key(self, keep: bytes) -> bytes:
        """What tells a mask's rows from all others."""
        return self._digest + keep


def _differs(rows: Floats, row: Floats) -> Masks:
    """(K, columns): where rows are unlike one; missing cells are alike."""
    found: Masks = (rows != row) & ~(np.isnan(rows) & np.isnan(row))
    return found


@dataclass(frozen=True, eq=False, slots=True)
class MaskedRow:
    """All rows that one mask stands for, before they are made."""

    masker: ColumnMasker
    keep: bytes
    is_whole: bool

    @property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return self.masker.key(self.keep)

    @property
    def maker(self) -> ColumnMasker:
        """What makes its rows together with others."""
        return self.masker

    @property
    def size(self) -> int:
        """Its rows."""
        return len(self.masker.draws)

    @property
    def inputs(self) -> int:
        """How many passes it takes: where all is there its rows are one."""
        return 1 if self.is_whole else len(self.masker.draws)

    def codes(self) -> Floats:
        """Made anew at each call."""
        return self.masker.codes(self.keep)
