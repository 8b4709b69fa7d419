"""Keep masks to model inputs, for text: units are deleted from the string, or replaced in it or in its word pieces."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from exegesis.inputs import Document
from exegesis.records import Unit, Window
from exegesis.rows import Row, TokenRow, Tokens
from exegesis.types import Integers, Masks, Span


class Masker(Protocol):
    """Turns the keep mask of all units into one input for one window; `units_of` says which units matter to it."""

    def units_of(self, window: int) -> Integers:
        """Indices of the units that stand in this window."""

    def row(self, window: int, keep: NDArray[np.bool_]) -> Row:
        """The input for this window when only the units with `keep` (n_units,) are there."""

    def rows(self, window: int, masks: Masks) -> list[Row]:
        """The inputs for this window, one for each keep mask (B, n_units)."""


class StringMasker:
    """Deletes units from the text (`replacement` None) or puts a string in the place of each.

    Deleting takes one neighbouring space along when there is one on both sides, so no double spaces appear. Of a
    document of two parts both strings are made.
    """

    def __init__(
        self, document: Document, units: Sequence[Unit], windows: Sequence[Window], replacement: str | None = None
    ) -> None:
        places = sorted((span.start, span.end, index) for index, unit in enumerate(units) for span in unit.spans)
        self.replacement = replacement
        # For each window, for each stretch the model reads in it.
        self.pieces = [
            [_pieces(document.text, stretch, places) for stretch in document.stretches(window)] for window in windows
        ]

    def units_of(self, window: int) -> Integers:
        found = {unit for pieces in self.pieces[window] for _, _, unit in pieces if unit >= 0}
        return np.array(sorted(found), dtype=np.int64)

    def row(self, window: int, keep: NDArray[np.bool_]) -> Row:
        made = [self._string(pieces, keep) for pieces in self.pieces[window]]
        return made[0] if len(made) == 1 else (made[0], made[1])

    def rows(self, window: int, masks: Masks) -> list[Row]:
        return [self.row(window, keep) for keep in masks]

    def _string(self, pieces: Sequence[tuple[str, str, int]], keep: NDArray[np.bool_]) -> str:
        parts = []
        for core, tail, unit in pieces:
            if unit < 0 or keep[unit]:
                parts.append(core + tail)
            elif self.replacement is not None:
                parts.append(self.replacement + tail)
        return "".join(parts)


class TokenMasker:
    """Puts one id (the mask or the padding token) in the place of each word piece of a unit; the length stays."""

    def __init__(self, tokens: Sequence[Tokens], position_units: Sequence[Integers], replacement_id: int) -> None:
        self.tokens = tokens
        self.position_units = position_units  # for each window (L,), -1 for special tokens
        self.replacement_id = replacement_id

    def units_of(self, window: int) -> Integers:
        owners = self.position_units[window]
        return np.unique(owners[owners >= 0])

    def row(self, window: int, keep: NDArray[np.bool_]) -> TokenRow:
        row, owners = self.tokens[window].row, self.position_units[window]
        stays = (owners < 0) | keep[np.maximum(owners, 0)]
        ids = np.where(stays, np.array(row.ids), self.replacement_id)
        return TokenRow(tuple(ids.tolist()), row.types)

    def rows(self, window: int, masks: Masks) -> list[Row]:
        return [self.row(window, keep) for keep in masks]


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
