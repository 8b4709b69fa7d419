"""Where it fails more than elsewhere: slices named beforehand, and slices found on one half and tried on the other."""

from collections.abc import Iterator, Sequence
from typing import Any

from exegesis.core.plurals import plural
from exegesis.core.statistics import Interval
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.figures import share_figure
from exegesis.reports.audit.moves import FOUND
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFigure, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.slices import slices
from exegesis.slices.result import FAILS, Counted, DrivingWords, FoundSlice, RowSlice, SliceReport
from exegesis.views.tables import NONE, share
from exegesis.views.wording import signed

_LEVEL = 0.05
_APART = 0.05  # of accuracy, by which what lies outside of a slice that succeeds is a slice that fails
_NAMED = 3  # of the slices named beforehand, findings at most
_SHOWN = 12  # lines of a table
_MOST_VALUES = 30  # of a column by which rows are sliced


def ask(case: AuditCase) -> Content:
    """The labelled rows, sliced by labels, lengths, words, negation and columns.

    Where personal text is covered, rows are sliced as they are when it is: no word of it is a slice, and nothing is
    explained, since what is explained would have to be the open text.
    """
    rows = case.labelled_rows
    explained = 0 if case.redactor else case.plan.explained
    own = {"keep": case.kept_beside, **case.plan.methods[0].settings} if explained else {}
    case.redactor.learn(row.text for row in rows)
    found = slices(
        case.model if explained else None,
        [case.redactor.text(row.text) for row in rows],
        case.plan.methods[0].method,
        case.plan.seed,
        columns=_columns(case),
        outcomes=case.outcomes,
        explained=explained,
        keep_rows=False,
        progress=case.counted(),
        **own,
    )
    named = [one for one in found.slices if not one.is_small and one.errors.rows < len(rows)]
    return Content(
        tuple(_blocks(found, named)),
        tuple(_findings(found, named)),
        (*(_figure(one.name, one.errors) for one in named), *map(_found_figure, _failing(found))),
    )


def _columns(case: AuditCase) -> dict[str, list[Any]] | None:
    """The other columns that part the rows in some; those in which each row has its own value part nothing."""
    rows, found = case.labelled_rows, dict[str, list[Any]]()
    for name in case.rows.column_names:
        values = [row.columns.get(name) for row in rows]
        if all(isinstance(value, str | int | float | bool | None) for value in values):
            signs = case.redactor.values(value for value in values if isinstance(value, str))
            covered = [signs[value] if isinstance(value, str) else value for value in values]
            is_text = any(isinstance(value, str) for value in values)
            if len(set(map(str, covered))) > 1 and not (is_text and len(set(map(str, covered))) > _MOST_VALUES):
                found[case.redactor.line(name)] = covered
    return found or None


def _figure(name: str, errors: Counted) -> AuditFigure:
    return share_figure(f"slice.{name}", f"accuracy in the slice “{name}”", errors.rows - errors.marked, errors.rows)


def _failing(report: SliceReport) -> list[FoundSlice]:
    return [one for one in report.found if one.direction == FAILS]


def _found_figure(one: FoundSlice) -> AuditFigure:
    """Of the half that the search did not see."""
    name, said = f"{FOUND}{one.name}", f"accuracy in the slice “{one.name}”, found by itself"
    return share_figure(name, said, one.held.rows - one.held.marked, one.held.rows)


def _findings(report: SliceReport, named: Sequence[RowSlice]) -> list[AuditFinding]:
    """What fails beyond chance, on the rows that the search did not see, or corrected for all that were named."""
    told = [finding for one in report.found if (finding := _found_finding(one, report)) is not None]
    known = {one.name for one in report.found}
    worse = [one for one in named if one.q is not None and one.q <= _LEVEL and _is_worse(one, report)]
    for row_slice in [one for one in worse if one.name not in known][:_NAMED]:
        said = f"In the slice “{row_slice.name}” {_right(row_slice.errors)} of {_rows(row_slice.errors)} are right"
        overall = share(report.accuracy.mean)
        told.append(AuditFinding(CONCERN, f"{said}, of all rows {overall} (q {row_slice.q:.2g})."))
    if not told and not named:
        text = f"No kind of rows has {report.fewest} of them, so that nothing can be said of where it fails."
        return [AuditFinding(REMARK, text)]
    if told:
        return told
    if report.errors.rows < 4 * report.fewest:
        text = f"{plural(report.errors.rows, 'row')} are too few to search for slices of {report.fewest} on each half."
        return [AuditFinding(REMARK, text)]
    tried = f"{plural(len(named), 'named slice')} and a search"
    return [AuditFinding(FINE, f"No slice of the rows fails more than chance explains ({tried}).")]


