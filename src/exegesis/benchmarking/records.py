"""The rows of a benchmark of explainers: what was asked for, and what was found of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from exegesis.core.statistics import Interval
from exegesis.data.records import Fingerprint


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model that was explained."""

    name: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class SetRow:
    """A data set: how many texts were asked for, their words (least, median, most), and a digest of them all."""

    name: str
    texts: int
    words: tuple[int, int, int]
    digest: str


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A method with its settings; `label` names it in the tables. `is_control`: a yardstick, no explanation."""

    label: str
    method: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    is_control: bool = False


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure with its settings. `direction`: which values are better, "higher" or "lower". `asks_model`: whether it
    removes units and asks the model what that does, so that its verdict is the model's. `limit`: of each set only the
    first so many texts have it, for measures that are costly."""

    name: str
    summary: str
    unit: str
    direction: str
    asks_model: bool
    is_costly: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """A measure of a method on a set. `n` texts have a value; `undefined` counts the others by what they said. `mean`:
    None where no text has a value; its interval is the bootstrap's over texts."""

    model: str
    set: str
    measure: str
    method: str
    n: int
    undefined: Mapping[str, int]
    mean: Interval | None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a method took for one text, in the mean; seconds in the median too, which a busy machine moves less."""

    model: str
    set: str
    method: str
    texts: int
    failed: int
    forward_passes: float
    backward_passes: float
    seconds: float
    median_seconds: float


@dataclass(frozen=True, slots=True)
class MethodContrast:
    """Two methods on the texts where both have a value: the mean of method - other, text by text, its bootstrap
    interval, and the p of the sign-flip test, alone and corrected (Holm) for all pairs of methods in the table."""

    model: str
    set: str
    measure: str
    method: str
    other: str
    n: int
    difference: Interval
    p: float
    corrected: float


@dataclass(frozen=True, slots=True)
class FailedText:
    """A text that a method could not explain, or whose explanation could not be measured, and why."""

    model: str
    set: str
    text: str
    method: str
    error: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A method among the others: the mean of its places (1 is best) over the measures that ask the model, and over how
    many of them it is better than chance beyond chance (`beats`), or worse (`loses`)."""

    method: str
    place: float | None
    beats: int
    loses: int
    measures: int
