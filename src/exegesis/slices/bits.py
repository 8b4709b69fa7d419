"""Which rows a slice holds, as text: a bit for each row."""

import base64

import numpy as np
from numpy.typing import NDArray


def packed(holds: NDArray[np.bool_]) -> str:
    """(n,) as base64, the first row the highest bit of the first byte."""
    return base64.b64encode(np.packbits(holds).tobytes()).decode("ascii")


def unpacked(bits: str, rows: int) -> NDArray[np.bool_]:
    """The inverse of `packed`: (rows,)."""
    held = np.frombuffer(base64.b64decode(bits), dtype=np.uint8)
    return np.unpackbits(held, count=rows).astype(np.bool_)
