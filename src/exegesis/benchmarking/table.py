"""The results, one row each, as a Parquet file."""

from pathlib import Path
from typing import Any

from exegesis.benchmarking.store import ResultStore
from exegesis.core.errors import InputError
from exegesis.core.files import write_whole


def write_results(store: ResultStore, path: Path) -> None:
    """A row for each measured value: names, the text's place in its set (from 0), value, why there is none, and what
    the explanation took. A text that failed is a row with its error. Needs the package pyarrow."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise InputError("Parquet needs the package pyarrow: pip install pyarrow.") from None
    rows = list(_rows(store))
    names = ("model", "set", "method", "measure", "undefined", "error")
    columns: dict[str, Any] = {name: arrow.array([row.get(name) for row in rows], arrow.string()) for name in names}
    columns = {name: column.dictionary_encode() for name, column in columns.items()}
    columns["text"] = arrow.array([row["text"] for row in rows], arrow.int32())
    columns["value"] = arrow.array([row.get("value") for row in rows], arrow.float32())
    for name in ("units", "forward_passes", "backward_passes"):
        columns[name] = arrow.array([row.get(name) for row in rows], arrow.int32())
    columns["seconds"] = arrow.array([row.get("seconds") for row in rows], arrow.float32())
    sink = arrow.BufferOutputStream()
    parquet.write_table(arrow.table(columns), sink, compression="zstd")
    write_whole(path, sink.getvalue().to_pybytes())


def _rows(store: ResultStore) -> list[dict[str, Any]]:
    """Sorted by what they say, so that equal runs give equal files whatever order they were done in. What one
    explanation took stands in neighbouring rows, where it compresses to nearly nothing."""
    costs = {_job(one): one for one in store.records.values() if one["kind"] == "explained"}
    rows = []
    for one in store.records.values():
        if one["kind"] == "measured":
            cost = costs.get(_job(one), {})
            spent = {name: cost.get(name) for name in ("units", "forward_passes", "backward_passes", "seconds")}
            rows.append({**one, **spent})
        elif one["kind"] == "failed":
            rows.append(one)
    return sorted(rows, key=lambda one: (*_job(one), one.get("measure", "")))


def _job(one: dict[str, Any]) -> tuple[str, str, str, int]:
    return one["model"], one["set"], one["method"], one["text"]
