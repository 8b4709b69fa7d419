"""Texts with labels, the training and the test part of them, and a fingerprint that says which they were."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from exegesis.core.errors import InputError, unknown
from exegesis.core.texts import Columns, read_texts


@dataclass(frozen=True)
class Labelled:
    """Texts and their labels, one for one. `names` are the classes in the order of the alphabet."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.texts) != len(self.labels):
            raise InputError(f"{len(self.labels)} labels for {len(self.texts)} texts; give one for each.")

    def __len__(self) -> int:
        return len(self.texts)

    @classmethod
    def of(cls, texts: Sequence[str], labels: Sequence[object]) -> Self:
        """From any lists; labels become strings."""
        return cls(tuple(texts), tuple(map(str, labels)))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.labels)))

    def fingerprint(self) -> str:
        """sha256 of texts and labels in their order."""
        digest = hashlib.sha256()
        for text, label in zip(self.texts, self.labels, strict=True):
            for part in (text, label):
                data = part.encode("utf-8", "surrogatepass")
                digest.update(len(data).to_bytes(8, "little") + data)
        return digest.hexdigest()

    def cleaned(self, cleaner: Callable[[str], str]) -> "Labelled":
        """The same texts after `cleaner`; those that are left blank stay, as blank."""
        return Labelled(tuple(map(cleaner, self.texts)), self.labels)

    def spoken(self) -> "Labelled":
        """Without the blank ones."""
        kept = [(text, label) for text, label in zip(self.texts, self.labels, strict=True) if text.strip()]
        return Labelled(tuple(text for text, _ in kept), tuple(label for _, label in kept))


def read(path: Path, text: str = "text", label: str | None = None, split: str | None = None) -> dict[str, Labelled]:
    """The texts of a file by the value in their column `split`; all of them as "" where none is named.

    .jsonl, .csv, .tsv, also gzipped. Every row needs its label. Raises `InputError` in one line.
    """
    found = read_texts(path, Columns(text, label))
    labels = [one for one in found.labels or () if one is not None]
    if len(labels) != len(found.texts):
        raise InputError(f"{path.name} has rows without a label; every text needs one here (see --label-column).")
    if split is None:
        return {"": Labelled(found.texts, tuple(labels))}
    sides = read_texts(path, Columns(text, split)).labels or ()
    parts: dict[str, Labelled] = {}
    for name in dict.fromkeys(map(str, sides)):
        rows = [row for row, side in enumerate(sides) if str(side) == name]
        parts[name] = Labelled(tuple(found.texts[row] for row in rows), tuple(labels[row] for row in rows))
    return parts


def part(parts: dict[str, Labelled], name: str, path: Path) -> Labelled:
    """One part; `InputError` names those there are."""
    if name not in parts:
        raise unknown(f"part of {path.name}", name, parts)
    return parts[name]
