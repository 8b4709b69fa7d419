"""A student's report as a web page that needs nothing else: the tables, then the explanations that changed most."""

from collections.abc import Sequence
from dataclasses import dataclass

from exegesis.data.explanation import Explanation
from exegesis.reports.student import wording as report_wording
from exegesis.reports.student.result import ChangedText, StudentReport
from exegesis.views import painting, side_by_side, wording
from exegesis.views.characters import label
from exegesis.views.html import render
from exegesis.views.tables import figure, share


@dataclass(frozen=True)
class Seen:
    """One model's side of a changed text."""

    role: str
    name: str
    answer: str
    value: str
    largest: str
    explanation: Explanation


@dataclass(frozen=True)
class Changed:
    """A changed text as it is drawn: both sides, the words that count most for either, how alike they are."""

    source: str
    explained: str
    alike: str
    sides: tuple[Seen, Seen]
    rows: tuple[tuple[str, list[tuple[str, str]]], ...]


def page(report: StudentReport, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = report.as_plain()
    return render(
        "report.html",
        title=str.__str__(title) if title else f"{plain.student.name} beside {plain.teacher.name} · Exegesis",
        report=plain,
        said=report_wording,
        groups=_groups(plain),
    )


def _groups(report: StudentReport) -> list[tuple[str, list[Changed]]]:
    """The changed texts by method, in the report's order."""
    found: dict[str, list[Changed]] = {}
    for one in report.changed:
        found.setdefault(wording.method_name(one.teacher.method), []).append(_changed(report, one))
    return list(found.items())


def _changed(report: StudentReport, one: ChangedText) -> Changed:
    pair = [one.teacher, one.student]
    names = (report.teacher.name, report.student.name)
    seen = [_seen(*told) for told in zip(("teacher", "student"), names, pair, strict=True)]
    return Changed(
        source=one.source,
        explained=pair[0].target.name,
        alike=_alike(one),
        sides=(seen[0], seen[1]),
        rows=tuple((row.name, painting.cells(pair, row)) for row in _rows(pair)),
    )


def _rows(pair: Sequence[Explanation]) -> list[side_by_side.UnitRow]:
    return side_by_side.comparison(pair)


def _seen(role: str, name: str, given: Explanation) -> Seen:
    return Seen(
        role=role,
        name=name,
        answer=wording.answer(given.prediction),
        value=f"{wording.number(given.value)} ({given.target.output})",
        largest=painting.largest(given),
        explanation=given,
    )


def _alike(one: ChangedText) -> str:
    signed, sizes = (figure(value) for value in (one.signed, one.absolute))
    return label(f"rank correlation {signed}, of sizes {sizes}, shared top words {share(one.overlap)}")
