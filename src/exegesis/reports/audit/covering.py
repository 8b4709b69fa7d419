"""A `Redactor` applied to explanations and to a whole report: every place where a text can stand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from exegesis.accounts.wording import LONGEST
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.records import Fingerprint, Prediction, Target, Unit
from exegesis.data.verdict.checks import Checks
from exegesis.reports.audit.redaction import COVER, Redactor
from exegesis.reports.audit.result import (
    AuditBlock,
    AuditChart,
    AuditReport,
    AuditSection,
    LocalExample,
    Paragraph,
    Redacted,
    Sheet,
)
from exegesis.views.wording import quoted


def covered_explanation(given: Explanation, redactor: Redactor) -> Explanation:
    """The explanation with its text covered, and every unit and phrase as it stands there; scores as they are.

    What was asked is left out, since the text that was asked about is.
    """
    if not redactor:
        return given
    text, line = redactor.text(given.text), redactor.line
    return replace(
        given,
        text=text,
        units=tuple(replace(unit, text=_shown(unit, given.text, text)) for unit in given.units),
        groups=tuple(replace(group, text=_shown(group, given.text, text)) for group in given.groups),
        target=_target(given.target, redactor),
        prediction=_prediction(given.prediction, redactor),
        baseline=replace(given.baseline, description=line(given.baseline.description)),
        settings=_plain(given.settings, redactor),
        diagnostics=_plain(given.diagnostics, redactor),
        warnings=tuple(map(line, given.warnings)),
        fingerprint=_fingerprint(given.fingerprint, redactor),
        checks=_checks(given.checks, redactor),
        id=None if given.id is None else line(given.id),
        truth=None if given.truth is None else line(given.truth),
        asked=None,
    )


def covered_sentences(sentences: Sequence[str], given: Explanation, redactor: Redactor) -> tuple[str, ...]:
    """Sentences about an explanation, in which its units stand in quotation marks, as they stand when it is covered."""
    if not redactor:
        return tuple(sentences)
    after = covered_explanation(given, redactor).units
    signs = {_quoted(one): _quoted(other) for one, other in zip(given.units, after, strict=True) if one != other}
    found = []
    for sentence in sentences:
        for open_, covered in signs.items():
            sentence = sentence.replace(open_, covered)
        found.append(redactor.line(sentence))
    return tuple(found)


def _quoted(unit: Unit) -> str:
    return quoted(unit.text, LONGEST)


def covered_report(report: AuditReport, redactor: Redactor) -> AuditReport:
    """The report with all that could quote the data covered: texts, labels, names of files, lines of errors."""
    if not redactor:
        return report
    value, wished = redactor.value, redactor.wished
    kinds = (*wished.kinds, *(("patterns of the caller",) if wished.patterns else ()))
    return replace(
        report,
        model=_facts(report.model, redactor),
        labels=tuple(map(value, report.labels)),
        data=replace(
            report.data,
            name=value(report.data.name),
            text_column=value(report.data.text_column),
            label_column=None if report.data.label_column is None else value(report.data.label_column),
        ),
        sections=tuple(_section(one, redactor) for one in report.sections),
        answers=tuple(
            replace(one, truth=None if one.truth is None else value(one.truth), answer=value(one.answer))
            for one in report.answers
        ),
        explained=tuple(replace(one, target=value(one.target)) for one in report.explained),
        redacted=Redacted(kinds, dict(redactor.places)),
    )


def _section(given: AuditSection, redactor: Redactor) -> AuditSection:
    line = redactor.line
    return replace(
        given,
        findings=tuple(replace(one, text=line(one.text)) for one in given.findings),
        blocks=tuple(_block(one, redactor) for one in given.blocks),
        figures=tuple(replace(one, name=line(one.name), said=line(one.said)) for one in given.figures),
        repeat=tuple(map(line, given.repeat)),
        missing=line(given.missing),
    )


def _block(given: AuditBlock, redactor: Redactor) -> AuditBlock:
    line = redactor.line
    match given:
        case Paragraph(text):
            return Paragraph(line(text))
        case Sheet(caption, lines, note):
            return Sheet(line(caption), tuple(tuple(map(line, cells)) for cells in lines), line(note))
        case AuditChart():
            series = tuple(replace(one, name=line(one.name)) for one in given.series)
            return replace(given, series=series, remark=line(given.remark))
        case LocalExample(heading, explanation, sentences):
            covered = covered_explanation(explanation, redactor)
            return LocalExample(line(heading), covered, tuple(map(line, sentences)))


def _shown(part: Any, before: str, after: str) -> str:
    """A unit's or a phrase's text, where it first stands; one that is written otherwise there is covered whole."""
    spans = part.spans
    if part.text == before[spans[0].start : spans[0].end]:
        return after[spans[0].start : spans[0].end]
    return COVER * len(part.text) if any(COVER in after[start:end] for start, end in spans) else part.text


def _target(given: Target, redactor: Redactor) -> Target:
    versus = None if given.versus is None else _target(given.versus, redactor)
    return replace(given, name=redactor.value(given.name), versus=versus)


def _prediction(given: Prediction, redactor: Redactor) -> Prediction:
    return replace(given, label=redactor.value(given.label), labels=tuple(map(redactor.value, given.labels)))


def _facts(given: ModelFacts, redactor: Redactor) -> ModelFacts:
    return replace(given, name=redactor.value(given.name), fingerprint=_fingerprint(given.fingerprint, redactor))


def _fingerprint(given: Fingerprint, redactor: Redactor) -> Fingerprint:
    return replace(given, model=redactor.value(given.model))


def _checks(given: Checks | None, redactor: Redactor) -> Checks | None:
    if given is None:
        return None
    return replace(given, not_tried={name: redactor.line(why) for name, why in given.not_tried.items()})


def _plain(values: Mapping[str, Any], redactor: Redactor) -> dict[str, Any]:
    """Settings and diagnostics: their texts as lines; of lists and records, which might hold words, nothing."""
    known = {name: redactor.line(value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in known.items() if isinstance(value, str | bool | int | float | None)}
