"""Strings with units deleted or replaced, as rows of word pieces: put together from parts that are tokenised once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from exegesis.core.randomness import stream
from exegesis.core.types import Integers, Masks
from exegesis.data.rows import Ids, Row, Texts, TokenRow
from exegesis.data.tree import UnitTree
from exegesis.modalities.masker import Masker
from exegesis.modalities.text.chunks import Chunks, ChunkStretch, NotApartError, PartReader
from exegesis.modalities.text.maskers import Option, StringMasker

_ENOUGH = 96  # masks: for fewer the check and the parts cost more than the strings do
_CHECKED = 16  # masks of each kind


@dataclass(frozen=True)
class PieceFrame:
    """The special tokens before, between and after a row's texts; with their type ids, and those of the texts."""

    special: tuple[tuple[int, ...], ...]
    special_types: tuple[tuple[int, ...], ...] | None
    types: tuple[int, ...] | None


class Reader(PartReader, Protocol):
    """What a tokenizer that reads words apart is asked."""

    limit: int  # tokens that the model reads at once

    def spaced(self, text: str) -> str:
        """A text that it reads as it reads this one, with spaces shown where it sees them."""

    def frame(self, texts: Texts) -> PieceFrame | None:
        """The special tokens around these texts, None where a text has no tokens."""

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        """The rows of whole texts."""


class PieceMasker(Masker):
    """A `StringMasker`, its strings tokenised already: rows equal what tokenising each of them gives.

    They do so by the way they are cut (`cutting`), and a sample is compared with tokenising before the first rows are
    given. Where that fails, or would not pay, the strings are given instead.
    """

    def __init__(self, strings: StringMasker, reader: Reader) -> None:
        self.strings = strings
        self.reader = reader
        self.apart = True  # until shown otherwise
        self._asked: dict[int, int] = {}
        self._windows: dict[int, _Window] = {}
        self._chunks = Chunks(reader)

    def units_of(self, window: int) -> Integers:
        return self.strings.units_of(window)

    def tree(self) -> UnitTree:
        return self.strings.tree()

    def rows(self, window: int, masks: Masks) -> list[Row]:
        self._asked[window] = self._asked.get(window, 0) + len(masks)
        if self.apart and self._asked[window] >= _ENOUGH:
            try:
                return list(self._window(window, masks).rows(masks))
            except NotApartError:
                self.apart = False
        return self.strings.rows(window, masks)

    def _window(self, window: int, masks: Masks) -> "_Window":
        if window not in self._windows:
            made = _Window(self, window, self._chunks)
            made.check(_sample(masks, self.units_of(window), self.strings.whole(window)))
            self._windows[window] = made
        return self._windows[window]


class _Window:
    """The parts of one window's strings and what stands around them."""

    def __init__(self, masker: PieceMasker, window: int, chunks: Chunks) -> None:
        self.strings, self.reader, self.chunks, self.window = masker.strings, masker.reader, chunks, window
        frame = self.reader.frame(self.strings.whole(window))
        if frame is None:
            raise NotApartError
        self.frame = frame
        self.special = [np.array([chunks.fixed((one,)) for one in ids], dtype=np.int32) for ids in frame.special]
        self.stretches = [ChunkStretch(self._spaced(options), chunks) for options in self.strings.options[window]]
        if not all(stretch.pays for stretch in self.stretches):
            raise NotApartError

    def _spaced(self, options: Sequence[Option]) -> list[Option]:
        show = self.reader.spaced
        return [(show(kept), show(absent), unit) for kept, absent, unit in options]

    def check(self, masks: Masks) -> None:
        """Compare with tokenising the strings; `NotApartError` where anything differs."""
        made, whole = self._made(masks)
        known = np.flatnonzero(whole)
        if not len(known):
            return
        if [made[at] for at in known] != self.reader.encode(self.strings.texts(self.window, masks[known])):
            raise NotApartError

    def rows(self, masks: Masks) -> list[Row]:
        """The rows for keep masks (B, n_units)."""
        made, whole = self._made(masks)
        rows: list[Row] = list(made)
        odd = np.flatnonzero(~whole)
        if len(odd):
            texts = self.strings.texts(self.window, masks[odd])
            for at, row in zip(odd, self.reader.encode(texts), strict=True):
                rows[at] = row
        return rows

    def _made(self, masks: Masks) -> tuple[list[TokenRow], Masks]:
        """The rows, and which of them are right (B,): one too long, or with nothing in it, is for the tokenizer."""
        columns, empty = self._columns(masks)
        flat, starts, lengths = self.chunks.packed()
        counts = lengths[columns]  # (B, columns)
        sizes = counts.sum(axis=1, dtype=np.int64)
        each = counts[counts > 0]  # of all rows, one after another
        places = np.repeat(starts[columns[counts > 0]] - (np.cumsum(each, dtype=np.int32) - each), each)
        ids = flat[places + np.arange(len(places), dtype=np.int32)].tobytes()
        stops = (np.cumsum(sizes) * 4).tolist()
        begins = [0, *stops[:-1]]
        types = self._types(counts, begins, stops)
        rows = [TokenRow.packed(ids[a:b], kinds) for a, b, kinds in zip(begins, stops, types, strict=True)]
        return rows, (sizes > 0) & (sizes <= self.reader.limit) & ~empty

    def _columns(self, masks: Masks) -> tuple[Ids, Masks]:
        """The numbers of parts and special tokens in each row, (B, columns), and which have an empty second text.

        Such a pair is read as one text.
        """
        made = [np.tile(self.special[0], (len(masks), 1))]
        empty = np.zeros(len(masks), dtype=np.bool_)
        for at, stretch in enumerate(self.stretches):
            numbers, blank = stretch.numbers(masks)
            made += [numbers, np.tile(self.special[at + 1], (len(masks), 1))]
            if at:
                empty |= blank
        return np.concatenate(made, axis=1), empty

    def _types(self, counts: Ids, begins: Sequence[int], stops: Sequence[int]) -> Sequence[bytes | None]:
        """The type ids of each row, for counts (B, columns) of ids."""
        if self.frame.types is None or self.frame.special_types is None:
            return [None] * len(counts)
        inner = [[kind] * len(part.groups) for kind, part in zip(self.frame.types, self.stretches, strict=True)]
        line = [*self.frame.special_types[0]]
        for kinds, after in zip(inner, self.frame.special_types[1:], strict=True):
            line += [*kinds, *after]
        every = np.repeat(np.tile(np.array(line, dtype=np.int32), len(counts)), counts.reshape(-1)).tobytes()
        return [every[a:b] for a, b in zip(begins, stops, strict=True)]


def _sample(masks: Masks, units: Integers, text: Texts) -> Masks:
    """Masks to check by: nothing and all kept, single units kept and left out, at random, and some of those asked."""
    random = stream(0, text if isinstance(text, str) else "\0".join(text))
    count = masks.shape[1]
    some = random.choice(units, min(_CHECKED, len(units)), replace=False) if len(units) else units
    single = np.zeros((len(some), count), dtype=np.bool_)
    single[np.arange(len(some)), some] = True
    drawn = random.random((2 * _CHECKED, count)) < np.linspace(0.1, 0.9, 2 * _CHECKED)[:, None]
    asked = masks[random.choice(len(masks), min(_CHECKED, len(masks)), replace=False)]
    ends = np.stack([np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_)])
    return np.concatenate([ends, single, ~single, drawn, asked])
