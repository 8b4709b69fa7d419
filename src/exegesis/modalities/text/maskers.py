"""Keep masks to model inputs, for text: units are deleted from the string, or replaced in it or in its word pieces."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Integers, Masks, Span
from exegesis.data.inputs import Document
from exegesis.data.records import Unit, Window
from exegesis.data.rows import Row, Texts, TokenRow, Tokens
from exegesis.data.tree import UnitTree
from exegesis.modalities.masker import Masker
from exegesis.modalities.text.tree import tree_over

# A piece of the text: the characters while its unit is kept, those when it is not, and the unit (-1: none, it stays).
Option: TypeAlias = tuple[str, str, int]


class StringMasker(Masker):
    """Deletes units from the text (`replacement` None) or puts a string in the place of each.

    Deleting takes one neighbouring space along when there is one on both sides, so no double spaces appear. Of a
    document of two parts both strings are made.
    """

    def __init__(
        self, document: Document, units: Sequence[Unit], windows: Sequence[Window], replacement: str | None = None
    ) -> None:
        places = sorted((span.start, span.end, index) for index, unit in enumerate(units) for span in unit.spans)
        self.document, self.units = document, units
        self.replacement = replacement
        self._starts, self._ends = [start for start, _, _ in places], [end for _, end, _ in places]
        # For each window, for each stretch the model reads in it.
        self.options = [
            [self._options(document.text, stretch, places) for stretch in document.stretches(window)]
            for window in windows
        ]
        self._columns = [[_columns(options) for options in window] for window in self.options]
        self._units = [
            np.array(sorted({unit for options in window for _, _, unit in options if unit >= 0}), dtype=np.int64)
            for window in self.options
        ]

    def units_of(self, window: int) -> Integers:
        return self._units[window]

    def rows(self, window: int, masks: Masks) -> list[Row]:
        return list(self.texts(window, masks))

    def tree(self) -> UnitTree:
        return tree_over(self.document.text, self.units)

    def texts(self, window: int, masks: Masks) -> list[Texts]:
        """The strings for keep masks (B, n_units)."""
        first, *more = [_strings(columns, masks) for columns in self._columns[window]]
        return list(zip(first, more[0], strict=True)) if more else list(first)

    def whole(self, window: int) -> Texts:
        """The strings with all units kept."""
        first, *more = ["".join(kept for kept, _, _ in options) for options in self.options[window]]
        return (first, more[0]) if more else first

    def _options(self, text: str, stretch: Span, places: Sequence[tuple[int, int, int]]) -> list[Option]:
        instead = self.replacement
        near = places[bisect_right(self._ends, stretch.start) : bisect_left(self._starts, stretch.end)]
        return [
            (core + tail, "" if instead is None else instead + tail, unit)
            for core, tail, unit in _pieces(text, stretch, near)
        ]


class TokenMasker(Masker):
    """Puts one id (the mask or the padding token) in the place of each word piece of a unit; the length stays."""

    def __init__(
        self,
        document: Document,
        units: Sequence[Unit],
        tokens: Sequence[Tokens],
        position_units: Sequence[Integers],
        replacement_id: int,
    ) -> None:
        self.document, self.units = document, units
        self.tokens = tokens
        self.position_units = position_units  # for each window (L,), -1 for special tokens
        self.replacement_id = replacement_id
        self._units = [np.unique(owners[owners >= 0]) for owners in position_units]

    def units_of(self, window: int) -> Integers:
        return self._units[window]

    def tree(self) -> UnitTree:
        return tree_over(self.document.text, self.units)

    def rows(self, window: int, masks: Masks) -> list[Row]:
        row = self.tokens[window].row
        ids = np.where(stays(masks, self.position_units[window]), row.array, np.int32(self.replacement_id))  # (B, L)
        return [TokenRow.packed(line.tobytes(), row.type_data) for line in ids]


def stays(masks: Masks, owners: Integers) -> Masks:
    """Whether each place stays, (B, P): its unit is kept, or it has none (owner -1)."""
    if not masks.shape[1]:
        return np.ones((len(masks), len(owners)), dtype=np.bool_)
    kept: Masks = masks[:, owners] | (owners < 0)
    return kept


_Columns: TypeAlias = tuple[NDArray[np.object_], NDArray[np.object_], Integers]


def _columns(options: Sequence[Option]) -> _Columns:
    """The strings of all pieces with and without their units, and the units, each (pieces,)."""
    kept, absent = (np.array([option[side] for option in options], dtype=object) for side in (0, 1))
    return kept, absent, np.array([unit for _, _, unit in options], dtype=np.int64)


def _strings(columns: _Columns, masks: Masks) -> list[str]:
    kept, absent, units = columns
    chosen = np.where(stays(masks, units), kept, absent)  # (B, pieces)
    return ["".join(line) for line in chosen.tolist()]


def _pieces(text: str, stretch: Span, places: Sequence[tuple[int, int, int]]) -> list[tuple[str, str, int]]:
    """(characters, white space that goes with them, unit or -1), which joined give the stretch again."""
    pieces: list[tuple[str, str, int]] = []
    at = stretch.start
    for start, end, unit in places:
        start, end = max(start, at), min(end, stretch.end)
        if start >= end:
            continue
        if start > at:
            pieces.append((text[at:start], "", -1))
        before_is_space = start == stretch.start or text[start - 1].isspace()
        at = end + _space_taken(text[end : min(end + 2, stretch.end)]) if before_is_space else end
        pieces.append((text[start:end], text[end:at], unit))
    if at < stretch.end:
        pieces.append((text[at : stretch.end], "", -1))
    return pieces


def _space_taken(after: str) -> int:
    """How many characters of white space go with a deleted unit: one, but a line end of two is one space."""
    return 2 if after == "\r\n" else int(after[:1].isspace())
