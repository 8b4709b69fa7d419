"""An audit report, as data: sections of findings, tables, charts and examples, and the figures that a gate compares.

A report is a document. What it says in words is part of what is signed, so words are part of the data, and the page,
the Markdown and the JSON cannot say different things.
"""

from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from exegesis.core.codec import ByFields, Limit, Note, OneOf
from exegesis.core.types import Count
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.result import DrawnResult, Result

CONCERN, REMARK, FINE = "concern", "remark", "fine"
LEVELS = (CONCERN, REMARK, FINE)
_Share = Annotated[float, Limit(at_least=0, at_most=1)]


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One sentence that a reviewer must not miss. `level`: "concern" where chance does not explain it."""

    level: Annotated[str, OneOf(*LEVELS)]
    text: str


@dataclass(frozen=True, slots=True)
class AuditFigure:
    """One number with its 95 % interval. `name` is the same in every report, so that two can be compared.

    `hits`: of a share how many of the `rows` it counts; None of what is no share.
    """

    name: str
    said: str
    value: float | None
    low: float | None
    high: float | None
    rows: Count
    hits: Count | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or a few."""

    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; the first of its `lines` is the heading."""

    caption: str
    lines: Annotated[tuple[tuple[str, ...], ...], Limit(items=1)]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChartCurve:
    """Points (x, y) that are joined in their order; with `low` and `high` of y where these are known."""

    name: str
    points: tuple[tuple[float, float], ...]
    bounds: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class AuditChart:
    """Lines over x and y from 0 to 1; `diagonal`: where both would be equal."""

    title: str
    across: str
    upward: str
    series: tuple[ChartCurve, ...]
    diagonal: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LocalExample:
    """One text with its explanation; `sentences` say what was tried of it on the model."""

    heading: str
    explanation: Explanation
    sentences: tuple[str, ...] = ()


AuditBlock: TypeAlias = Paragraph | Sheet | AuditChart | LocalExample


@dataclass(frozen=True)
class AuditSection:
    """One section. `missing`: why it could not be made, in one line; empty where it was.

    `repeat`: the command lines that give its numbers again.
    """

    name: str
    title: str
    question: str
    findings: tuple[AuditFinding, ...] = ()
    blocks: tuple[Annotated[AuditBlock, ByFields()], ...] = ()
    figures: tuple[AuditFigure, ...] = ()
    repeat: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class AuditData:
    """The file that was asked about: its name, digest and rows. `left_out`: bad rows, at the caller's wish."""

    name: str
    sha256: str
    rows: Count
    labelled: Count
    left_out: Count
    text_column: str
    label_column: str | None


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What the model answered to a row, counted from 1 in its file, and how sure it was."""

    row: Count
    truth: str | None
    answer: str
    confidence: _Share


@dataclass(frozen=True, slots=True)
class RowScores:
    """The scores of a row that was explained, unit by unit: what a later report is compared with."""

    row: Count
    target: str
    method: str
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was taken out of every text: which kinds, and how many places of each."""

    kinds: tuple[str, ...]
    places: Annotated[dict[str, Count], Note("How many places of each kind were found in all texts that were read.")]


@dataclass(frozen=True, slots=True)
class Framework:
    """A line of the map: what reviewers under a rule ask, and which sections speak of it."""

    rule: str
    asks: str
    sections: tuple[str, ...]
    gap: Annotated[str, Note("What of it this report does not show.")]


@dataclass(frozen=True, kw_only=True, eq=False)
class AuditReport(DrawnResult, noun="an audit report", drawn="audit report"):
    """The whole report. `answers` and `explained` are what a later report is compared with, row by row."""

    model: ModelFacts
    labels: tuple[str, ...]
    data: AuditData
    sections: tuple[AuditSection, ...]
    frameworks: tuple[Framework, ...]
    not_shown: Annotated[tuple[str, ...], Note("What a reader must not take the report for.")]
    answers: tuple[RowAnswer, ...]
    explained: tuple[RowScores, ...] = ()
    redacted: Redacted | None = None
    seed: int = 0
    date: str = ""
    machine: str = ""

    @property
    def findings(self) -> tuple[tuple[AuditSection, AuditFinding], ...]:
        """All findings with their sections, concerns first, in the order of the sections."""
        every = [(section, one) for section in self.sections for one in section.findings]
        return tuple(sorted(every, key=lambda pair: LEVELS.index(pair[1].level)))

    @property
    def figures(self) -> dict[str, AuditFigure]:
        """All figures by name."""
        return {one.name: one for section in self.sections for one in section.figures}

    def section(self, name: str) -> AuditSection | None:
        """The section of that name, if the report has it."""
        return next((one for one in self.sections if one.name == name), None)

    def __repr__(self) -> str:
        made = sum(not one.missing for one in self.sections)
        return f"AuditReport({self.model.name} on {self.data.name}: {made} of {len(self.sections)} sections)"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that two reports are compared by: its change and the 95 % interval of that, beside the bound.

    `moved`: the change is beyond the bound, and chance does not explain it. `of`: rows, texts or whatever was counted.
    """

    name: str
    said: str
    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None
    bound: float | None
    of: Count
    moved: bool
    note: str = ""

    @property
    def is_beyond(self) -> bool:
        """Whether the change is beyond its bound, be it by chance."""
        if self.change is None or self.bound is None:
            return False
        return self.change < self.bound if self.name == "explanations" else abs(self.change) > self.bound


@dataclass(frozen=True, kw_only=True)
class AuditComparison(Result, noun="a comparison of audit reports", derived=("moved",)):
    """What moved between two reports. `paired`: both speak of the same rows, so that chance is that of pairs."""

    before: str
    after: str
    paired: bool
    moves: tuple[Move, ...]
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def moved(self) -> bool:
        """Whether anything moved beyond its bound."""
        return any(one.moved for one in self.moves)
