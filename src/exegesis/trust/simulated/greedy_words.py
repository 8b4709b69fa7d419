"""Control: greedy removal of words (LIME paper, section 5.1, after Martens and Provost)."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.core.errors import unknown
from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.around import Answers, around
from exegesis.trust.simulated.explainers import FORMS, LISTED, Classifier, stacked


@dataclass(frozen=True)
class GreedyWords:
    """At each step the word goes whose removal lowers the target most; its weight is that drop (probability).

    A removal that changes nothing is still listed, as in the authors' code; the list ends when every removal would
    raise the target, or K words are listed. `form` "paper" also ends it, behind the word that did it, when the target
    is no longer the likelier class; "code" goes on (the authors' figures of faithfulness). Ties go to the first word.
    """

    k: int = 10
    form: str = "paper"

    def __post_init__(self) -> None:
        if self.form not in FORMS:
            raise unknown("form of greedy", self.form, FORMS)

    def __call__(self, model: Classifier, rows: csr_matrix, targets: Integers, rng: np.random.Generator) -> csr_matrix:
        """(rows, vocabulary) of drops in probability."""
        columns: list[Integers] = []
        weights: list[Floats] = []
        for row, target in enumerate(targets):
            own = rows.indices[rows.indptr[row] : rows.indptr[row + 1]].astype(np.int64)
            places, drops = self._listed(around(model, own, rows.shape[1]), len(own), int(target))
            columns.append(own[places])
            weights.append(drops)
        return stacked(rows.shape, columns, weights)

    def _listed(self, answers: Answers, n: int, target: int) -> tuple[Integers, Floats]:
        kept = np.ones(n, dtype=np.float32)
        value = _of(target, answers(kept[None]))[0] if n else 0.0
        places: list[int] = []
        drops: list[float] = []
        while len(places) < min(self.k, n):
            left = np.flatnonzero(kept)
            masks = np.tile(kept, (len(left), 1))
            masks[np.arange(len(left)), left] = 0.0
            values = _of(target, answers(masks))
            best = int(np.argmin(np.round(values, 12)))
            if values[best] > value + LISTED:
                break
            places.append(int(left[best]))
            drops.append(max(value - values[best], LISTED))
            kept[left[best]], value = 0.0, values[best]
            if self.form == "paper" and value < 0.5:
                break
        return np.array(places, dtype=np.int64), np.array(drops)


def _of(target: int, positive: Floats) -> Floats:
    return positive if target == 1 else 1.0 - positive
