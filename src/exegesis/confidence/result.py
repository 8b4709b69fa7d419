"""A fitted confidence, and the answers that it lets through, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from exegesis.confidence.combining import SignalCombination
from exegesis.confidence.curves import AreaBounds, AreaGap
from exegesis.confidence.shift import ShiftTest
from exegesis.confidence.thresholds import PRECISION, WRONG
from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.types import Count, Floats
from exegesis.data.records import Fingerprint
from exegesis.data.result import DrawnResult, Result

_Share = Annotated[float, Limit(at_least=0, at_most=1)]
COMBINATION = "combination"


@dataclass(frozen=True)
class RiskCurve:
    """The share of wrong answers among those given (`risk`) as more are given (`coverage`), by one order of them."""

    name: Annotated[str, Note('"combination", or the signal that the answers are ranked by.')]
    coverage: tuple[_Share, ...]
    risk: tuple[_Share, ...]
    area: AreaBounds


@dataclass(frozen=True)
class Guarantee:
    """From which confidence on answers are given, and what holds of it.

    `kind`: "precision", that of the answers given, with chance 1 - `delta`; "wrong", the share of wrong answers given
    among all rows, in the mean. `wished`: the precision, or the share. `threshold` None: none does it, and `why` says
    what is missing. `given` and `missed`: answers and wrong ones above it among the `rows` it was set on.
    """

    kind: Annotated[str, OneOf(PRECISION, WRONG)]
    wished: _Share
    delta: Annotated[_Share | None, Note('Of "precision": the chance that it does not hold.')]
    threshold: _Share | None
    given: Count
    missed: Count
    rows: Count
    why: str

    @property
    def coverage(self) -> float:
        """The share of rows that are answered; 0 where no threshold does it."""
        return self.given / self.rows if self.threshold is not None and self.rows else 0.0


@dataclass(frozen=True, eq=False)
class ReferenceSample:
    """A number of the rows that were judged, rising; new rows are compared with it."""

    name: str
    values: Floats


@dataclass(frozen=True)
class SignalAsking:
    """How signals are asked for: the methods with their settings, as they are given, the first naming the words that
    are removed; `f1`: the token F1 from which on an answer counts as right, None where it must be the truth."""

    methods: tuple[str, ...]
    unit: str
    seed: int
    f1: _Share | None


@dataclass(frozen=True, eq=False)
class ConfidenceFit(DrawnResult, noun="a fitted confidence", drawn="confidence"):
    """When a model's answers can be trusted: fitted on one half of labelled rows, judged on the other.

    `curves`: of the combination, of the probability alone where it is one of the signals, and of each other signal;
    `against_probability`: the combination's area less the probability's (None where it is no signal, or the only one).
    `oracle` and `chance`: areas of the best order and of none. `asking`, `fingerprint` and `vocabulary` are empty where
    the signals were given and no model was asked.
    """

    task: Annotated[str, OneOf("class", "question", "")]
    combination: SignalCombination
    curves: Annotated[tuple[RiskCurve, ...], Limit(items=1)]
    against_probability: AreaGap | None
    oracle: _Share
    chance: _Share
    guarantee: Guarantee
    fitted: Annotated[Count, Note("Rows that the combination was fitted on.")]
    judged: Annotated[Count, Note("Rows that curves, areas and threshold are of.")]
    failed: Annotated[Count, Note("Rows that could not be asked.")]
    reference: tuple[ReferenceSample, ...]
    vocabulary: Annotated[tuple[str, ...], Note("Words of two rows at least of those fitted on, folded.")]
    asking: SignalAsking | None
    seed: int
    fingerprint: Fingerprint | None

    @property
    def best_known(self) -> RiskCurve:
        """The combination's curve."""
        return self.curves[0]

    def curve(self, name: str) -> RiskCurve | None:
        """The curve of that name, None where there is none."""
        return next((one for one in self.curves if one.name == name), None)

    def samples(self) -> Mapping[str, Floats]:
        """What new rows are compared with, by name."""
        return {one.name: np.asarray(one.values) for one in self.reference}

    def __repr__(self) -> str:
        threshold = self.guarantee.threshold
        said = "no threshold" if threshold is None else f"threshold {threshold:.3f}"
        return f"ConfidenceFit({', '.join(self.combination.names)}: area {self.best_known.area.area:.4f}, {said})"


@dataclass(frozen=True)
class RowDecision:
    """One row: the answer, how sure it is, and whether it is given. `error`: why there is none.

    `right`: None where the truth is not known.
    """

    id: str | None
    answer: str | None
    confidence: _Share | None
    is_given: bool
    right: bool | None
    signals: Annotated[tuple[float, ...], Note("In the order of `signals`; none where there is an error.")] = ()
    error: str | None = None


@dataclass(frozen=True, eq=False)
class Selection(Result, noun="a selection of answers"):
    """Rows with their answers: given where the confidence is above the threshold, else abstained from.

    `shift`: the tests of whether these rows are like those of the fit; none where there are too few to tell.
    `anany_model`: the fit's model, where it is not the one asked.
    """

    rows: tuple[RowDecision, ...]
    signals: tuple[str, ...]
    guarantee: Guarantee
    shift: tuple[ShiftTest, ...]
    fingerprint: Fingerprint | None
    anany_model: Annotated[str | None, Note("What the fit is of, where it is of another model.")] = None

    @property
    def given(self) -> tuple[RowDecision, ...]:
        """The rows that are answered."""
        return tuple(row for row in self.rows if row.is_given)

    @property
    def moved(self) -> tuple[ShiftTest, ...]:
        """What differs from the fit, the largest distance first."""
        return tuple(sorted((one for one in self.shift if one.moved), key=lambda one: -one.distance))

    def table(self) -> list[dict[str, object]]:
        """One line a row, as a table of them is written."""
        return [
            {
                "id": row.id,
                "answer": row.answer,
                "confidence": row.confidence,
                "answered": row.is_given,
                "right": row.right,
                "error": row.error,
            }
            for row in self.rows
        ]

    @property
    def known(self) -> tuple[int, int]:
        """(right, all) of the answers given whose truth is known."""
        found = [row.right for row in self.given if row.right is not None]
        return sum(found), len(found)

    def __repr__(self) -> str:
        return f"Selection({len(self.given)} of {len(self.rows)} answered)"
