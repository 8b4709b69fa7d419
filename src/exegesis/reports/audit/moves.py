"""What moved between two reports, and whether chance explains it: the arithmetic of the gate.

Where both reports speak of the same rows, these are compared row by row, and chance is that of pairs: two models that
are right on the same rows differ by nothing, whatever the interval of either. Otherwise shares are compared as those of
two samples.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.proportions import binomial_p, drawn_p, wilson
from exegesis.core.ranking import rounded
from exegesis.core.statistics import bootstrapped, holm, spearman
from exegesis.reports.audit.figures import FEWEST, difference
from exegesis.reports.audit.result import AuditComparison, AuditFigure, AuditReport, Move, RowAnswer

_LEVEL = 0.05
_LOOKING_BACK = "drift"  # the section that is made of a comparison, of which nothing is compared
FOUND = "found slice."  # what begins the names of figures of slices that a search found to fail
_LISTED = ("slice.", "fairness.")  # figures of many, which are tested together


@dataclass(frozen=True)
class Bounds:
    """How far things may move: shares, but for `explanations`, the least mean rank correlation of scores."""

    accuracy: float = 0.02
    answers: float = 0.05
    calibration: float = 0.03
    explanations: float = 0.8
    slices: float = 0.05
    groups: float = 0.05

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise InputError(f"the bound of {one.name} is between 0 and 1, not {value!r}.")


def moves_between(before: AuditReport, after: AuditReport, bounds: Bounds = Bounds()) -> AuditComparison:
    """Everything that both reports measured, with its change beside its bound.

    Raises `InputError` for models of other classes, whose answers cannot be compared.
    """
    if set(before.labels) != set(after.labels):
        raise InputError(
            f"the reports are of models with other classes: {', '.join(before.labels)}; and {', '.join(after.labels)}."
        )
    pairs = _pairs(before, after)
    found = [*_accuracies(before, after, pairs, bounds), *_answers(pairs, bounds), *_gap(before, after, pairs, bounds)]
    found += [*_explanations(before, after, bool(pairs), bounds), *_figures(before, after, bounds)]
    return AuditComparison(
        before=f"{before.model.name} on {before.data.name}, {before.date}",
        after=f"{after.model.name} on {after.data.name}, {after.date}",
        paired=bool(pairs),
        moves=(*found, *_lost(before, after)),
        notes=tuple(_notes(before, after, pairs)),
    )


Pairs = list[tuple[RowAnswer, RowAnswer]]


def _pairs(before: AuditReport, after: AuditReport) -> Pairs:
    """The answers to the same rows; none where the files are not the same."""
    one, other = before.data, after.data
    if (one.sha256, one.text_column, one.label_column) != (other.sha256, other.text_column, other.label_column):
        return []
    known = {row.row: row for row in before.answers}
    return [(known[row.row], row) for row in after.answers if row.row in known]


# -- accuracy, whole and by class -------------------------------------------------------------------------------------


def _accuracies(before: AuditReport, after: AuditReport, pairs: Pairs, bounds: Bounds) -> list[Move]:
    truths = {row.truth for report in (before, after) for row in report.answers if row.truth is not None}
    kept = {"accuracy": ("accuracy", truths)}
    kept |= {f"recall.{truth}": (f"right of true {truth}", {truth}) for truth in sorted(truths)}
    found = []
    for name, (said, counted) in kept.items():
        if pairs:
            some = [(one, other) for one, other in pairs if other.truth in counted]
            found.append(_paired_share(name, said, some, bounds.accuracy))
        else:
            was, now = ([_right(row) for row in one.answers if row.truth in counted] for one in (before, after))
            found.append(_share(name, said, (sum(was), len(was)), (sum(now), len(now)), bounds.accuracy))
    known = [one for one in found if one is not None]
    return [*(move for move, _ in known[:1]), *_corrected(known[1:])] if known else []


_Tried = tuple[Move, float]  # a move as if it were the only one tested, and its p


def _right(row: RowAnswer) -> bool:
    return row.answer == row.truth


def _paired_share(name: str, said: str, pairs: Pairs, bound: float) -> _Tried | None:
    """A share of the same rows twice; McNemar's exact test of those that differ."""
    if not pairs:
        return None
    was, is_ = (np.array([_right(row) for row in side], dtype=np.float64) for side in zip(*pairs, strict=True))
    lost, won = int(((was - is_) > 0).sum()), int(((is_ - was) > 0).sum())
    mean = bootstrapped(is_ - was, 0, f"move {name}")
    assert mean is not None  # there are pairs
    p = binomial_p(lost, lost + won, 0.5)
    note = f"{lost:,} rows right before are wrong now, {won:,} the other way"
    return _move(
        name, said, float(was.mean()), float(is_.mean()), (mean.mean, mean.low, mean.high), bound, len(pairs), p, note
    )


