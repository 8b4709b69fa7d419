"""What may be said of an explanation, each thing after a trial. Pure arithmetic: it asks for masks and is told numbers.

A claim is chosen by the scores and made by the trial: where the model does otherwise than the scores say, that is said.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from exegesis.core.types import Floats, Masks
from exegesis.data.records import PairScore

MOST = 5  # units in one claim
_LEAST = 0.1  # of the largest |score|: what is smaller does not speak against anything worth a sentence


@dataclass(frozen=True)
class Told:
    """The reply to masks (B, n): the explained number of each, and the label that is answered, None of no labels."""

    values: Floats  # (B,)
    answers: Sequence[str | None]


@dataclass(frozen=True)
class MaskTrial:
    """The model asked with some units absent. `value`: the explained number; `answer`: the label, None of no labels."""

    absent: tuple[int, ...]
    value: float
    answer: str | None


@dataclass(frozen=True)
class UnitClaim:
    """What can be said of some units, with the trials that it rests on.

    `kind`: "answer", what the model says of the whole; "without", what becomes of it when the units are taken away;
    "alone", when all others are; "against", of a unit that speaks against the target; "together", of two units.
    `holds`: whether the trial came out as the scores say: the answer turns without the units, they suffice alone, the
    target gains without what speaks against it, two together do what neither does.
    """

    kind: str
    units: tuple[int, ...]
    trials: tuple[MaskTrial, ...]
    holds: bool


Steps: TypeAlias = Generator[Masks, Told, tuple[UnitClaim, ...]]


def claims(scores: Floats, pairs: Sequence[PairScore]) -> Steps:
    """Two to five claims about these scores (n,), and about the strongest of these pairs."""
    n = len(scores)
    order = np.argsort(-scores, kind="stable")
    towards = [int(index) for index in order if scores[index] > 0][:MOST]
    (whole,) = yield from _trials([()], n)
    made = [UnitClaim("answer", (), (whole,), True)]
    if towards:
        made.append((yield from _without(towards, whole, n)))
    if towards and n > 1:
        made.append((yield from _alone(towards[: n - 1], whole, n)))
    if pairs:
        made.append((yield from _together(max(pairs, key=lambda pair: abs(pair.score)), whole, n)))
    worst = int(scores.argmin())
    if scores[worst] < -_LEAST * np.abs(scores).max():
        (gone,) = yield from _trials([(worst,)], n)
        made.append(UnitClaim("against", (worst,), (whole, gone), gone.value > whole.value))
    return tuple(made)


def _without(towards: list[int], whole: MaskTrial, n: int) -> Generator[Masks, Told, UnitClaim]:
    """The fewest of the strongest units without which the answer is another; of numbers the strongest unit."""
    singles = yield from _trials([(index,) for index in towards], n)
    turned = [trial for trial in singles if trial.answer != whole.answer]
    if whole.answer is None or turned:
        chosen = turned[0] if turned else singles[0]
        return UnitClaim("without", chosen.absent, (whole, chosen), chosen.value < whole.value)
    growing = yield from _trials([tuple(sorted(towards[:count])) for count in range(2, len(towards) + 1)], n)
    for trial in growing:
        if trial.answer != whole.answer:
            return UnitClaim("without", trial.absent, (whole, trial), True)
    last = growing[-1] if growing else singles[0]
    return UnitClaim("without", last.absent, (whole, last), False)


def _alone(towards: list[int], whole: MaskTrial, n: int) -> Generator[Masks, Told, UnitClaim]:
    """The fewest of the strongest units that keep the answer without all others; of numbers the strongest ones."""
    tried = yield from _trials([_others(towards[:count], n) for count in range(1, len(towards) + 1)], n)
    for count, trial in enumerate(tried, 1):
        if whole.answer is not None and trial.answer == whole.answer:
            return UnitClaim("alone", tuple(sorted(towards[:count])), (whole, trial), True)
    units = tuple(sorted(towards))
    return UnitClaim("alone", units, (whole, tried[-1]), whole.answer is None and tried[-1].value >= whole.value)


def _together(pair: PairScore, whole: MaskTrial, n: int) -> Generator[Masks, Told, UnitClaim]:
    """Whether two units do together what neither does: each taken away, and both."""
    units = (pair.first, pair.second)
    first, second, both = yield from _trials([(pair.first,), (pair.second,), units], n)
    only_together = whole.value - first.value - second.value + both.value
    return UnitClaim("together", units, (whole, first, second, both), only_together * pair.score > 0)


def _others(kept: Sequence[int], n: int) -> tuple[int, ...]:
    return tuple(index for index in range(n) if index not in set(kept))


def _trials(absent: Sequence[tuple[int, ...]], n: int) -> Generator[Masks, Told, list[MaskTrial]]:
    """The model asked with each of these sets of units absent."""
    masks = np.ones((len(absent), n), dtype=np.bool_)
    for row, units in zip(masks, absent, strict=True):
        row[list(units)] = False
    if not len(masks):
        return []
    told = yield masks
    return [
        MaskTrial(units, float(value), answer)
        for units, value, answer in zip(absent, told.values, told.answers, strict=True)
    ]
