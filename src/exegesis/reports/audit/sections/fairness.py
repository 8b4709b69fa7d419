"""Whether groups fare alike: rates of answers, of right ones and of both kinds of errors by a column of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.plurals import plural
from exegesis.core.proportions import drawn_p
from exegesis.core.statistics import holm
from exegesis.core.types import Integers
from exegesis.data.truth import place_of_truth
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.figures import FEWEST, difference, points, share_figure, shares
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFigure, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.views.tables import NONE

_LEVEL = 0.05
_MOST = 30  # groups
_CUT = 12  # different numbers beyond which a column of numbers is cut at its quartiles
_RATES = ("answered", "true positives", "false positives", "accuracy")
_SAID = {
    "answered": "favourable answers",
    "true positives": "true positives",
    "false positives": "false positives",
    "accuracy": "right answers",
}


@dataclass(frozen=True)
class _Rate:
    """Of one group, how many of the rows that count have what is counted."""

    hits: int
    rows: int


GroupRates: TypeAlias = Mapping[str, Mapping[str, _Rate]]  # by group and kind of rate


def ask(case: AuditCase) -> Content:
    """The rates of each group, and how they differ from those of the largest one."""
    column = case.plan.fairness_column
    if column is None:
        raise UnsupportedError("no column of groups was named; name one with --fairness-column.")
    groups = _groups(case, column)
    favourable = _favourable(case)
    rates = {name: _rates(case, favourable, rows) for name, rows in groups.items()}
    large = [name for name, rows in groups.items() if len(rows) >= FEWEST]
    if len(large) < 2:
        raise InputError(f"{shown(column)} has {len(large)} group of {FEWEST} rows or more; two are needed.")
    reference = max(large, key=lambda name: len(groups[name]))
    figures = tuple(_figure(column, name, rate, rates[name][rate]) for name in large for rate in rates[name])
    class_name = case.model.labels[favourable]
    sheets = (_by_group(column, class_name, groups, rates), _differences(reference, large, rates))
    findings = (*_unlike(column, reference, large, rates), *_small(groups))
    return Content((*sheets, Paragraph(_meaning(class_name, reference))), findings, figures)


# -- groups -----------------------------------------------------------------------------------------------------------


def _groups(case: AuditCase, column: str) -> dict[str, Integers]:
    """Places among the labelled rows (all rows, where none is labelled), by the group's name; the largest first."""
    rows = [case.rows.rows[place] for place in _places(case)]
    if not case.rows.column_names:
        raise UnsupportedError(f"the rows have no column beside text and label, so none is called {shown(column)}.")
    if column not in case.rows.column_names:
        raise unknown("column", column, case.rows.column_names)
    values = [row.columns.get(column) for row in rows]
    shown_names = case.redactor.values(map(_name, values))
    names = np.array(_cut(values) or [shown_names[_name(value)] for value in values], dtype=object)
    found = {str(name): np.flatnonzero(names == name) for name in dict.fromkeys(names.tolist())}
    if len(found) > _MOST:
        raise InputError(
            f"{shown(column)} has {len(found):,} different values; groups are told apart by {_MOST} at most."
        )
    return dict(sorted(found.items(), key=lambda group: (-len(group[1]), group[0])))


def _places(case: AuditCase) -> Sequence[int]:
    known: list[int] = case.labelled.tolist() if case.rows.data.labelled else []
    return known or range(len(case.rows.rows))


def _name(value: Any) -> str:
    return "(empty)" if value in (None, "") else str(value)


def _cut(values: Sequence[Any]) -> list[str] | None:
    """Numbers of many values by their quartiles; None of what is no column of numbers."""
    numbers = [_number(value) for value in values]
    if any(one is None for one in numbers) or len(set(numbers)) <= _CUT:
        return None
    known = np.array(numbers, dtype=np.float64)
    cuts = np.unique(np.percentile(known, [25, 50, 75]))
    edges = ["up to", *["above"] * len(cuts)]
    ends = [cuts[0], *cuts]
    return [f"{edges[place]} {ends[place]:g}" for place in np.searchsorted(cuts, known, side="left").tolist()]


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if np.isfinite(number) and not isinstance(value, bool) else None


def _favourable(case: AuditCase) -> int:
    """The class whose share is compared: the one named, else the last."""
    wished, labels = case.plan.favourable, case.model.labels
    if wished is None:
        return len(labels) - 1
    place = place_of_truth(labels, wished)
    if place is None:
        raise unknown("favourable class", wished, labels)
    return place


# -- rates ------------------------------------------------------------------------------------------------------------


