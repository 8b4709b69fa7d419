"""On which words the sides differ most, over all texts and in one.

Scores are first divided by the sum of their absolute values: shares of all that the text did to the number explained.
So a model that moves a probability by 0.9 and one that moves a logit by 4 can be set beside each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.comparison.records import ComparedText, Side
from exegesis.core.types import Floats

_PLACES = 9  # differences are ordered so, ties by the word


@dataclass(frozen=True, slots=True)
class WordDifference:
    """A word (lower-cased) over all texts: how many have it, and its mean difference in them.

    `weight` = mean times texts / all texts: what orders the words, so that one freak does not lead. `shares`: the mean
    share of each side in the texts that have the word, None where that side explained none of them. `example`: the
    text (its index) in which the sides differ most on it.
    """

    word: str
    texts: int
    mean: float
    weight: float
    shares: tuple[float | None, ...]
    example: int


def groups(sides: Sequence[Side]) -> tuple[tuple[int, ...], ...]:
    """Which sides are set beside each other: the models under one method; all sides where no method has two models."""
    by_method = {one.method: tuple(i for i, two in enumerate(sides) if two.method == one.method) for one in sides}
    several = tuple(found for found in by_method.values() if len(found) > 1)
    return several or (tuple(range(len(sides))),)


def shares(text: ComparedText, side: int) -> Floats | None:
    """(n_words,) scores / sum of |scores|; None where the side failed, or where all its scores are 0."""
    scores = text.scores[side]
    total = 0.0 if scores is None else float(np.abs(scores).sum())
    return np.array(scores) / total if total > 0 else None


def spread(text: ComparedText, sides: Sequence[Side]) -> Floats | None:
    """(n_words,) how far the shares lie apart: largest - smallest in each group, mean over the groups.

    None where no group has two sides with shares of this text.
    """
    found = [spread for group in groups(sides) if (spread := _apart([shares(text, i) for i in group])) is not None]
    return np.mean(found, axis=0) if found else None


def distance(text: ComparedText, sides: Sequence[Side]) -> float | None:
    """How far the sides lie apart on a whole text: half the sum of the spread.

    Of two sides it runs from 0, the same shares, to 1: no word in common, or all of them with the opposite sign.
    """
    found = spread(text, sides)
    return None if found is None else float(found.sum()) / 2


def word_differences(texts: Sequence[ComparedText], sides: Sequence[Side]) -> tuple[WordDifference, ...]:
    """All words that the sides differ on, the weightiest first; marks without a letter or digit are left out."""
    met: dict[str, list[tuple[int, list[float | None], float]]] = {}
    known = 0
    for one in texts:
        if distance(one, sides) is None:
            continue
        known += 1
        for word, held in _by_word(one, len(sides)).items():
            met.setdefault(word, []).append((one.index, held, _difference(held, sides)))
    found = [_summed(word, held, known) for word, held in met.items()]
    return tuple(
        sorted((one for one in found if one.weight > 0), key=lambda one: (-round(one.weight, _PLACES), one.word))
    )


def _by_word(text: ComparedText, sides: int) -> dict[str, list[float | None]]:
    """Each word's share by side, its places in the text summed."""
    columns = [shares(text, side) for side in range(sides)]
    found: dict[str, list[float | None]] = {}
    for place, unit in enumerate(text.words):
        word = unit.text.lower()
        if any(map(str.isalnum, word)):
            held = found.setdefault(word, [None if column is None else 0.0 for column in columns])
            for side, column in enumerate(columns):
                if column is not None:
                    held[side] = (held[side] or 0.0) + float(column[place])
    return found


def _difference(held: Sequence[float | None], sides: Sequence[Side]) -> float:
    rows = [None if share is None else np.array([share]) for share in held]
    found = [spread for group in groups(sides) if (spread := _apart([rows[i] for i in group])) is not None]
    return float(np.mean(found)) if found else 0.0


def _apart(rows: Sequence[Floats | None]) -> Floats | None:
    known = np.array([row for row in rows if row is not None])
    return np.asarray(known.max(axis=0) - known.min(axis=0)) if len(known) > 1 else None


def _summed(word: str, held: Sequence[tuple[int, list[float | None], float]], texts: int) -> WordDifference:
    total = sum(difference for _, _, difference in held)
    columns = zip(*(row for _, row, _ in held), strict=True)
    means = [[share for share in column if share is not None] for column in columns]
    return WordDifference(
        word=word,
        texts=len(held),
        mean=total / len(held),
        weight=total / texts,
        shares=tuple(float(np.mean(known)) if known else None for known in means),
        example=max(held, key=lambda one: (round(one[2], _PLACES), -one[0]))[0],
    )
