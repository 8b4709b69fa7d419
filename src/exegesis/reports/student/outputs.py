"""What a model gives for many texts: probabilities, long texts by windows, all rows in length-sorted batches."""

from collections.abc import Sequence

import numpy as np

from exegesis.adapters.texts import TextModel
from exegesis.core.types import Outputs
from exegesis.data.inputs import Document
from exegesis.data.rows import Row


def rows_of(model: TextModel, documents: Sequence[Document]) -> tuple[list[Row], list[tuple[int, float]]]:
    """The rows of all windows, and for each the number of its document and its weight."""
    rows: list[Row] = []
    owners: list[tuple[int, float]] = []
    for number, document in enumerate(documents):
        for window in model.windows(document):
            rows += model.encode([document.texts(window)])
            owners.append((number, window.weight))
    return rows, owners


def outputs_of(model: TextModel, documents: Sequence[Document]) -> Outputs:
    """Probabilities (values of a regression) of each document, (n, C)."""
    rows, owners = rows_of(model, documents)
    found = model.probabilities(model.outputs(rows))
    means = np.zeros((len(documents), found.shape[1]))
    np.add.at(means, [number for number, _ in owners], found * np.array([[weight] for _, weight in owners]))
    return means
