"""The sections, in the order in which they are read: adding one is one file and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.sections.content import Content


@dataclass(frozen=True)
class SectionKind:
    """One row: the name, its heading, the reviewer's question that it answers, and the module that asks."""

    name: str
    title: str
    question: str
    home: str = ""

    def ask(self, case: AuditCase) -> Content:
        """What the section says; the module is imported when it is asked."""
        found: Callable[[AuditCase], Content] = import_module(f"{__package__}.{self.home or self.name}").ask
        return found(case)


DRIFT = SectionKind("drift", "Since an earlier report", "Has it changed since it was last looked at?")
SECTIONS: Mapping[str, SectionKind] = {
    row.name: row
    for row in (
        SectionKind("identity", "What the model is", "Which model is this, what is it for, and how was it made?"),
        SectionKind("data", "What it was asked about", "On which rows do the figures rest?"),
        SectionKind("performance", "How good its answers are", "How often is it right, and on which classes less?"),
        SectionKind(
            "slices", "Where it fails more than elsewhere", "Are there kinds of rows on which it should not be used?"
        ),
        SectionKind("calibration", "How sure it may be", "Can its probabilities be read as chances of being right?"),
        SectionKind("selective", "When it may answer alone", "From which confidence on are its answers good enough?"),
        SectionKind("examples", "Single answers, explained", "Why did it give these answers, and do the reasons hold?"),
        SectionKind(
            "counterexamples", "What suffices, and what would turn it", "How little keeps an answer, or changes it?"
        ),
        SectionKind("words", "What it goes by", "Which words speak for and against each class, over many rows?"),
        SectionKind("methods", "Whether explanations agree", "Would another method have told another story?"),
        SectionKind("robustness", "Small accidents", "Do slips and lost words change its answers?"),
        SectionKind(
            "attacks", "Somebody who means it harm", "How many answers turn when the worst letters are sought?"
        ),
        SectionKind("fairness", "Groups", "Do groups of people or things fare alike?"),
        DRIFT,
        SectionKind("versions", "How to repeat it", "On what was this made, and how is each number made again?"),
    )
}
