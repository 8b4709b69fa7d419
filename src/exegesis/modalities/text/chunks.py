"""The parts of one text's masked strings, each tokenised once, and which of them a mask's string is made of."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from exegesis.core.types import Masks
from exegesis.data.rows import Ids
from exegesis.modalities.text.cutting import segments, shape
from exegesis.modalities.text.maskers import Option

_NARROW = 6  # units: a group of so many has all its 64 strings made beforehand
_RUN = 32  # runs of fewer spaces are found in a table
_LONGEST = 1 << 20  # spaces in a run: more are left to the tokenizer
_MOST = 20_000  # variants of groups of many units: with more, too little is shared to be worth its memory


class NotApartError(Exception):
    """The text cannot be tokenised in parts."""


class PartReader(Protocol):
    """Tokenises a part of a text as within the whole."""

    drops_spaces: bool  # one space between words is as good as many

    def ids(self, text: str, first: bool, last: bool) -> list[int] | None:
        """The ids of a part that begins the text, ends it or neither; None where they are not its own."""


class Chunks:
    """A dictionary of parts: each has a number, and under it its ids; 0 is the part of no ids."""

    def __init__(self, reader: PartReader) -> None:
        self.reader = reader
        self.numbers: dict[tuple[str, bool, bool], int] = {}
        self.found: list[Sequence[int]] = [()]
        self._packed: tuple[Ids, Ids, Ids] | None = None

    def number(self, text: str, first: bool, last: bool) -> int:
        """The number of a part of the text; `NotApartError` where its ids are not its own."""
        known = self.numbers.get((text, first, last))
        if known is None:
            ids = self.reader.ids(text, first, last)
            if ids is None:
                raise NotApartError
            known = self.numbers[text, first, last] = self.fixed(ids)
        return known

    def fixed(self, ids: Sequence[int]) -> int:
        """A number for these ids."""
        self.found.append(ids)
        self._packed = None
        return len(self.found) - 1

    def packed(self) -> tuple[Ids, Ids, Ids]:
        """All ids one after another, and for each number where its own begin and how many they are."""
        if self._packed is None:
            lengths = np.array([len(ids) for ids in self.found], dtype=np.int32)
            every = [one for ids in self.found for one in ids]
            self._packed = np.array(every, dtype=np.int32), np.cumsum(lengths, dtype=np.int32) - lengths, lengths
        return self._packed


class ChunkStretch:
    """One string of a window in groups of pieces; masks say which variant of each group stands there."""

    def __init__(self, options: Sequence[Option], chunks: Chunks) -> None:
        self.chunks = chunks
        self.cores: dict[str, int] = {"": 0}  # the variants without the spaces around them
        self.shapes: list[tuple[int, int, int]] = []  # of each variant: spaces before, core, spaces after
        self.within = np.zeros(_RUN, dtype=np.int32)  # (cores * _RUN,): the part's number, -1 unknown, spaces counted
        groups = segments(options)
        self.own = [sorted({unit for _, _, unit in group if unit >= 0}) for group in groups]
        self.wide = [place for place, units in enumerate(self.own) if len(units) > _NARROW]
        self.groups = groups
        self.seen: dict[tuple[int, bytes], int] = {}  # of wide groups: the variants met
        self.first_variants = np.array([self._all_variants(place) for place in range(len(groups))], dtype=np.int32)
        bits = [list(enumerate(units)) if 0 < len(units) <= _NARROW else [(-1, 0)] for units in self.own]
        self.bit_units = np.array([unit for group in bits for _, unit in group], dtype=np.int64)
        self.bit_weights = np.array([1 << at if at >= 0 else 0 for group in bits for at, _ in group], dtype=np.int32)
        self.bit_starts = np.cumsum([0, *map(len, bits[:-1])]) if bits else np.zeros(0, dtype=np.int64)

    @property
    def pays(self) -> bool:
        """Whether most of the units stand in groups of few: else nearly every mask has strings of its own."""
        wide = sum(len(self.own[place]) for place in self.wide)
        return 2 * wide <= sum(map(len, self.own))

    def numbers(self, masks: Masks) -> tuple[Ids, Masks]:
        """The parts (B, groups) that the string of each mask is made of, and whether the string is empty (B,)."""
        if not self.groups:
            return np.zeros((len(masks), 0), dtype=np.int32), np.ones(len(masks), dtype=np.bool_)
        variants = self._variants(masks)
        # 32 bits: these are the largest tables, and what is spent here is spent on reading memory.
        lead, core, trail = np.array(self.shapes, dtype=np.int32).T[:, variants]  # (B, groups) each
        spaces = np.cumsum(lead + trail, axis=1, dtype=np.int32)
        before = np.where(core > 0, spaces - trail, 0)  # spaces in all that stands before a core
        reached = np.maximum.accumulate(before, axis=1)
        run = before.copy()
        run[:, 1:] -= reached[:, :-1]
        run[core == 0] = 0
        rest = spaces[:, -1] - reached[:, -1]  # spaces after the last core
        empty = (spaces[:, -1] == 0) & (core == 0).all(axis=1)
        if self.chunks.reader.drops_spaces:
            run, rest = np.minimum(run, 1), np.zeros_like(rest)
        if max(run.max(initial=0), rest.max(initial=0)) >= _LONGEST:
            raise NotApartError
        return self._joined(core, run, rest), empty

    def _joined(self, core: Ids, run: Ids, rest: Ids) -> Ids:
        """Numbers of the parts: those at a string's ends are read as such, spaces after the last core go with it."""
        lines = np.arange(len(core))
        first = (core > 0).argmax(axis=1)
        last = core.shape[1] - 1 - (core > 0)[:, ::-1].argmax(axis=1)
        last[~(core > 0).any(axis=1)] = 0
        ends = [(core[lines, at], run[lines, at]) for at in (first, last)]
        core[lines, first] = core[lines, last] = run[lines, first] = run[lines, last] = 0
        numbers = self._inner(core, run)
        both = first == last
        yes, no = np.ones_like(both), np.zeros_like(both)
        numbers[lines, last] = self._read(*ends[1], rest, both, yes)
        numbers[lines, first] = self._read(*ends[0], np.where(both, rest, 0), yes, both)
        far = run >= _RUN
        if far.any():
            none = no[np.nonzero(far)[0]]
            numbers[far] = self._read(core[far], run[far], none.astype(np.int32), none, none)
        return numbers

    def _inner(self, core: Ids, run: Ids) -> Ids:
        """Numbers of parts within a string, for runs of few spaces."""
        if len(self.within) < len(self.cores) * _RUN:
            more = np.full(len(self.cores) * _RUN - len(self.within), -1, dtype=np.int32)
            self.within = np.concatenate([self.within, more])
        keys = np.where(run < _RUN, core * _RUN + run, 0)
        numbers = self.within[keys]
        unknown = numbers < 0
        if unknown.any():
            texts = list(self.cores)
            for key in np.unique(keys[unknown]).tolist():
                self.within[key] = self.chunks.number(" " * (key % _RUN) + texts[key // _RUN], False, False)
            numbers = self.within[keys]
        return numbers

    def _read(self, core: Ids, run: Ids, rest: Ids, first: Masks, last: Masks) -> Ids:
        """Numbers of parts anywhere, all arguments (N,): what stands there, and spaces before and after it."""
        every = ((core.astype(np.int64) * _LONGEST + run) * _LONGEST + rest) * 4 + first * 2 + last
        codes, inverse = np.unique(every, return_inverse=True)
        texts = list(self.cores)
        found = []
        for code in codes.tolist():
            key, after = divmod(code >> 2, _LONGEST)
            text = " " * (key % _LONGEST) + texts[key // _LONGEST] + " " * after
            found.append(self.chunks.number(text, bool(code & 2), bool(code & 1)))
        return np.array(found, dtype=np.int32)[inverse]

    def _variants(self, masks: Masks) -> Ids:
        """The variant of each group (B, groups)."""
        bits = masks[:, self.bit_units] * self.bit_weights
        found: Ids = self.first_variants + np.add.reduceat(bits, self.bit_starts, axis=1)
        for place in self.wide:
            packed = np.packbits(masks[:, self.own[place]], axis=1)
            lines, firsts, inverse = np.unique(packed, axis=0, return_index=True, return_inverse=True)
            known = [self._wide(place, line.tobytes(), masks[at]) for line, at in zip(lines, firsts, strict=True)]
            found[:, place] = np.array(known)[inverse.reshape(-1)]
        return found

    def _wide(self, place: int, key: bytes, keep: Masks) -> int:
        if (place, key) not in self.seen:
            if len(self.seen) >= _MOST:
                raise NotApartError
            self.seen[place, key] = self._add(place, {unit for unit in self.own[place] if keep[unit]})
        return self.seen[place, key]

    def _all_variants(self, place: int) -> int:
        """Make all variants of a group of few units, numbered from the one returned on by the bits of those kept."""
        units = self.own[place]
        start = len(self.shapes)
        if len(units) <= _NARROW:
            for code in range(1 << len(units)):
                self._add(place, {unit for at, unit in enumerate(units) if code >> at & 1})
        return start

    def _add(self, place: int, keep: Iterable[int]) -> int:
        kept = set(keep)
        text = "".join(
            with_it if unit < 0 or unit in kept else without for with_it, without, unit in self.groups[place]
        )
        lead, core, trail = shape(text)
        self.shapes.append((lead, self.cores.setdefault(core, len(self.cores)), trail))
        return len(self.shapes) - 1
