"""The audit: read the rows, ask the model once, make every section, and lose none to the failure of another."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.facts import facts_of
from exegesis.adapters.texts import TextModel, text_model
from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.machine import machine, today
from exegesis.engine.chosen_methods import MethodSpec
from exegesis.engine.probabilities import AT_ONCE, check_choice
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.commands import command
from exegesis.reports.audit.covering import covered_report
from exegesis.reports.audit.frameworks import FRAMEWORKS, NOT_SHOWN
from exegesis.reports.audit.kept_work import KeptWork
from exegesis.reports.audit.plan import AuditPlan, check_sections, methods_of
from exegesis.reports.audit.redaction import Redaction, Redactor
from exegesis.reports.audit.result import AuditReport, AuditSection, RowAnswer, RowScores
from exegesis.reports.audit.rows import AuditRows, read_rows
from exegesis.reports.audit.sections.content import Content
from exegesis.reports.audit.sections.drift import ask as drift_of
from exegesis.reports.audit.sections.drift import read_report
from exegesis.reports.audit.sections.table import DRIFT, SECTIONS, SectionKind

_UNEXPECTED = 300  # characters of a failure that nobody expected


def audit(
    model: Any,
    data: Path | str,
    method: MethodSpec | Sequence[MethodSpec] | None = None,
    seed: int = 0,
    *,
    text_column: str = "text",
    label_column: str | None = None,
    limit: int | None = None,
    skip_bad: bool = False,
    explained: int = 60,
    examples: int = 4,
    fairness_column: str | None = None,
    favourable: str | None = None,
    before: Path | str | None = None,
    redact: Redaction | None = None,
    only: Sequence[str] = (),
    journal: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    **settings: Any,
) -> AuditReport:
    """What a model is and does on a file of rows, section by section, for people who must decide whether to use it.

    The model is asked once for its answers. A section that cannot be made says why; the others are made all the same.

    Args:
        model: what `load` gives or takes: a model of texts that chooses one of several classes.
        data: the file of rows, with the texts in `text_column` and what is true of them in `label_column` (of a column
            called "label" where none is named).
        method: the method that explains; of several the others are set beside it.
        seed: of the rows that are drawn, and of all that methods draw.
        text_column: the column of the texts.
        label_column: the column of the labels.
        limit: only the first so many rows.
        skip_bad: leave bad rows out, and count them, instead of refusing the file.
        explained: so many rows are explained, drawn by the seed; 0 for none.
        examples: so many of these are shown, with as many of the surest mistakes at most.
        fairness_column: a column whose groups are compared.
        favourable: the class whose share is compared between groups; else the last.
        before: the JSON of an earlier report, or its folder, with which this one is compared.
        redact: what is covered in every text of the report.
        only: names of sections; the others are left out.
        journal: a file that keeps what was computed, so that an ended run goes on; removed when the report is done.
        progress: called as (steps done, steps in all).
        settings: go to the methods that have them.

    Returns:
        The report; `to_html` draws it.

    Raises:
        InputError: a file that cannot be read, or a label that is no class of the model.
        UnsupportedError: a model of other data than texts, or that does not choose one of several classes.
    """
    chosen = check_sections(only, tuple(SECTIONS))
    plan = AuditPlan(
        model, methods_of(method, settings), seed, explained, examples, fairness_column, favourable,
        None if before is None else Path(before), redact or Redaction(), chosen, limit, skip_bad,
    )  # fmt: skip
    earlier = None if plan.before is None else read_report(plan.before)
    loaded = text_model(api.load(model), "an audit")
    check_choice(loaded, "an audit")
    rows = read_rows(data, text_column, label_column, limit, skip_bad)
    redactor = Redactor(plan.redaction)
    steps = _Steps(progress, plan, rows)
    with _kept(plan, loaded, rows, journal) as work:
        case = AuditCase(plan, loaded, rows, redactor, work, steps.step)
        report = _reported(case, earlier)
        steps.end()
    return report


def _reported(case: AuditCase, earlier: AuditReport | None) -> AuditReport:
    """All sections, then the one that looks back on them, then everything covered."""
    plan, rows = case.plan, case.rows
    if rows.data.labelled:
        _ = case.outcomes  # a label that is no class is told before the long work
    kinds = [kind for name, kind in SECTIONS.items() if name in (plan.only or SECTIONS) and kind is not DRIFT]
    made = {kind.name: _section(kind, case, partial(kind.ask, case)) for kind in kinds}
    report = AuditReport(
        model=facts_of(plan.source, case.model),
        labels=case.model.labels,
        data=rows.data,
        sections=tuple(made.values()),
        frameworks=FRAMEWORKS,
        not_shown=NOT_SHOWN,
        answers=_answers(case),
        explained=_explained(case),
        seed=plan.seed,
        date=today(),
        machine=machine(),
    )
    if DRIFT.name in (plan.only or SECTIONS):
        made[DRIFT.name] = _section(DRIFT, case, lambda: _drift(earlier, report))
        order = [made[name] for name in SECTIONS if name in made]
        report = replace(report, sections=tuple(order))
    return covered_report(report, case.redactor)


def _section(kind: SectionKind, case: AuditCase, ask: Callable[[], Content]) -> AuditSection:
    """The section, or one that says why there is none: nothing that goes wrong in one is the end of the others."""
    bare = AuditSection(kind.name, kind.title, kind.question)
    try:
        content = ask()
    except ExegesisError as error:
        return replace(bare, missing=str(error))
    except Exception as error:  # a fault of ours, or of code that a model brings: it is said, and the others are made
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return replace(bare, missing=f"It failed unexpectedly: {said[:_UNEXPECTED]}")
    finally:
        case.step(1)
    return replace(
        bare,
        findings=content.findings,
        blocks=content.blocks,
        figures=content.figures,
        repeat=(command(case.plan, case.rows, kind.name), *content.repeat),
    )


def _drift(earlier: AuditReport | None, report: AuditReport) -> Content:
    if earlier is None:
        raise InputError("no earlier report was named; give one with --before.")
    return drift_of(earlier, report)


def _answers(case: AuditCase) -> tuple[RowAnswer, ...]:
    labels = case.model.labels
    truths: dict[int, str] = {}
    if case.rows.data.labelled:
        truths = {
            int(place): labels[int(true)] for place, true in zip(case.labelled, case.outcomes.labels, strict=True)
        }
    return tuple(
        RowAnswer(row.number, truths.get(place), labels[case.answer(place)], float(case.probabilities[place].max()))
        for place, row in enumerate(case.rows.rows)
    )


def _explained(case: AuditCase) -> tuple[RowScores, ...]:
    """None where no section asked for explanations, or none could be made."""
    return tuple(
        RowScores(case.rows.rows[place].number, one.target.name, one.method, tuple(one.scores.tolist()))
        for place, one in case.known.items()
    )


@contextmanager
def _kept(plan: AuditPlan, model: TextModel, rows: AuditRows, path: Path | None) -> Iterator[KeptWork]:
    """The journal of the work, which is removed when the block ends well."""
    print_, data = model.fingerprint(), rows.data
    decides = {
        "model": "a black box" if print_.weights is None else f"weights {print_.weights}",
        "tokenizer": print_.tokenizer,
        "data": data.sha256,
        "rows": [data.rows, data.left_out],
        "columns": None if plan.redaction else [data.text_column, data.label_column],
        "method": plan.methods[0].label,
        "seed": plan.seed,
        "covered": bool(plan.redaction),
        "batch": AT_ONCE,
    }
    work = KeptWork(path, decides, keeps_texts=not plan.redaction)
    try:
        yield work
        work.done()
    finally:
        work.close()


class _Steps:
    """Counts what is done of what there is to do, as far as that is known beforehand."""

    def __init__(self, progress: Callable[[int, int], None] | None, plan: AuditPlan, rows: AuditRows) -> None:
        self._progress, self._done = progress, 0
        passes = -(-len(rows.rows) // AT_ONCE)
        explained = min(plan.explained, len(rows.rows)) * (1 + bool(rows.data.labelled))
        self._total = passes + explained + 8 * plan.examples + 3 + len(plan.only or SECTIONS)

    def step(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)

    def end(self) -> None:
        self.step(self._total - min(self._done, self._total))
