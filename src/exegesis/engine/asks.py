"""What an item's work waits for: rows through the model. One item's asks are run alone, those of many are pooled."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.batching import in_batches, row_size
from exegesis.adapters.reads import LINES, LineRead, Read
from exegesis.core.types import Floats, Integers, Masks, Outputs
from exegesis.data.rows import Row, TokenRow, inputs_of

if TYPE_CHECKING:
    from torch import Tensor


T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Ask:
    """Rows to run, each with the key that it is remembered by, and what is read off them. Reply: `Outputs` (B, K)."""

    rows: Sequence[Row]
    keys: Sequence[bytes]
    read: Read | None
    precision: str

    @cached_property
    def tokens(self) -> int:
        """What the rows weigh in a batch."""
        return sum(map(row_size, self.rows))


# Work that yields asks, is sent the outputs, and returns what it was done for.
Asks: TypeAlias = Generator[Ask, Outputs, T]


def run_asks(
    model: Model, asks: Sequence[Ask], budget: int, done: Callable[[int], None] | None = None
) -> list[Outputs]:
    """The outputs of every ask, their rows mixed in length-sorted batches; asks of one precision are run together."""
    found: dict[int, Outputs] = {}
    for precision in dict.fromkeys(ask.precision for ask in asks):
        for plain in (True, False):
            places = [
                index
                for index, ask in enumerate(asks)
                if ask.precision == precision and (ask.read is None) == plain and ask.rows
            ]
            run = _run_plain if plain else _run_read
            outputs = run(model, [asks[index] for index in places], budget, precision, done)
            found.update(zip(places, outputs, strict=True))
    return [found.get(index, np.empty((0, 0))) for index in range(len(asks))]


def _run_plain(
    model: Model, asks: Sequence[Ask], budget: int, precision: str, done: Callable[[int], None] | None
) -> list[Outputs]:
    """All outputs of rows of which equal ones are run once."""
    distinct: dict[bytes, int] = {}
    rows: list[Row] = []
    for ask in asks:
        for key, row in zip(ask.keys, ask.rows, strict=True):
            if key not in distinct:
                distinct[key] = len(rows)
                rows.append(row)
    made: list[Floats] = [np.empty(0)] * len(rows)

    def work(batch: list[int]) -> None:
        some = [rows[index] for index in batch]
        for index, output in zip(batch, model.forward(some, precision), strict=True):
            made[index] = output
        if done is not None:
            done(sum(map(inputs_of, some)))

    in_batches(work, [row_size(row) for row in rows], budget)
    return [np.stack([made[distinct[key]] for key in ask.keys]) for ask in asks]


def _run_read(
    model: Model, asks: Sequence[Ask], budget: int, precision: str, done: Callable[[int], None] | None
) -> list[Outputs]:
    """What each ask reads off its own rows, which share batches with those of others."""
    rows = [(owner, row) for owner, ask in enumerate(asks) for row in ask.rows]
    made: list[Floats] = [np.empty(0)] * len(rows)

    def work(batch: list[int]) -> None:
        reads = [asks[rows[index][0]].read for index in batch]
        outputs = model.forward([rows[index][1] for index in batch], precision, _together(reads))
        for index, output in zip(batch, outputs, strict=True):
            made[index] = output

    in_batches(work, [row_size(row) for _, row in rows], budget, done)
    stops = np.cumsum([len(ask.rows) for ask in asks])
    return [np.stack(made[stop - len(ask.rows) : stop]) for stop, ask in zip(stops, asks, strict=True)]


def _together(reads: Sequence[Read | None]) -> Read | None:
    """One way to read a batch of which each row has its own. Where all name their lines, it names them."""
    if all(read is reads[0] for read in reads):
        return reads[0]
    mixed = _Mixed(reads)
    return LineRead(mixed.lines, mixed.read) if all(isinstance(read, LineRead) for read in reads) else mixed.read


class _Mixed:
    """Reads each row of a batch in its own way, neighbours that are read alike at once. All give as many numbers."""

    def __init__(self, reads: Sequence[Read | None]) -> None:
        self.reads = reads
        self._seen = 0  # rows read so far: some models take a batch row by row

    def lines(self, inputs: Any) -> "Tensor":
        """(B, P) of the next B rows, P the most that any names; who names fewer repeats its last."""
        import torch

        named = [read.lines(_cut(inputs, rows)) for read, rows in self._next(inputs) if isinstance(read, LineRead)]
        most = max(part.shape[1] for part in named)
        return torch.cat([torch.cat([part, *[part[:, -1:]] * (most - part.shape[1])], dim=1) for part in named])

    def read(self, result: Any, inputs: Any) -> "Tensor":
        """(B, K) of the next B rows of the batch."""
        import torch

        parts = [_part(read, result, inputs, rows) for read, rows in self._next(inputs)]
        self._seen += len(inputs["input_ids"])
        return torch.cat(parts)

    def _next(self, inputs: Any) -> Iterator[tuple[Read | None, slice]]:
        return _stretches(self.reads[self._seen : self._seen + len(inputs["input_ids"])])


def _part(read: Read | None, result: Any, inputs: Any, rows: slice) -> "Tensor":
    if read is None:
        raise ValueError("a row without anything to read off it")
    own = _cut(inputs, rows)
    chosen: tuple[slice, ...] = (rows,)
    if isinstance(read, LineRead) and LINES in own:
        lines = slice(read.lines(own).shape[1])  # behind them stand those that fill up
        own[LINES], chosen = own[LINES][:, lines], (rows, lines)
    part: Tensor = read(_Rows(result, chosen), own)
    return part


def _cut(inputs: Any, rows: slice) -> "dict[str, Tensor]":
    return {name: table[rows] for name, table in inputs.items()}


def _stretches(reads: Sequence[Read | None]) -> Iterator[tuple[Read | None, slice]]:
    """Neighbours with the same way of reading, and where they stand."""
    start = 0
    for stop in range(1, len(reads) + 1):
        if stop == len(reads) or reads[stop] is not reads[start]:
            yield reads[start], slice(start, stop)
            start = stop


class _Rows:
    """A model's output for some rows of the batch, perhaps for some lines of them."""

    def __init__(self, result: Any, chosen: tuple[slice, ...]) -> None:
        self._result, self._chosen = result, chosen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._result, name)[self._chosen]