def _rates(case: AuditCase, favourable: int, rows: Integers) -> Mapping[str, _Rate]:
    """Of a group; rates of right and wrong answers only where there are labels."""
    if not case.rows.data.labelled:
        given = case.probabilities[rows].argmax(axis=1) == favourable
        return {"answered": _Rate(int(given.sum()), len(rows))}
    outcomes = case.outcomes
    given, true = outcomes.answers[rows] == favourable, outcomes.labels[rows] == favourable
    return {
        "answered": _of(given, np.ones(len(rows), dtype=np.bool_)),
        "true positives": _of(given, true),
        "false positives": _of(given, ~true),
        "accuracy": _of(outcomes.right[rows], np.ones(len(rows), dtype=np.bool_)),
    }


def _of(counted: NDArray[np.bool_], among: NDArray[np.bool_]) -> _Rate:
    return _Rate(int((counted & among).sum()), int(among.sum()))


def _figure(column: str, name: str, rate: str, of: _Rate) -> AuditFigure:
    return share_figure(f"fairness.{column}={name}.{rate}", f"{rate} where {column} is {name}", of.hits, of.rows)


def _by_group(
    column: str, favourable: str, groups: Mapping[str, Integers], rates: Mapping[str, Mapping[str, _Rate]]
) -> Sheet:
    kinds = [rate for rate in _RATES if rate in next(iter(rates.values()))]
    said = {
        "answered": f"answered “{favourable}”",
        "true positives": "true positives",
        "false positives": "false positives",
    }
    lines = [(column, "rows", *(said.get(kind, kind) for kind in kinds))]
    for name, rows in groups.items():
        cells = [_cell(rates[name][kind], len(rows)) for kind in kinds]
        lines.append((name, f"{len(rows):,}", *cells))
    note = f"Shares with 95% intervals (Wilson). Of groups and rates of fewer than {FEWEST} rows none is given."
    return Sheet("The groups", tuple(lines), note)


def _cell(rate: _Rate, rows: int) -> str:
    if rows < FEWEST or rate.rows < FEWEST:
        return f"too few ({min(rate.rows, rows)} rows)"
    return shares(share_figure("", "", rate.hits, rate.rows))


def _differences(reference: str, large: Sequence[str], rates: GroupRates) -> Sheet:
    kinds = [rate for rate in _RATES if rate in rates[reference]]
    lines = [("group", *kinds)]
    for name in large:
        if name != reference:
            lines.append((name, *(_apart(rates[name][kind], rates[reference][kind]) for kind in kinds)))
    note = "In points, with 95% intervals (Newcombe), not corrected for how many there are; the findings are."
    return Sheet(f"Less the same of “{reference}”, the largest group", tuple(lines), note)


def _apart(one: _Rate, other: _Rate) -> str:
    if min(one.rows, other.rows) < FEWEST:
        return NONE
    return points(*difference(one.hits, one.rows, other.hits, other.rows))


# -- what stands out --------------------------------------------------------------------------------------------------


def _unlike(column: str, reference: str, large: Sequence[str], rates: GroupRates) -> list[AuditFinding]:
    """Differences that chance does not explain: Fisher's exact test of each, corrected together by Holm."""
    base = rates[reference]
    tried = [
        (name, kind, rates[name][kind])
        for name in large
        if name != reference
        for kind in base
        if min(rates[name][kind].rows, base[kind].rows) >= FEWEST
    ]
    if not tried:
        return []
    raw = [
        drawn_p(one.hits, one.rows, one.hits + base[kind].hits, one.rows + base[kind].rows) for _, kind, one in tried
    ]
    found = []
    for (name, kind, one), p in zip(tried, holm(raw), strict=True):
        if p < _LEVEL:
            apart = points(*difference(one.hits, one.rows, base[kind].hits, base[kind].rows))
            more = "commoner" if one.hits * base[kind].rows > base[kind].hits * one.rows else "rarer"
            said = f"Where {column} is {name}, {_SAID[kind]} are {more} than where it is {reference}: {apart}"
            found.append(AuditFinding(CONCERN, f"{said} (p {p:.2g} after Holm's correction)."))
    if found:
        return found
    said = f"Between the groups of {column} no rate differs by more than chance explains"
    return [AuditFinding(FINE, f"{said} ({plural(len(tried), 'difference')} tested).")]


def _small(groups: Mapping[str, Integers]) -> list[AuditFinding]:
    small = [f"{name} ({len(rows)})" for name, rows in groups.items() if len(rows) < FEWEST]
    if not small:
        return []
    return [AuditFinding(REMARK, f"Of groups of fewer than {FEWEST} rows nothing can be said: {', '.join(small[:8])}.")]


def _meaning(favourable: str, reference: str) -> str:
    return (
        f"“Answered”: the share that gets “{favourable}”. True positives: of the rows that are truly “{favourable}” "
        "the share that gets it; false positives: of the others. Where groups truly differ in how often the class is "
        "theirs, these rates cannot all be equal; which of them matters is a decision about the use. "
        f"Differences are taken from “{reference}” because it is the largest, not because it is right."
    )
