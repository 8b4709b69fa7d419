"""The results, one row each, as a Parquet file."""

from pathlib import Path
from typing import Any

from exegesis.benchmarking.store import ResultStore
from exegesis.core.files import whole_file
from exegesis.core.parquet import arrow


def write_results(store: ResultStore, path: Path) -> None:
    """A row for each measured value: names, the text's place in its set (from 0), value, why there is none, and what
    the explanation took. A text that failed is a row with its error. Needs the package pyarrow."""
    pa, pq = arrow("writing")
    rows = list(_rows(store))
    names = ("model", "set", "method", "measure", "undefined", "error")
    columns: dict[str, Any] = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    columns = {name: column.dictionary_encode() for name, column in columns.items()}
    columns["text"] = pa.array([row["text"] for row in rows], pa.int32())
    columns["value"] = pa.array([row.get("value") for row in rows], pa.float32())
    for name in ("units", "forward_passes", "backward_passes"):
        columns[name] = pa.array([row.get(name) for row in rows], pa.int32())
    columns["seconds"] = pa.array([row.get("seconds") for row in rows], pa.float32())
    with whole_file(path) as file:
        pq.write_table(pa.table(columns), file, compression="zstd")


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