def distinct(masks: Masks) -> tuple[Integers, Integers]:
    """Where each different mask of (B, n) stands first, and for each mask which of these it is: (B,)."""
    packed = np.packbits(masks, axis=1)
    data, width = packed.tobytes(), packed.shape[1]
    seen: dict[bytes, int] = {}
    # Far faster than np.unique, which sorts; masks of no units have no bytes, and are all the same.
    places = [seen.setdefault(data[at : at + width], len(seen)) for at in _starts(len(masks), width)]
    inverse = np.array(places, dtype=np.int64)
    # Numbers are given as they are met, so a mask is the first of its kind where they have never been so high.
    firsts = np.flatnonzero(np.diff(np.maximum.accumulate(inverse), prepend=-1))
    return firsts, inverse


def _starts(count: int, width: int) -> Sequence[int]:
    return range(0, count * width, width) if width else [0] * count


def row_key(row: Row, kind: bytes) -> bytes:
    """A digest instead of the row: thousands of rows are remembered."""
    if isinstance(row, TokenRow):
        data = row.data + (row.type_data or b"")
        return hashlib.blake2b(data, digest_size=16, key=b"tokens " + kind).digest()
    if not isinstance(row, str | tuple):
        return hashlib.blake2b(row.key, digest_size=16, key=b"data " + kind).digest()
    texts = (row,) if isinstance(row, str) else row
    lengths = ",".join(str(len(text)) for text in texts)  # ("ab", "c") is not ("a", "bc")
    return hashlib.blake2b(f"{lengths}:{''.join(texts)}".encode(), digest_size=16, key=kind).digest()