def _found_finding(one: FoundSlice, report: SliceReport) -> AuditFinding | None:
    """A slice that fails, or one outside of which the model does; None of one that merely succeeds."""
    how = f"(found on other rows; q {one.q:.2g})"
    if one.direction == FAILS:
        said = f"In the slice “{one.name}” {_right(one.held)} of {_rows(one.held)} are right"
        return AuditFinding(CONCERN, f"{said}, elsewhere {_right(one.elsewhere)} {how}.")
    if report.accuracy.mean - (1 - one.elsewhere.share.mean) <= _APART:
        return None
    said = f"Outside of the slice “{one.name}” {_right(one.elsewhere)} of {_rows(one.elsewhere)} are right"
    return AuditFinding(CONCERN, f"{said}, inside {_right(one.held)} {how}.")


def _is_worse(one: RowSlice, found: SliceReport) -> bool:
    return one.errors.share.mean > found.errors.share.mean


def _blocks(report: SliceReport, named: Sequence[RowSlice]) -> Iterator[Paragraph | Sheet]:
    if report.search is not None and report.search.slices:
        yield _found_sheet(report.search.slices[:_SHOWN])
    if named:
        yield _named_sheet(named)
    if report.words is not None:
        yield from _words(report.words)
    yield from map(Paragraph, report.notes)


def _found_sheet(slices_: Sequence[FoundSlice]) -> Sheet:
    lines = [("found on one half", "", "rows of the other half", "right there", "right elsewhere", "q", "holds")]
    for one in slices_:
        cells = (f"{one.held.rows:,}", _right(one.held), _right(one.elsewhere), f"{one.q:.2g}")
        lines.append((one.name, one.direction, *cells, "yes" if one.holds else "no"))
    note = "A slice holds where rows that the search did not see fail, or succeed, as the others did (q at most 0.05)."
    return Sheet("Slices found by themselves", tuple(lines), note)


def _named_sheet(named: Sequence[RowSlice]) -> Sheet:
    lines = [("slice", "rows", "right [95% interval]", "mean confidence", "q")]
    order = sorted(named, key=lambda one: (one.q is None, one.q or 0.0, one.name))[:_SHOWN]
    for one in order:
        sure = NONE if one.confidence is None else share(one.confidence)
        q = NONE if one.q is None else f"{one.q:.2g}"
        lines.append((one.name, f"{one.errors.rows:,}", _interval(one.accuracy), sure, q))
    note = "q: against all other rows, corrected for all slices that were named (Benjamini and Yekutieli)."
    return Sheet("Slices named beforehand, the surest first", tuple(lines), _with_more(note, len(named) - len(order)))


def _with_more(note: str, more: int) -> str:
    return f"{note} {plural(more, 'further slice')} in the figures of the JSON." if more > 0 else note


def _words(words: DrivingWords) -> Iterator[Sheet]:
    known = [one for one in words.words if one.q <= _LEVEL][:_SHOWN]
    if known:
        lines = [("word", "wrong answers with it", "right ones", "score, wrong less right [95% interval]", "q")]
        for one in known:
            gap = one.difference
            said = f"{signed(gap.mean, 3)} [{signed(gap.low, 3)}, {signed(gap.high, 3)}]"
            lines.append((one.word, f"{one.in_wrong:,}", f"{one.in_right:,}", said, f"{one.q:.2g}"))
        note = f"Of {words.wrong:,} explained wrong answers and {words.right:,} right ones."
        yield Sheet("Words that speak for wrong answers otherwise than for right ones", tuple(lines), note)


def _rows(errors: Counted) -> str:
    return plural(errors.rows, "row")


def _right(errors: Counted) -> str:
    if not errors.rows:
        return NONE
    return share(1 - errors.marked / errors.rows)


def _interval(found: Interval) -> str:
    return f"{share(found.mean)} [{share(found.low)}, {share(found.high)}]"
