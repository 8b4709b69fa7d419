"""When a model succeeds and when it fails, as data."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from exegesis.core.calibration import Calibration
from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.proportions import wilson
from exegesis.core.statistics import Interval
from exegesis.core.types import Count, Floats
from exegesis.data import renderers
from exegesis.data.records import Cost, Fingerprint
from exegesis.data.result import DrawnResult

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_P = Annotated[float, Limit(at_least=0, at_most=1)]
FAILS, SUCCEEDS = "fails", "succeeds"
_Bits = Annotated[str, Note("Which rows it holds: a bit for each, the first the highest of the first byte; base64.")]


@dataclass(frozen=True)
class Counted:
    """Some rows, and how many of them are marked: answered wrong, or, of two models, told apart by them."""

    rows: Count
    marked: Count

    @property
    def share(self) -> Interval:
        """The share of marked ones with its 95 % interval (Wilson 1927)."""
        return Interval(self.marked / self.rows if self.rows else 0.0, *wilson(self.marked, self.rows))


@dataclass(frozen=True)
class RowSlice:
    """A slice that was named beforehand. `confidence`: the mean probability of its answers.

    `p`: two-sided, of its errors against those of all other rows (Fisher's exact test); `q`: corrected for all slices
    that were tested (Benjamini and Yekutieli 2001). Those of too few rows (`is_small`), and of all rows, are not.
    """

    kind: str
    name: str
    errors: Counted
    confidence: float | None
    p: _P | None
    q: _P | None
    is_small: bool
    bits: _Bits

    @property
    def accuracy(self) -> Interval:
        """The share of right answers with its 95 % interval."""
        return _turned(self.errors.share)


@dataclass(frozen=True)
class FoundSlice:
    """A slice that a search found on one half of the rows, and what the other half, which it did not see, says of it.

    `searched`, `held`, `elsewhere`: of the first half, of the second, and of the second outside of it. `p`: one-sided,
    on rows of the second half that no slice before it holds (hypergeometric); `q`: corrected for all slices that were
    tried so. `holds`: whether q is at most the level.
    """

    direction: Annotated[str, OneOf(FAILS, SUCCEEDS)]
    terms: Annotated[tuple[str, ...], Limit(items=1)]
    searched: Counted
    held: Counted
    elsewhere: Counted
    p: _P
    q: _P
    holds: bool
    bits: _Bits

    @property
    def name(self) -> str:
        """All terms."""
        return " AND ".join(self.terms)


@dataclass(frozen=True)
class Searched:
    """What was searched: rows of either half, terms, and the slices in the order in which they were found."""

    rows: Count
    held: Count
    terms: Count
    level: float
    slices: tuple[FoundSlice, ...]


@dataclass(frozen=True)
class DrivingWord:
    """A word (of a table a column) that speaks for wrong answers otherwise than for right ones.

    `wrong`, `right`: the mean of its signed score towards the answer over the explained texts that were answered so, 0
    where it is absent; `in_wrong`, `in_right`: how many of them have it. `difference`: wrong less right, with its 95 %
    interval (Welch 1947); `q`: its p corrected for all words that were tried.
    """

    word: str
    in_wrong: Count
    in_right: Count
    wrong: float
    right: float
    difference: Interval
    p: _P
    q: _P


@dataclass(frozen=True)
class DrivingWords:
    """Words of wrong answers against those of right ones, from explanations.

    `words`: those that were tried, the surest difference first: of `known` words in `fewest` texts or more the ones of
    the largest scores, right and wrong answers alike. `noun`: what they are.
    """

    noun: Annotated[str, OneOf("word", "column")]
    method: str
    output: str
    wrong: Count
    right: Count
    fewest: Count
    known: Count
    words: tuple[DrivingWord, ...]


@dataclass(frozen=True)
class Rival:
    """A second model on the same rows. `p`: that both are right as often, by the rows that tell them apart (McNemar's
    exact test). `lost`: where it is right and the first model wrong; `won`: the other way round."""

    model: str
    accuracy: Interval
    both_right: Count
    only_first: Count
    only_second: Count
    both_wrong: Count
    p: _P
    lost: Searched
    won: Searched


@dataclass(frozen=True, eq=False)
class KeptRows:
    """The rows, column by column. `labels`, `answers`: places of classes."""

    texts: tuple[str, ...]
    labels: tuple[Count, ...]
    answers: tuple[Count, ...]
    confidence: Floats
    other: Annotated[tuple[Count, ...], Note("Answers of the second model; none where there is no such.")] = ()

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class SliceReport(DrawnResult, noun="a slice report", drawn="slices", derived=("accuracy",)):
    """When a classifier succeeds and when it fails, on rows whose truths are known.

    `confusion`: rows by true class (line) and answer. `slices`: named beforehand; `search`: found by themselves, None
    where there was nothing to search; `words`: None where nothing was explained. `rows`: None where they were not kept.
    """

    classes: tuple[str, ...]
    errors: Counted
    confidence: float
    calibration: Calibration
    confusion: tuple[tuple[Count, ...], ...]
    slices: tuple[RowSlice, ...]
    search: Searched | None
    words: DrivingWords | None
    rival: Rival | None
    rows: KeptRows | None
    fewest: Count
    seed: int
    fingerprint: Fingerprint | None
    cost: Cost
    notes: tuple[str, ...] = ()

    @property
    def accuracy(self) -> Interval:
        """The share of right answers with its 95 % interval (Wilson 1927)."""
        return _turned(self.errors.share)

    @property
    def found(self) -> tuple[FoundSlice, ...]:
        """The slices found by themselves that hold on the half that the search did not see."""
        return tuple(one for one in (self.search.slices if self.search else ()) if one.holds)

    def __getitem__(self, name: str) -> RowSlice:
        return next(one for one in self.slices if one.name == name)

    def __repr__(self) -> str:
        share = f"{100 * self.accuracy.mean:.1f}% of {self.errors.rows:,} right"
        return f"SliceReport({share}; {len(self.slices)} slices named, {len(self.found)} found)"

    def plot(self, path: str | Path | None = None) -> "Figure":
        """A matplotlib figure: calibration, and the accuracy of the slices.

        Drawn to the file `path` (.png, .svg, .pdf) too where one is given.
        """
        figure: Figure = renderers.figure("slices plot", (self,), path)
        return figure

    def to_parquet(self, path: str | Path) -> None:
        """A row for each row: text, truth, answer, confidence, and the slices that hold it.

        Raises `InputError` where rows were not kept, `UnsupportedError` without pyarrow.
        """
        renderers.renderer("slices parquet")(self, path)


def _turned(share: Interval) -> Interval:
    return Interval(1 - share.mean, 1 - share.high, 1 - share.low)
