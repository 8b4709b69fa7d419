"""The explanations of many documents with what a simulated user compares: the explanation's own prediction, if any."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.answers import positive
from exegesis.trust.simulated.around import around
from exegesis.trust.simulated.explainers import Classifier, WordExplainer, predicted, stacked
from exegesis.trust.simulated.lime_words import LimeWords, Sample
from exegesis.trust.simulated.parzen_words import ParzenWords

_KEPT_CELLS = 2**28  # of masks remembered, four bytes each


@dataclass(frozen=True)
class ExplainedDocument:
    """`weights` are signed towards class 1 where `own` is given, the explanation's own probability of class 1.

    A method that only lists words has no `own`. `own_alone`: it is never set against the model's answer, in no form.
    """

    weights: csr_matrix  # (documents, vocabulary)
    own: Floats | None  # (documents,)
    own_alone: bool = False


@dataclass
class MaskDraws:
    """LIME's masks by number of words: a function of the seed and that number alone, so that order changes nothing."""

    samples: int
    seed: int
    _kept: dict[int, Sample] = field(default_factory=dict)
    _cells: int = 0

    def of(self, n: int) -> Sample:
        """The masks over `n` words; remembered while there is room."""
        if n in self._kept:
            return self._kept[n]
        made = Sample.draw(n, self.samples, stream(self.seed, f"masks over {n} words"))
        if self._cells + made.kept.size <= _KEPT_CELLS:
            self._cells += made.kept.size
            self._kept[n] = made
        return made


def explained(
    explainer: WordExplainer,
    model: Classifier,
    rows: csr_matrix,
    rng: np.random.Generator,
    draws: MaskDraws | None = None,
) -> ExplainedDocument:
    """What `explainer` says of each row. LIME and Parzen explain class 1, lists of words the predicted class."""
    if isinstance(explainer, LimeWords):
        return lime(model, rows, explainer.k, draws or MaskDraws(explainer.samples, 0))
    if isinstance(explainer, ParzenWords):
        weights = explainer(model, rows, np.ones(rows.shape[0], dtype=np.int64), rng)
        return ExplainedDocument(weights, explainer.probabilities(rows), own_alone=True)
    return ExplainedDocument(explainer(model, rows, predicted(model, rows), rng), None)


def lime(model: Classifier, rows: csr_matrix, k: int, draws: MaskDraws) -> ExplainedDocument:
    """LIME towards class 1; `own` is the sum of the weights and the plain mean of the answers to the masks.

    A single word is weighed by its removal, so what is left without it takes the place of the mean.
    """
    columns: list[Integers] = [np.zeros(0, np.int64)] * rows.shape[0]
    weights: list[Floats] = [np.zeros(0)] * rows.shape[0]
    own = np.zeros(rows.shape[0])
    for row, words, sample in _by_size(rows, draws):
        answers = around(model, words, rows.shape[1])(sample.kept)
        places, weights[row] = sample.fit(answers, k)
        columns[row] = words[places]
        own[row] = weights[row].sum() + (answers[1] if len(words) == 1 else answers.mean())
    empty = np.flatnonzero(np.diff(rows.indptr) == 0)
    if len(empty):
        own[empty] = positive(model, rows[empty])
    return ExplainedDocument(stacked(rows.shape, columns, weights), own)


def _by_size(rows: csr_matrix, draws: MaskDraws) -> Iterator[tuple[int, Integers, Sample]]:
    """(row, its words, masks over them), documents of equal length after one another."""
    sizes = np.diff(rows.indptr)
    order: Iterable[int] = np.argsort(sizes, kind="stable").tolist()
    for size, equal in groupby(order, key=lambda row: int(sizes[row])):
        if size:
            sample = draws.of(size)
            for row in equal:
                yield row, rows.indices[rows.indptr[row] : rows.indptr[row + 1]].astype(np.int64), sample
