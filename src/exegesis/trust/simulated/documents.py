"""Labelled documents as binary bags of words: the sets of the LIME paper's experiments, or a user's own texts."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.core.bag import Bag
from exegesis.core.errors import InputError, unknown
from exegesis.core.randomness import stream
from exegesis.core.tables import BadRow, Row, ending, rows
from exegesis.core.texts import Columns, read_texts
from exegesis.core.types import Integers

TOKENS = ("code", "clean")
_CODE = re.compile(r"\w*?:\d", re.ASCII)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Documents:
    """Which document has which word. `counts` holds 0 and 1; `labels` is 1 for the positive class, else 0."""

    counts: csr_matrix  # (documents, vocabulary) float64
    labels: Integers  # (documents,)
    words: tuple[str, ...]
    classes: tuple[str, str] = ("negative", "positive")

    def __len__(self) -> int:
        return len(self.labels)

    def digest(self) -> str:
        """32 hexadecimal digits of which document has which word and which label."""
        counts = self.counts.sorted_indices()
        digest = hashlib.sha256(json.dumps([self.words, self.classes]).encode())
        for array in (counts.indptr, counts.indices, self.labels):
            digest.update(np.asarray(array, dtype="<i8").tobytes())
        return digest.hexdigest()[:32]

    def rows(self, index: Any) -> "Documents":
        """Some of the documents, by a slice, numbers or a mask."""
        return replace(self, counts=self.counts[index], labels=self.labels[index])

    def without(self, columns: Integers) -> "Documents":
        """The same documents, where no document has the words `columns` any more; the vocabulary stays as it is."""
        kept = self.counts.copy()
        kept.data[np.isin(kept.indices, columns)] = 0.0
        kept.eliminate_zeros()
        return replace(self, counts=kept)


def read(path: str | Path, tokens: str = "code", text: str = "text", label: str | None = None) -> Documents:
    """The documents of a file: JSON lines with `counts` (word to number) and `label`, or texts with labels.

    `tokens` is about files of counts. "code" reads their words as the code of the paper's experiments does, with the
    expression `\\w*?:\\d` ("wasn't:1" becomes "t"), and drops words of one letter. "clean" takes a word whole, less
    the punctuation around it, and drops what has no letter. Texts (.jsonl, .csv, .tsv, also gzipped) are cut at
    Unicode's word boundaries, in lower case; `text` and `label` name their columns.

    Raises `InputError` for a file that cannot be read, labels that are not exactly two, or no word at all.
    """
    if tokens not in TOKENS:
        raise unknown("kind of tokens", tokens, TOKENS)
    place = Path(path)
    if not place.is_file():
        raise InputError(f"there is no file {str(path)!r}.")
    counted = _counted(place)
    if counted is None:
        found = read_texts(place, Columns(text, label))
        bag = Bag()
        return _documents(place, (bag.terms(one) for one in found.texts), list(found.labels or [None]))
    words: Callable[[Mapping[str, Any]], set[str]] = _code_words if tokens == "code" else _clean_words
    return _documents(place, (words(row["counts"]) for row in counted), [row.get("label") for row in counted])


def split(documents: Documents, seed: int) -> tuple[Documents, Documents]:
    """(train, test): each class is shuffled, and 80% of it trains; words that no training document has are dropped.

    As in the code of the paper, whose own shuffle (Python 2's) cannot be repeated.
    """
    rng = stream(seed, "split of the documents")
    train: list[int] = []
    test: list[int] = []
    for label in (1, 0):
        own = rng.permutation(np.flatnonzero(documents.labels == label))
        cut = int(0.8 * len(own))
        if not 0 < cut < len(own):
            raise InputError(
                f"the class {documents.classes[label]!r} has {len(own)} documents; at least 2 are needed to split them."
            )
        train.extend(own[:cut])
        test.extend(own[cut:])
    known = np.flatnonzero(np.asarray(documents.counts[train].sum(axis=0))[0])
    if not len(known):
        raise InputError("no training document has a word; give longer texts.")
    narrow = replace(
        documents, counts=documents.counts[:, known], words=tuple(documents.words[column] for column in known)
    )
    return narrow.rows(train), narrow.rows(test)


def _counted(path: Path) -> list[Mapping[str, Any]] | None:
    """The rows of a file of counts; None for a file of something else."""
    if ending(path) != ".jsonl":
        return None
    found: list[Mapping[str, Any]] = []
    for row in rows(path):
        if isinstance(row, Row) and isinstance(row.fields.get("counts"), dict):
            found.append(row.fields)
        elif not found:
            return None  # whoever reads texts says what is wrong
        elif isinstance(row, BadRow):
            raise row
        else:
            raise InputError(f"{row.where}: no 'counts' of words, which the lines before have.")
    return found or None


def _documents(path: Path, words: Iterable[set[str]], labels: list[Any]) -> Documents:
    names = _classes(path, labels)
    bags = [sorted(one) for one in words]
    vocabulary = sorted(set().union(*bags))
    if not vocabulary:
        raise InputError(f"{path.name} holds no words at all: the vocabulary is empty.")
    places = {word: place for place, word in enumerate(vocabulary)}
    columns = np.array([places[word] for bag in bags for word in bag], dtype=np.int32)
    ends = np.concatenate([[0], np.cumsum([len(bag) for bag in bags])])
    counts = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(bags), len(vocabulary)))
    numbers = np.array([names.index(str(label)) for label in labels], dtype=np.int64)
    usual = ("negative", "positive") if names == ("0", "1") else names
    return Documents(counts, numbers, tuple(vocabulary), usual)


def _classes(path: Path, labels: list[Any]) -> tuple[str, str]:
    """Names of the two classes in order; the second is the positive one."""
    if any(label is None for label in labels):
        raise InputError(f"{path.name} has documents without a label; every one needs it here.")
    names = sorted({str(label) for label in labels})
    if len(names) != 2:
        held = f"{len(names)} classes" if len(names) > 1 else f"one class only ({names[0]!r})"
        raise InputError(f"{path.name} holds {held}; these experiments need exactly two.")
    return names[0], names[1]


def _code_words(counts: Mapping[str, Any]) -> set[str]:
    line = " ".join(f"{word}:{count}" for word, count in counts.items())
    found = {match.partition(":")[0] for match in _CODE.findall(line)}
    return {word for word in found if len(word) > 1 and "_" not in word}


def _clean_words(counts: Mapping[str, Any]) -> set[str]:
    found = {_EDGES.sub("", word).lower() for word in counts if not word.startswith("<")}
    return {word for word in found if _LETTER.search(word)}
