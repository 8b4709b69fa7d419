"""What a student kept of its teacher: frozen data, JSON both ways.

It stands below the views, which draw it, and below `reporting`, which fills it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from exegesis.core.statistics import Interval
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.result import Result


@dataclass(frozen=True, slots=True)
class MetricPair:
    """One measure of both models, in percent where it is a share; None where it is undefined (a correlation of answers
    that are all equal). `retained`: student / teacher, None below 0."""

    name: str
    teacher: float | None
    student: float | None

    DERIVED: ClassVar = ("retained",)

    @property
    def retained(self) -> float | None:
        """The share of the teacher's figure that the student has; None where the teacher's is not above 0."""
        return retained(self.student, self.teacher)


def retained(student: float | None, teacher: float | None) -> float | None:
    """student / teacher; None where the teacher's figure is not above 0, and where either is undefined."""
    return None if student is None or teacher is None or not teacher > 0 else student / teacher


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose answer has a probability in (low, high]: how many, their mean probability, the share right."""

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class BinnedCalibration:
    """Expected calibration error (Guo et al. 2017): the mean gap of confidence and accuracy, weighted by count."""

    ece: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class SetReport:
    """Both models on one data set. `agreement`: the share of equal answers, whatever is right; of numbers their
    correlation, None where one model's are all equal. `kl`: of the teacher's
    from the student's probabilities, in nats, mean over texts; None where their outputs cannot be compared.
    `unlabelled` rows count in all but the metrics and the calibration."""

    name: str
    rows: int
    unlabelled: int
    metrics: tuple[MetricPair, ...]
    agreement: float | None
    kl: Interval | None
    teacher_calibration: BinnedCalibration | None
    student_calibration: BinnedCalibration | None


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of forward passes alone, texts tokenised before: a text at batch 1, and a text in bulk (medians).

    The models take turns, another one first each time. Ratios are teacher / student: above 1 the student is faster.
    """

    texts: int
    rounds: int
    teacher_single: float
    student_single: float
    teacher_bulk: float
    student_bulk: float
    single_ratio: float
    bulk_ratio: float


@dataclass(frozen=True, slots=True)
class Noise:
    """How alike the teacher's own explanations are under two seeds: the figures of `Survival`, of one model.

    `drawn`: whether the method draws anything; where not, two seeds agree wholly and there are no figures."""

    drawn: bool
    texts: int
    signed: Interval | None = None
    absolute: Interval | None = None
    overlap: Interval | None = None


@dataclass(frozen=True, slots=True)
class Survival:
    """Whether a method's explanations survive: over texts, rank correlation (Spearman) of the models' scores for the
    same class on the same words, of the scores as they are (`signed`) and of their sizes (`absolute`), and how many of
    the top k are shared (`overlap`, Jaccard). `undefined`: texts whose scores are constant in one of the models.
    `noise`: the same of the teacher under two seeds; None where it was not measured."""

    method: str
    settings: Mapping[str, Any]
    texts: int
    undefined: int
    k: int
    signed: Interval | None
    absolute: Interval | None
    overlap: Interval | None
    failed: str | None = None
    noise: Noise | None = None


@dataclass(frozen=True, slots=True)
class ChangedText:
    """One text explained by both models; `signed`, `absolute` are None where a correlation is undefined."""

    source: str
    teacher: Explanation
    student: Explanation
    signed: float | None
    absolute: float | None
    overlap: float


@dataclass(frozen=True, kw_only=True)
class StudentReport(Result, noun="a report on a student"):
    """The whole report. `notes` say what was left out and why."""

    teacher: ModelFacts
    student: ModelFacts
    head: str
    sets: tuple[SetReport, ...]
    speed: Speed | None
    survival: tuple[Survival, ...] = ()
    changed: tuple[ChangedText, ...] = ()
    machine: str = ""
    date: str = ""
    seed: int = 0
    notes: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class GlueRow:
    """One task: each set's official metrics in percent, the task's one number, and the published pair of them."""

    task: str
    sets: tuple[str, ...]
    rows: tuple[int, ...]
    broken: int
    metrics: tuple[tuple[MetricPair, ...], ...]
    teacher: float | None
    student: float | None
    published_teacher: float
    published_student: float

    DERIVED: ClassVar = ("retained",)

    @property
    def retained(self) -> float | None:
        """student / teacher."""
        return retained(self.student, self.teacher)


@dataclass(frozen=True, kw_only=True)
class GlueReport(Result, noun="a report on GLUE", derived=("mean_teacher", "mean_student")):
    """The tasks whose data and models were there, and their means (macro average over tasks, as GLUE's)."""

    rows: tuple[GlueRow, ...]
    teachers: tuple[ModelFacts, ...]
    students: tuple[ModelFacts, ...]
    missing: tuple[str, ...]
    machine: str
    date: str

    @property
    def mean_teacher(self) -> float | None:
        """The macro average of the teacher."""
        return _mean([row.teacher for row in self.rows])

    @property
    def mean_student(self) -> float | None:
        """The macro average of the student."""
        return _mean([row.student for row in self.rows])


def _mean(figures: Sequence[float | None]) -> float | None:
    """None where there is none to average, or one is undefined: a mean of fewer tasks is no mean of them all."""
    known = [one for one in figures if one is not None]
    return float(np.mean(known)) if known and len(known) == len(figures) else None
