"""What came of a suite of tests, as data."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.proportions import wilson
from exegesis.core.types import Count
from exegesis.data.records import Fingerprint
from exegesis.data.result import DrawnResult

_Share = Annotated[float, Limit(at_least=0, at_most=1)]


@dataclass(frozen=True)
class FailedCase:
    """A case that is not as expected: its texts with what was answered, and that answer's probability."""

    texts: tuple[str, ...]
    answers: tuple[str, ...]
    probabilities: tuple[_Share, ...]


@dataclass(frozen=True)
class TestFigures:
    """One test: its cases, how many failed, and some that did."""

    __test__: ClassVar[bool] = False

    name: str
    kind: Annotated[str, OneOf("MFT", "INV", "DIR")]
    capability: str
    expect: Annotated[str, Note("What was expected; of several labels all of them.")]
    cases: Count
    failed: Count
    left_out: Annotated[Count, Note("Cases that could not fail, or that this model cannot pass.")]
    why_left_out: str
    examples: Annotated[tuple[FailedCase, ...], Note("Failed cases, the first of them.")]

    DERIVED: ClassVar[tuple[str, ...]] = ("rate", "low", "high")

    @property
    def rate(self) -> float | None:
        """Failed cases as a share; None without a case."""
        return self.failed / self.cases if self.cases else None

    @property
    def low(self) -> float | None:
        """The lower end of its 95 % interval (Wilson)."""
        return wilson(self.failed, self.cases)[0] if self.cases else None

    @property
    def high(self) -> float | None:
        """The upper end."""
        return wilson(self.failed, self.cases)[1] if self.cases else None


@dataclass(frozen=True, eq=False)
class CheckList(DrawnResult, noun="a checklist", drawn="checklist"):
    """Tests of what a model must do, with their failure rates."""

    suite: str
    tests: tuple[TestFigures, ...]
    texts: Annotated[Count, Note("Different texts that were answered.")]
    neutral: Annotated[str, OneOf("class", "middle", "left out")]
    seed: int
    fingerprint: Fingerprint

    def __repr__(self) -> str:
        cases, failed = (sum(getattr(one, name) for one in self.tests) for name in ("cases", "failed"))
        return f"CheckList({len(self.tests)} tests, {failed:,} of {cases:,} cases failed)"
