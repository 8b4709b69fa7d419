"""The rows of a slice report as a Parquet file."""

from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError
from exegesis.core.files import check_place, whole_file
from exegesis.core.parquet import arrow
from exegesis.slices.bits import unpacked
from exegesis.slices.result import SliceReport

_AT_ONCE = 4096  # rows


def write(report: SliceReport, path: str | Path) -> None:
    """A row each: row, text, truth, answer, right, confidence, other (of a second model), slices (names, a list)."""
    pa, pq = arrow("writing")
    if report.rows is None:
        raise InputError("this report holds no rows to write; make it with keep_rows=True.")
    check_place(path)
    text = pa.string()
    columns = [("row", pa.int64()), ("text", text), ("truth", text), ("answer", text), ("right", pa.bool_())]
    columns += [("confidence", pa.float64()), ("other", text), ("slices", pa.list_(text))]
    schema = pa.schema(columns)
    with whole_file(path) as file, pq.ParquetWriter(file, schema) as writer:
        members = _members(report)
        for start in range(0, len(report.rows), _AT_ONCE):
            writer.write_table(pa.Table.from_pylist(_rows(report, start, members), schema))


def _members(report: SliceReport) -> dict[str, Any]:
    """(n,) of the rows that each slice holds, by its name: the named ones, and those found that hold."""
    count = report.errors.rows
    bits = {one.name: one.bits for one in report.slices} | {one.name: one.bits for one in report.found}
    return {name: unpacked(one, count) for name, one in bits.items()}


def _rows(report: SliceReport, start: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    kept, names = report.rows, report.classes
    assert kept is not None
    return [
        {
            "row": row + 1,
            "text": kept.texts[row].encode("utf-8", "backslashreplace").decode("utf-8"),
            "truth": names[kept.labels[row]],
            "answer": names[kept.answers[row]],
            "right": kept.labels[row] == kept.answers[row],
            "confidence": float(kept.confidence[row]),
            "other": names[kept.other[row]] if kept.other else None,
            "slices": [name for name, holds in members.items() if holds[row]],
        }
        for row in range(start, min(start + _AT_ONCE, len(kept)))
    ]
