"""Which explanations to show: SP-LIME's submodular pick over any explanations, and a random pick.

Ribeiro, Singh, Guestrin 2016, section 4. Rows of W are explanations, columns the words they speak of.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np

from exegesis.core.errors import InputError, check_count
from exegesis.core.plurals import plural
from exegesis.core.randomness import stream
from exegesis.core.types import Floats
from exegesis.data import renderers
from exegesis.data.explanation import Explanation
from exegesis.data.word_scores import word_scores

Sparse: TypeAlias = Any  # scipy.sparse.csr_matrix (explanations, words)

Word = TypeVar("Word", str, int)
FEATURES = 10  # words of an explanation, as in the paper
_DECIMALS = 9  # gains are compared so, and ties broken by position


@dataclass(frozen=True, eq=False)
class Weights:
    """W: the explanations' scores by word. `words` names the columns."""

    matrix: Sparse
    words: tuple[str, ...]


@dataclass(frozen=True)
class Pick:
    """The explanations picked, best first: their positions, and the importance that each added to what was covered.

    `coverage` is the covered importance c(V), `whole` that of all explanations together. `uncovered` are the words that
    no picked explanation speaks of, the most important first.
    """

    rows: tuple[int, ...]
    gains: tuple[float, ...]
    coverage: float
    whole: float
    uncovered: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Pick(rows={self.rows}, covers {self.coverage:.4g} of {self.whole:.4g})"

    def _repr_html_(self) -> str:
        rows = [(f"explanation {row}", f"adds {gain:.4g}") for row, gain in zip(self.rows, self.gains, strict=True)]
        rows += [("not covered", ", ".join(self.uncovered[:10]))] if self.uncovered else []
        heading = f"{plural(len(self.rows), 'explanation')} picked, covering {self.coverage:.4g} of {self.whole:.4g}"
        shown: str = renderers.renderer("listed")(heading, rows)
        return shown


def words_of(explanation: Explanation, features: int | None = FEATURES, marks: bool = False) -> dict[str, float]:
    """Score by lower-cased word: the sum over its places, for the `features` words of the largest |sum|, ties by place.

    Words without a letter or digit are left out unless `marks`. A word whose places cancel to 0 is not spoken of.
    Of a table's row the columns, by their names.
    """
    if explanation.of == "image":
        raise InputError(
            "an image's regions are its own and not words that several images share; exegesis.summaries.visual_words "
            "finds regions that are alike, and `exegesis pick` picks images by them."
        )
    return strongest_of(word_scores(explanation, marks), features)


def strongest_of(sums: Mapping[Word, float], features: int | None) -> dict[Word, float]:
    """Those of the largest |sum|, ties by place; what is 0 is not spoken of."""
    spoken = {word: score for word, score in sums.items() if score != 0.0}
    if features is None or len(spoken) <= features:
        return spoken
    return dict(heapq.nsmallest(features, spoken.items(), key=lambda one: -round(abs(one[1]), _DECIMALS)))


def weights(explanations: Iterable[Explanation], features: int | None = FEATURES, marks: bool = False) -> Weights:
    """W over any explanations, whatever made them: one column a lower-cased word, in the order first met."""
    if features is not None and features < 1:
        raise InputError(f"features must be at least 1, not {features}; None takes every word.")
    columns: dict[str, int] = {}
    rows = [
        {columns.setdefault(word, len(columns)): score for word, score in words_of(one, features, marks).items()}
        for one in explanations
    ]
    return weights_of(rows, tuple(columns))


def weights_of(rows: Iterable[Mapping[int, float]], words: tuple[str, ...]) -> Weights:
    """W of what each explanation says of the columns that `words` names."""
    places: list[int] = []
    values: list[float] = []
    starts = [0]
    for row in rows:
        places += row.keys()
        values += row.values()
        starts.append(len(places))
    return Weights(_sparse(values, places, starts, len(words)), words)


