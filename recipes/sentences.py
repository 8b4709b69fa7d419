"""Cut reviews into single sentences and short runs of sentences, for unlabelled transfer text."""

import re
from collections.abc import Iterable

import numpy as np

# Plain `re`, not exegesis.core.text: training only needs fair pieces, and runs where `regex` is not installed.
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[A-Z0-9])|\s*(?:<br\s*/?>\s*)+")


def split(text: str, least: int = 3, most: int = 60) -> list[str]:
    """The sentences of a text with `least` to `most` words, in order."""
    found = (piece.strip() for piece in _END.split(text))
    return [piece for piece in found if least <= len(piece.split()) <= most]


def runs(pieces: list[str], random: np.random.Generator) -> list[str]:
    """Consecutive runs of two or three sentences that together cover `pieces`; a last single one is left out."""
    joined: list[str] = []
    start = 0
    while start + 2 <= len(pieces):
        size = int(random.integers(2, 4))
        joined.append(" ".join(pieces[start : start + size]))
        start += size
    return joined


def sentences_and_runs(texts: Iterable[str], random: np.random.Generator) -> list[str]:
    """All sentences of the texts, each once, then all their runs."""
    cut = [split(text) for text in texts]
    singles = dict.fromkeys(piece for pieces in cut for piece in pieces)
    return [*singles, *(run for pieces in cut for run in runs(pieces, random))]
