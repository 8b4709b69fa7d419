"""What a correction learns from: rows of pieces, the number of each label, and which pieces belong to marked words."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.capabilities import GivesWeights
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.word_cuts import spans_among
from exegesis.data.inputs import plain
from exegesis.data.labelled import Labelled
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from exegesis.adapters.huggingface import TransformerModel


@dataclass(frozen=True)
class CorrectionLesson:
    """n texts as the model reads them. `marked`: of each row the positions of its pieces of marked words.

    `cut`: texts longer than the model reads at once, of which the beginning is learned.
    """

    rows: tuple[TokenRow, ...]
    labels: NDArray[np.int64]  # (n,)
    marked: tuple[tuple[int, ...], ...]
    cut: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Pieces of each row (n,)."""
        return np.array([len(row) for row in self.rows], dtype=np.int64)

    def digest(self) -> str:
        """64 hexadecimal digits of the rows, their labels and marks."""
        digest = hashlib.sha256()
        for row, label, marked in zip(self.rows, self.labels.tolist(), self.marked, strict=True):
            digest.update(json.dumps([row.ids, label, marked]).encode())
        return digest.hexdigest()


def correctable(model: Any) -> "TransformerModel":
    """The model, if it can be corrected; `UnsupportedError` says what is needed."""
    from exegesis.adapters.huggingface import TransformerModel

    if not isinstance(model, TransformerModel):
        raise UnsupportedError(
            f"{model.name} cannot be trained further: corrections need a transformer with its weights, a folder or a "
            "hub id. For bags of words there is `exegesis trust retrain`."
        )
    if model.head != "classification" or model.kind != "single-label":
        raise UnsupportedError(
            f"{model.name} ({model.head}, {model.kind}) is no classifier with one label a text; corrections need one."
        )
    return model


def named(model: GivesWeights, data: Labelled) -> Labelled:
    """The same texts, labels that are numbers of the model's outputs by their names; `InputError` for unknown ones."""
    names = model.labels
    by_number = {str(number): name for number, name in enumerate(names)}
    known = set(names)
    labels = tuple(label if label in known else by_number.get(label, label) for label in data.labels)
    strange = sorted(set(labels) - known)
    if strange:
        raise InputError(
            f"there are texts with the label {shown(strange[0])}, which {model.name} does not have; "
            f"it has {', '.join(names)}."
        )
    return Labelled(data.texts, labels)


def lesson_of(model: GivesWeights, data: Labelled, words: Sequence[str] = ()) -> CorrectionLesson:
    """The texts in the model's pieces; of one that is longer than it reads at once the first window."""
    numbers = {name: number for number, name in enumerate(model.labels)}
    rows: list[TokenRow] = []
    marked: list[tuple[int, ...]] = []
    cut = 0
    for text in data.texts:
        document = plain(text)
        windows = model.windows(document)
        cut += len(windows) > 1
        tokens = model.tokens(document, windows[0])
        spans = spans_among(text, words)
        rows.append(tokens.row)
        marked.append(
            tuple(
                place
                for place, (span, special) in enumerate(zip(tokens.spans, tokens.special, strict=True))
                if not special and any(span.start < word.end and span.end > word.start for word in spans)
            )
        )
    labels = np.array([numbers[label] for label in data.labels], dtype=np.int64)
    return CorrectionLesson(tuple(rows), labels, tuple(marked), cut)
