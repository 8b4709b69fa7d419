"""The arrays of a corpus: files of numpy of a known shape, made at once and filled block by block in any order.

A block written twice is the same block: work that was ended writes again what it is not sure of.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError

DTYPE = np.dtype("<f2")
PIECES = "pieces.npy"  # (N,), how many word pieces each word has
PIECES_DTYPE = np.dtype("<u2")


def embeddings_name(layer: int) -> str:
    """The file of the words' vectors (N, D) at a layer."""
    return f"emb_L{layer:02d}.npy"


def contexts_name(layer: int) -> str:
    """The file of the heads' outputs (H, N, d_head) of a layer."""
    return f"ctx_L{layer:02d}.npy"


def shapes(
    words: int, layers: tuple[int, ...], width: int, context_layers: tuple[int, ...], heads: int, head_width: int
) -> dict[str, tuple[int, ...]]:
    """The arrays of a corpus of so many words, by their files."""
    found: dict[str, tuple[int, ...]] = {embeddings_name(layer): (words, width) for layer in layers}
    found |= {contexts_name(layer): (heads, words, head_width) for layer in context_layers}
    return found | {PIECES: (words,)}


def bytes_of(shapes: Mapping[str, tuple[int, ...]]) -> int:
    """What the arrays take, but for their headings."""
    return sum(int(np.prod(shape, dtype=np.int64)) * _dtype(name).itemsize for name, shape in shapes.items())


def is_there(path: Path, shape: tuple[int, ...]) -> bool:
    """Whether a file is an array of this shape, as large as it should be."""
    heading, size = _heading(shape, _dtype(path.name)), bytes_of({path.name: shape})
    if not path.is_file() or path.stat().st_size != len(heading) + size:
        return False
    with path.open("rb") as file:
        return file.read(len(heading)) == heading


class ArrayFile:
    """An array to be filled, made of zeros where it is not there.

    Rows are along its last axis but one: (N, D), (H, N, d) or, of one number a word, (N,).
    """

    def __init__(self, path: Path, shape: tuple[int, ...]) -> None:
        self.dtype = _dtype(path.name)
        self.heads, self.rows, self.width = shape if len(shape) == 3 else (1, *shape, 1)[:3]
        heading = _heading(shape, self.dtype)
        self._start = len(heading)
        there = is_there(path, shape)
        self._file: IO[bytes] = path.open("r+b" if there else "w+b", buffering=0)
        if not there:
            self._file.write(heading)
            self._file.truncate(len(heading) + bytes_of({path.name: shape}))

    def write(self, first: int, block: NDArray[Any]) -> None:
        """Rows from `first` on: (n, D), (H, n, d) or (n,)."""
        parts = np.ascontiguousarray(block, dtype=self.dtype).reshape(self.heads, -1, self.width)
        for head, part in enumerate(parts):
            place = (head * self.rows + first) * self.width * self.dtype.itemsize
            self._file.seek(self._start + place)
            rest = part.data.cast("B")
            while rest:
                rest = rest[self._file.write(rest) :]

    def sync(self) -> None:
        """Let the disk itself have what was written."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def mapped(path: Path, shape: tuple[int, ...]) -> NDArray[Any]:
    """The array of a file, read where it is looked at; `InputError` where the file holds another one."""
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"cannot read {str(path)!r}: {error}.") from None
    if array.shape != shape or array.dtype != _dtype(path.name):
        raise InputError(
            f"{str(path)!r} holds {array.dtype} {array.shape} where the manifest says {_dtype(path.name)} {shape}."
        )
    found: NDArray[Any] = array
    return found


def _dtype(name: str) -> np.dtype[Any]:
    return PIECES_DTYPE if name == PIECES else DTYPE


def _heading(shape: tuple[int, ...], dtype: np.dtype[Any]) -> bytes:
    import io

    heading = io.BytesIO()
    known = {"descr": dtype.str, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(heading, known)
    return heading.getvalue()