def _share(name: str, said: str, one: tuple[int, int], other: tuple[int, int], bound: float) -> _Tried | None:
    """Shares (hits, rows) of two samples; Fisher's exact test."""
    (was, rows), (now, others) = one, other
    if not rows or not others:
        return None
    p = drawn_p(now, others, now + was, others + rows)
    change = difference(now, others, was, rows)
    return _move(name, said, was / rows, now / others, change, bound, min(rows, others), p)


def _move(
    name: str, said: str, before: float, after: float, change: tuple[float, float, float], bound: float, of: int,
    p: float, note: str = "",
) -> _Tried:  # fmt: skip
    moved = abs(change[0]) > bound and p < _LEVEL
    return Move(name, said, before, after, *change, bound, of, moved, note), p


def _corrected(tried: Sequence[_Tried]) -> list[Move]:
    """The moves of several tests at once: one has moved only where Holm's correction leaves it so."""
    ps = holm([p for _, p in tried]) if tried else ()
    return [_replaced(move, bool(move.moved and p < _LEVEL)) for (move, _), p in zip(tried, ps, strict=True)]


def _replaced(move: Move, moved: bool) -> Move:
    return Move(**{**{one.name: getattr(move, one.name) for one in fields(Move)}, "moved": moved})


# -- answers, confidence, explanations --------------------------------------------------------------------------------


def _answers(pairs: Pairs, bounds: Bounds) -> Iterable[Move]:
    """The share of the same rows that are answered otherwise: moved where even the lower end lies above the bound."""
    if pairs:
        changed = sum(one.answer != other.answer for one, other in pairs)
        low, high = wilson(changed, len(pairs))
        share = changed / len(pairs)
        said = "rows that are answered otherwise"
        yield Move("answers", said, None, None, share, low, high, bounds.answers, len(pairs), low > bounds.answers)


def _gap(before: AuditReport, after: AuditReport, pairs: Pairs, bounds: Bounds) -> Iterable[Move]:
    """Mean confidence less accuracy."""
    said = "mean confidence less accuracy"
    if pairs:
        some = [(one, other) for one, other in pairs if other.truth is not None]
        was, is_ = (_gaps(side) for side in zip(*some, strict=True)) if some else (np.empty(0), np.empty(0))
        mean = bootstrapped(is_ - was, 0, "move gap")
        change = None if mean is None else (mean.mean, mean.low, mean.high)
    else:
        was, is_ = (_gaps([row for row in report.answers if row.truth is not None]) for report in (before, after))
        change = _apart(was, is_)
    if change is not None:
        moved = abs(change[0]) > bounds.calibration and not change[1] <= 0 <= change[2]
        yield Move(
            "calibration gap", said, float(was.mean()), float(is_.mean()), *change, bounds.calibration, len(is_), moved
        )


def _gaps(rows: Sequence[RowAnswer]) -> NDArray[np.float64]:
    return np.array([row.confidence - _right(row) for row in rows], dtype=np.float64)