def importance(matrix: Sparse) -> Floats:
    """I_j = sqrt(sum over explanations of |W_ij|): (words,)."""
    return np.sqrt(np.asarray(abs(matrix).sum(axis=0), dtype=np.float64).reshape(-1))


def coverage(matrix: Sparse, rows: Sequence[int]) -> float:
    """c(V): the importance of the words that some explanation of V has a weight for."""
    return float(importance(matrix)[_spoken(matrix, rows)].sum())


def submodular(explanations: Sequence[Explanation] | Weights, budget: int) -> Pick:
    """The `budget` explanations that cover the most importance, greedily; at least 1 - 1/e of the best there could be.

    Gains only shrink as more is covered, so a gain computed earlier bounds the present one, and most are never computed
    again (lazy evaluation: Minoux 1978); the pick is that of the plain greedy search, ties by position.
    """
    known = explanations if isinstance(explanations, Weights) else weights(explanations)
    matrix, all_gains = known.matrix, importance(known.matrix)
    _check_budget(budget, matrix.shape[0])
    covered = np.zeros(matrix.shape[1], dtype=np.bool_)
    heap = [(-_gain(matrix, row, all_gains, covered), row, 0) for row in range(matrix.shape[0])]
    heapq.heapify(heap)
    rows: list[int] = []
    gains: list[float] = []
    while len(rows) < budget:
        bound, row, computed = heapq.heappop(heap)
        if computed < len(rows):
            heapq.heappush(heap, (-_gain(matrix, row, all_gains, covered), row, len(rows)))
            continue
        covered[_words(matrix, row)] = True
        rows.append(row)
        gains.append(-bound)
    return _pick(known, rows, gains)


def at_random(explanations: Sequence[Explanation] | Weights, budget: int, seed: int = 0) -> Pick:
    """`budget` explanations drawn without replacement: what a pick must beat. A larger budget begins with the same."""
    known = explanations if isinstance(explanations, Weights) else weights(explanations)
    count = known.matrix.shape[0]
    _check_budget(budget, count)
    rows = stream(seed, "random pick").permutation(count)[:budget].tolist()
    heights = importance(known.matrix)
    covered, gains = np.zeros(len(heights), dtype=np.bool_), []
    for row in rows:
        gains.append(_gain(known.matrix, row, heights, covered))
        covered[_words(known.matrix, row)] = True
    return _pick(known, rows, gains)


def _pick(known: Weights, rows: Sequence[int], gains: Sequence[float]) -> Pick:
    heights, spoken = importance(known.matrix), _spoken(known.matrix, rows)
    left = np.flatnonzero(~spoken & (heights > 0))
    order = left[np.argsort(-heights[left], kind="stable")]
    names = tuple(known.words[place] for place in order)
    return Pick(tuple(rows), tuple(gains), float(heights[spoken].sum()), float(heights.sum()), names)


def _gain(matrix: Sparse, row: int, heights: Floats, covered: Any) -> float:
    words = _words(matrix, row)
    return round(float(heights[words[~covered[words]]].sum()), _DECIMALS)


def _words(matrix: Sparse, row: int) -> Any:
    """Columns with a weight in this row."""
    return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]


def _spoken(matrix: Sparse, rows: Sequence[int]) -> Any:
    """(words,) which columns have a weight in some of these rows."""
    found = np.zeros(matrix.shape[1], dtype=np.bool_)
    for row in rows:
        found[_words(matrix, row)] = True
    return found


def _check_budget(budget: int, count: int) -> None:
    check_count("the number to pick", budget)
    if budget > count:
        raise InputError(f"cannot pick {budget} of {count} explanations; give more, or pick fewer.")


def _sparse(values: list[float], places: list[int], starts: list[int], width: int) -> Sparse:
    from scipy.sparse import csr_matrix

    data = (np.array(values, dtype=np.float64), np.array(places, dtype=np.int64), np.array(starts, dtype=np.int64))
    return csr_matrix(data, shape=(len(starts) - 1, width))
