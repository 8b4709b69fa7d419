"""Names of models that stand side by side: no two alike."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def apart(sources: Sequence[Any], names: Sequence[str]) -> list[str]:
    """Names that differ: of two folders called alike the whole paths, of one model given twice "name (2)"."""
    several = Counter(names)
    fuller = [
        str(source) if several[name] > 1 and isinstance(source, str | Path) else name
        for source, name in zip(sources, names, strict=True)
    ]
    met: Counter[str] = Counter()
    found = []
    for name in fuller:
        met[name] += 1
        found.append(name if met[name] == 1 else f"{name} ({met[name]})")
    return found