def _apart(was: NDArray[np.float64], now: NDArray[np.float64]) -> tuple[float, float, float] | None:
    """The difference of two samples' means; its interval puts together theirs (MOVER)."""
    one, other = bootstrapped(was, 0, "move gap before"), bootstrapped(now, 0, "move gap after")
    if one is None or other is None:
        return None
    change = other.mean - one.mean
    below = float(np.hypot(other.mean - other.low, one.high - one.mean))
    return change, change - below, change + float(np.hypot(other.high - other.mean, one.mean - one.low))


def _explanations(before: AuditReport, after: AuditReport, paired: bool, bounds: Bounds) -> Iterable[Move]:
    """Rank correlation of the scores of the same rows, by the same method, for the same answer."""
    if not paired:
        return
    known = {(one.row, one.method, one.target): one.scores for one in before.explained}
    alike = []
    for one in after.explained:
        scores = known.get((one.row, one.method, one.target))
        if scores is not None and len(scores) == len(one.scores):
            value = spearman(rounded(np.array(scores)), rounded(np.array(one.scores)))
            alike += [] if value is None else [value]
    mean = bootstrapped(alike, 0, "move explanations")
    if mean is not None:
        said, bound = "rank correlation of the explanations", bounds.explanations
        yield Move(
            "explanations", said, None, None, mean.mean, mean.low, mean.high, bound, len(alike), mean.high < bound
        )


# -- slices and groups ------------------------------------------------------------------------------------------------


def _figures(before: AuditReport, after: AuditReport, bounds: Bounds) -> list[Move]:
    found = []
    for prefix, bound in zip(_LISTED, (bounds.slices, bounds.groups), strict=True):
        one, other = (_shares(report, prefix) for report in (before, after))
        tried = [
            _share(name, now.said, (one[name].hits or 0, one[name].rows), (now.hits or 0, now.rows), bound)
            for name, now in other.items()
            if name in one and min(one[name].rows, now.rows) >= FEWEST
        ]
        found += _corrected([move for move in tried if move is not None])
    return found


def _shares(report: AuditReport, prefix: str) -> dict[str, AuditFigure]:
    return {name: one for name, one in report.figures.items() if name.startswith(prefix) and one.hits is not None}


def _lost(before: AuditReport, after: AuditReport) -> list[Move]:
    """Sections that the earlier report has and the later one could not make: nobody can say that these did not move."""
    found = []
    for section in after.sections:
        earlier = before.section(section.name)
        if section.missing and section.name != _LOOKING_BACK and earlier is not None and not earlier.missing:
            said = f"the section “{section.title}” is missing now"
            found.append(Move(section.name, said, None, None, None, None, None, None, 0, True, section.missing))
    return found


def _notes(before: AuditReport, after: AuditReport, pairs: Pairs) -> Iterable[str]:
    if not pairs:
        yield "The rows are not the same, so explanations and single answers are not compared, and chance is larger."
    elif len(pairs) < len(after.answers):
        yield f"{len(pairs):,} of {len(after.answers):,} rows stand in both reports, and are compared."
    if pairs and not {one.row for one in before.explained} & {one.row for one in after.explained}:
        yield "No row is explained in both reports, so explanations are not compared."
    alone = [name for name in after.figures if name.startswith(FOUND) and name not in before.figures]
    if alone and before.section("slices") is not None:
        said = ", ".join(f"“{name.removeprefix(FOUND)}”" for name in alone)
        yield f"Found to fail in the later report alone: {said}."
    if before.seed != after.seed:
        yield f"The seeds differ ({before.seed}, {after.seed}), so other rows may have been explained."
    named = {one.name for one in before.sections} ^ {one.name for one in after.sections}
    named.discard(_LOOKING_BACK)
    if named:
        yield f"In one report alone: {', '.join(sorted(named))}."
    if before.model.fingerprint.weights == after.model.fingerprint.weights and before.model.fingerprint.weights:
        yield "Both reports are of the same weights."
