"""The running store: a line for each thing found out, added as it is, so that a killed run goes on.

The first line says what the run is to do; a store of another run is refused.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from exegesis.benchmarking.plan import BenchmarkPlan, as_json, digest
from exegesis.core.errors import InputError
from exegesis.core.journal import Journal

Record: TypeAlias = dict[str, Any]
NAME = "results.jsonl"
KIND = "benchmark"
_KINDS = ("explained", "measured", "failed")


class ResultStore:
    """Records by key, in a file or (without a folder) in memory alone."""

    def __init__(self, plan: BenchmarkPlan, folder: Path | None = None, resume: bool = False) -> None:
        path = None if folder is None else _place(folder, resume)
        hint = "give another folder with --out, or the same wishes"
        self._lines = Journal[str, Record](path, KIND, plan.wishes(), _record, hint=hint).begin()

    @property
    def records(self) -> Mapping[str, Record]:
        """All that is known, by key."""
        return self._lines.lines

    def __contains__(self, key: str) -> bool:
        return key in self.records

    def add(self, *records: Record) -> None:
        """Keep records that were found together: all their lines go out in one write."""
        self._lines.add(*((record["key"], record) for record in records))

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()


def key(*parts: object) -> str:
    """What names a result: model, text, method and measure, each with all that decides it."""
    return digest(as_json(parts))


def _place(folder: Path, resume: bool) -> Path:
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {str(path)!r}: {error.strerror or error}.") from error
    if not resume and path.exists() and path.stat().st_size:
        raise InputError(f"{str(folder)!r} holds a run already; go on with it by --resume (resume=True).")
    return path


def _record(line: Mapping[str, Any]) -> Record:
    if line["kind"] not in _KINDS or not isinstance(line["item"], str):
        raise ValueError("no result")
    return {**line, "key": line["item"]}
