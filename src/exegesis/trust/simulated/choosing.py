"""The simulated user who chooses between two models by some explanations of each (LIME paper, section 5.4)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.core.types import Floats, Integers
from exegesis.summaries.pick import Weights, at_random, submodular
from exegesis.trust.simulated.explained import ExplainedDocument
from exegesis.trust.simulated.mistrust import mistrusted

PICKS = ("submodular", "random")


def counts(
    found: ExplainedDocument, picked: Sequence[int], artificial: Integers, probabilities: Floats, form: str = "paper"
) -> Integers:
    """(picked,) how many predictions the user mistrusts after the first 1, 2, ... explanations picked.

    The user marks the artificial words that these explanations name, and mistrusts a prediction as in `mistrust`.
    """
    marked: set[int] = set()
    counted, told = 0, []
    for row in picked:
        named = found.weights.indices[found.weights.indptr[row] : found.weights.indptr[row + 1]]
        new = set(np.intersect1d(named, artificial).tolist()) - marked
        if new:
            marked |= new
            words = np.array(sorted(marked), dtype=np.int64)
            counted = int(mistrusted(found, words, probabilities, form).sum())
        told.append(counted)
    return np.array(told, dtype=np.int64)


def right(first: Integers, second: Integers, better: int) -> Floats:
    """(B,) 1 where the `better` model (0 or 1) is mistrusted less, 0 where more, one half for a tie."""
    ahead = np.sign(second - first) if better == 0 else np.sign(first - second)
    return np.asarray((1.0 + ahead) / 2.0)


def picked(
    found: tuple[ExplainedDocument, ExplainedDocument], pick: str, budget: int, seed: int, picks: int = 10
) -> list[Any]:
    """Pairs of rows shown, of the first and of the second model, the first shown first.

    The submodular pick is each model's own; a random pick shows the same documents for both, and is drawn `picks`
    times.
    """
    if pick == "submodular":
        return [tuple(submodular(_weights(one), budget).rows for one in found)]
    weights = _weights(found[0])
    return [(at_random(weights, budget, seed + number).rows,) * 2 for number in range(picks)]


def curve(
    found: tuple[ExplainedDocument, ExplainedDocument],
    probabilities: tuple[Floats, Floats],
    shown: Sequence[Any],
    artificial: Integers,
    better: int,
    form: str = "paper",
) -> Floats:
    """(budget,) how often the choice is right after 1, 2, ... explanations of each model, over the picks `shown`."""
    curves = []
    for rows in shown:
        told = [counts(found[side], rows[side], artificial, probabilities[side], form) for side in (0, 1)]
        curves.append(right(told[0], told[1], better))
    return np.asarray(np.mean(curves, axis=0))


def _weights(found: ExplainedDocument) -> Weights:
    """W of a method: its weights, or ones where it only lists words, as in the authors' code.

    Columns that no explanation speaks of are left out, which changes no pick.
    """
    matrix = found.weights
    used, columns = np.unique(matrix.indices, return_inverse=True)
    values = np.ones(len(matrix.data)) if found.own is None else matrix.data
    narrow = csr_matrix((values, columns, matrix.indptr), (matrix.shape[0], len(used)))
    return Weights(narrow, tuple(map(str, used)))
