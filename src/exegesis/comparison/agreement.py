"""How far the sides agree: a number for each pair of them, the mean over the texts on which it has a value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from exegesis.comparison.records import ComparedText
from exegesis.core.errors import check_count, unknown
from exegesis.core.ranking import is_constant, rounded
from exegesis.core.statistics import rank_correlation, ranks
from exegesis.core.types import Floats

K = 5
Matrix: TypeAlias = tuple[tuple[float | None, ...], ...]
Counts: TypeAlias = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A matrix over the sides. `values[i][j]` is a mean over `texts[i][j]` texts, None where that is 0.

    `undefined[i][j]`: texts that both explained but where one gave all words the same score, which puts none before
    another; they are no part of the mean. `k`: how many top words count (None for "spearman").
    """

    measure: str
    k: int | None
    sides: tuple[str, ...]
    values: Matrix
    texts: Counts
    undefined: Counts


def agreement(sides: Sequence[str], texts: Sequence[ComparedText], measure: str, k: int) -> Agreement:
    """The matrix of one measure: "spearman", "overlap" or "sign"."""
    if measure not in MEASURES:
        raise unknown("measure of agreement", measure, MEASURES)
    check_count("k", k)
    ordered = [[None if row is None else _ordered(row) for row in one.scores] for one in texts]
    half = {(i, j): _cell(texts, ordered, i, j, measure, k) for i in range(len(sides)) for j in range(i + 1)}
    cells = [[half[max(i, j), min(i, j)] for j in range(len(sides))] for i in range(len(sides))]
    return Agreement(
        measure=measure,
        k=None if measure == "spearman" else k,
        sides=tuple(sides),
        values=tuple(tuple(value for value, _, _ in row) for row in cells),
        texts=tuple(tuple(count for _, count, _ in row) for row in cells),
        undefined=tuple(tuple(none for _, _, none in row) for row in cells),
    )


class _Ordered(NamedTuple):
    """A side's scores on one text, (n_words,): as rounded shares of the largest, and their ranks."""

    scores: Floats
    ranks: Floats


def _ordered(scores: Sequence[float]) -> _Ordered | None:
    """None where all words have the same score: there is no order among them."""
    given = np.array(scores)
    return None if is_constant(given) else _Ordered(rounded(given), ranks(rounded(given)))


def _cell(
    texts: Sequence[ComparedText], ordered: Sequence[Sequence[_Ordered | None]], i: int, j: int, measure: str, k: int
) -> tuple[float | None, int, int]:
    found, undefined = [], 0
    for text, rows in zip(texts, ordered, strict=True):
        one, other = rows[i], rows[j]
        if one is not None and other is not None:
            found.append(_alike(one, other, measure, k))
        elif text.scores[i] is not None and text.scores[j] is not None:
            undefined += 1
    return (float(np.mean(found)) if found else None), len(found), undefined


def alike(text: ComparedText, i: int, j: int, measure: str = "spearman", k: int = K) -> float | None:
    """The measure of two sides on one text; None where one failed there, or gave all words the same score."""
    first, second = text.scores[i], text.scores[j]
    one, other = None if first is None else _ordered(first), None if second is None else _ordered(second)
    return None if one is None or other is None else _alike(one, other, measure, k)


def _alike(one: _Ordered, other: _Ordered, measure: str, k: int) -> float:
    return MEASURES[measure](one, other, max(1, min(k, len(one.scores) // 2)))


def _spearman(a: _Ordered, b: _Ordered, k: int) -> float:
    """Spearman's rank correlation of the signed scores."""
    return round(rank_correlation(a.ranks, b.ranks) or 0.0, 12)  # so that the same order is 1 and no near miss of it


def _overlap(a: _Ordered, b: _Ordered, k: int) -> float:
    """The share of the k words of the largest |score| that both name (feature agreement, Krishna et al. 2022)."""
    first, second = _top(a.scores, k), _top(b.scores, k)
    return len(first & second) / max(len(first), len(second))


def _signs(a: _Ordered, b: _Ordered, k: int) -> float:
    """The share of the k top words that both name, and with one sign (sign agreement, Krishna et al. 2022)."""
    first, second = _top(a.scores, k), _top(b.scores, k)
    same = [place for place in first & second if np.sign(a.scores[place]) == np.sign(b.scores[place])]
    return len(same) / max(len(first), len(second))


def _top(scores: Floats, k: int) -> set[int]:
    """Words with the k largest |score|, ties by position. A word of score 0 is never named: it would be by chance."""
    order = np.argsort(-np.abs(scores), kind="stable")[:k]
    return {int(place) for place in order if scores[place] != 0.0}


MEASURES: Mapping[str, Callable[[_Ordered, _Ordered, int], float]] = {
    "spearman": _spearman,
    "overlap": _overlap,
    "sign": _signs,
}
