"""The random stream of one item: it depends on the seed and the item alone, not on order, batch, worker or machine."""

import hashlib

import numpy as np


def stream(seed: int, item: str) -> np.random.Generator:
    """A generator keyed on (seed, item), where item is the user's id for a text, else the text itself."""
    digest = hashlib.sha256(f"{seed}\0{item}".encode("utf-8", "surrogatepass")).digest()
    key = np.frombuffer(digest[:16], dtype="<u8")
    return np.random.Generator(np.random.Philox(key=key))
