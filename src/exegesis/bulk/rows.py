"""Explanations as rows of a table: one a unit, or one an explanation. For data frames, CSV and Parquet."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.data.explanation import Explanation
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.data.failed import Failed

UNIT, ITEM = "unit", "item"
_TOP = 5  # words told in the row of an item

Row: TypeAlias = dict[str, Any]
_COMMON: Mapping[str, type] = {"item": int, "id": str, "method": str, "target": str, "versus": str, "output": str}
COLUMNS: Mapping[str, Mapping[str, type]] = {
    UNIT: {
        **_COMMON, "place": int, "unit": str, "part": str, "start": int, "end": int, "score": float,
        "standard_error": float, "error": str,
    },
    ITEM: {
        **_COMMON, "text": str, "truth": str, "predicted": str, "right": bool, "probability": float, "value": float,
        "baseline_value": float, "sum_of_scores": float, "units": int, "top": str, "verdict": str, "warnings": str,
        "error": str,
    },
}  # fmt: skip


def table_rows(items: Iterable[ExplainedItem], rows: str = UNIT) -> Iterator[Row]:
    """The rows, each with every column of `COLUMNS[rows]`; None where there is nothing to say.

    "unit": a row for each unit of each explanation, in the text's order, with its first characters' `start` and `end`.
    "item": a row for each explanation. An item without explanations is one row that has its `error`.
    """
    columns, build = columns_of(rows), _of_units if rows == UNIT else _of_explanation
    for item in items:
        common: Row = {"item": item.number, "id": item.id}
        known: Row = {"truth": item.truth, "right": item.is_right}
        found: Iterator[Row] = ({**row, **known} for one in item.explanations for row in build(one))
        if item.error is not None:
            found = iter([{**known, "text": item.text, "error": item.error}])
        yield from ({**dict.fromkeys(columns), **common, **_known(row, columns)} for row in found)


def columns_of(rows: str) -> Mapping[str, type]:
    """The columns of a kind of rows, and what they hold."""
    if rows not in COLUMNS:
        raise unknown("kind of rows", rows, COLUMNS)
    return COLUMNS[rows]


def items_of(given: Any) -> Iterator[ExplainedItem]:
    """An explanation or many, failures and items among them, as items numbered by their place."""
    for number, one in enumerate([given] if isinstance(given, Explanation | ExplainedItem) else given, 1):
        if isinstance(one, ExplainedItem):
            yield one
        elif isinstance(one, Failed):
            yield ExplainedItem(number, one.id, None, None, error=one.message)
        else:
            yield _item(number, (one,) if isinstance(one, Explanation) else tuple(one))


def _item(number: int, several: tuple[Explanation, ...]) -> ExplainedItem:
    if not several or not all(isinstance(each, Explanation) for each in several):
        raise InputError("a table is made of explanations, as explain, explain_many and read_explanations give them.")
    first = several[0]
    return ExplainedItem(number, first.id, first.text, first.truth, several)


def _known(row: Row, columns: Mapping[str, type]) -> Row:
    return {name: value for name, value in row.items() if name in columns}


def _head(explanation: Explanation) -> Row:
    target = explanation.target
    return {
        "method": explanation.method,
        "target": target.name,
        "versus": None if target.versus is None else target.versus.name,
        "output": target.output,
    }


def _of_units(explanation: Explanation) -> Iterator[Row]:
    head, errors = _head(explanation), explanation.standard_errors
    for place, unit in enumerate(explanation.units):
        error = None if errors is None or not np.isfinite(errors[place]) else float(errors[place])
        yield {
            **head,
            "place": place + 1,
            "unit": unit.text,
            "part": explanation.part(place) or None,
            "start": unit.start if unit.spans else None,
            "end": unit.end if unit.spans else None,
            "score": float(explanation.scores[place]),
            "standard_error": error,
        }


def _of_explanation(explanation: Explanation) -> Iterator[Row]:
    record = explanation.record()
    yield {
        **_head(explanation),
        **{name: record[name] for name in ("predicted", "probability", "value", "baseline_value", "sum_of_scores")},
        "text": explanation.text,
        "units": len(explanation.units),
        "top": ", ".join(f"{text} {score:+.3g}" for text, score in explanation.as_list(_TOP)),
        "verdict": record["verdict"],
        "warnings": " ".join(explanation.warnings) or None,
    }
