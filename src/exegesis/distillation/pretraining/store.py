"""A corpus in pieces on the disk, memory-mapped: tokenised once, as large as the disk allows.

pieces.bin    uint16 or uint32, all examples one after another, without special pieces
offsets.bin   int64 (n + 1,), where each example begins
origins.bin   int64 (n,), the text of the corpus (blank ones not counted) that each example is of
counts.npy    int64 (V,), how often each piece stands in the corpus
store.json    what the store is, written last
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.codec import load, read, to_file
from exegesis.core.errors import InputError
from exegesis.core.types import Count

PIECES, OFFSETS, COUNTS, ABOUT = "pieces.bin", "offsets.bin", "counts.npy", "store.json"
ORIGINS = "origins.bin"


@dataclass(frozen=True)
class About:
    """Figures of a store. `pieces` without the two special ones of each example; `short`: examples left out."""

    texts: Count
    examples: Count
    pieces: Count
    short: Count
    size: Count  # of the vocabulary

    @property
    def dtype(self) -> np.dtype[Any]:
        """Two bytes a piece where the vocabulary allows it."""
        return np.dtype(np.uint16 if self.size <= 1 << 16 else np.uint32)

    def write(self, folder: Path) -> None:
        """As store.json."""
        (folder / ABOUT).write_bytes(to_file(self))


class PieceStore:
    """A store's examples by number. Reads from the disk what is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.about = read(About, load(folder / ABOUT), "a token store")
            self.offsets: NDArray[np.int64] = np.memmap(folder / OFFSETS, dtype=np.int64, mode="r")
            self.pieces: NDArray[Any] = np.memmap(folder / PIECES, dtype=self.about.dtype, mode="r")
            self.counts: NDArray[np.int64] = np.load(folder / COUNTS, allow_pickle=False)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(f"the token store {str(folder)!r} cannot be read; remove that folder.") from error
        whole = len(self.offsets) == self.about.examples + 1 and int(self.offsets[-1]) == len(self.pieces)
        if not whole or len(self.counts) != self.about.size:
            raise InputError(f"the token store {str(folder)!r} is damaged; remove that folder.")

    def __len__(self) -> int:
        return self.about.examples

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """Pieces of each example (n,), the two special ones included; four bytes an example in memory."""
        found = np.empty(len(self), dtype=np.int32)
        for start in range(0, len(self), 1 << 20):
            cut = np.asarray(self.offsets[start : start + (1 << 20) + 1])
            found[start : start + len(cut) - 1] = np.diff(cut) + 2
        return found

    def origin(self, number: int) -> int | None:
        """The number of the text that an example is of; None where the store does not know."""
        path = self.folder / ORIGINS
        if not path.is_file() or path.stat().st_size != 8 * len(self):
            return None
        return int(np.memmap(path, dtype=np.int64, mode="r")[number])

    def example(self, number: int) -> NDArray[np.int64]:
        """The pieces (n,) of one example, without the special ones."""
        begin, end = int(self.offsets[number]), int(self.offsets[number + 1])
        return np.asarray(self.pieces[begin:end]).astype(np.int64)
