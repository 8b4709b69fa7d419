"""What is the same is computed once: masks that are alike, and a short key for every row that was run."""

import hashlib
from collections.abc import Sequence

import numpy as np

from exegesis.core.types import Integers, Masks
from exegesis.data.rows import Row, TokenRow


def distinct(masks: Masks) -> tuple[Integers, Integers]:
    """Where each different mask of (B, n) stands first, and for each mask which of these it is: (B,)."""
    packed = np.packbits(masks, axis=1)
    data, width = packed.tobytes(), packed.shape[1]
    seen: dict[bytes, int] = {}
    # Far faster than np.unique, which sorts; masks of no units have no bytes, and are all the same.
    places = [seen.setdefault(data[at : at + width], len(seen)) for at in _starts(len(masks), width)]
    inverse = np.array(places, dtype=np.int64)
    _, firsts = np.unique(inverse, return_index=True)
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
