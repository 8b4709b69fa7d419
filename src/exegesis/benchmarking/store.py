"""The running store: a line of JSON for each thing found out, added as it is, so that a killed run goes on.

The first line says what the run is to do. A line that was cut off by the end of a run is removed.
"""

import json
import os
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from exegesis.benchmarking.plan import Plan, as_json, digest
from exegesis.errors import InputError

Record: TypeAlias = dict[str, Any]
NAME = "results.jsonl"
SCHEMA_VERSION = 1
_KINDS = ("explained", "measured", "failed")


class Store:
    """Records by key, in a file or (without a folder) in memory alone."""

    def __init__(self, plan: Plan, folder: Path | None = None, resume: bool = False) -> None:
        self.records: dict[str, Record] = {}
        self._file: TextIO | None = None
        self._begun: Record = {"kind": "run", "schema_version": SCHEMA_VERSION, "plan": plan.wishes()}
        if folder is not None:
            self._open(folder, resume)

    def __contains__(self, key: str) -> bool:
        return key in self.records

    def add(self, *records: Record) -> None:
        """Keep records that were found together: all their lines go out in one write."""
        self.records.update((record["key"], record) for record in records)
        if self._file is not None:
            self._file.write("".join(_line(record) for record in records))
            self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, folder: Path, resume: bool) -> None:
        path = folder / NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size:
                if not resume:
                    raise InputError(f"{str(folder)!r} holds a run already; go on with it by --resume (resume=True).")
                self._read(path)
            # Open for the whole run; `close` ends it.
            self._file = open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: SIM115
            if self._file.tell() == 0:
                self._file.write(_line(self._begun))
                self._file.flush()
        except OSError as error:
            raise InputError(f"cannot write {str(path)!r}: {error.strerror or error}.") from error

    def _read(self, path: Path) -> None:
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.truncate(path, whole)
        for number, line in enumerate(data[:whole].splitlines(), 1):
            record = _record(path, number, line)
            if number == 1:
                self._check_same(path, record)
            elif record.get("kind") not in _KINDS or not isinstance(record.get("key"), str):
                raise InputError(f"{str(path)!r}, line {number}: not a result; give another folder with --out.")
            else:
                self.records[record["key"]] = record

    def _check_same(self, path: Path, begun: Record) -> None:
        there, here = begun.get("plan"), json.loads(as_json(self._begun["plan"]))
        if begun.get("kind") != "run" or begun.get("schema_version") != SCHEMA_VERSION or not isinstance(there, dict):
            raise InputError(f"{str(path)!r} is not the store of a benchmark; give another folder with --out.")
        differing = [name for name in self._begun["plan"] if there.get(name) != here[name]]
        if differing:
            raise InputError(
                f"{str(path.parent)!r} holds another run (other {', '.join(differing)}); "
                "give another folder with --out, or the same wishes."
            )


def key(*parts: object) -> str:
    """What names a result: model, text, method and measure, each with all that decides it."""
    return digest(as_json(parts))


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def _record(path: Path, number: int, line: bytes) -> Record:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{str(path)!r}, line {number}: not a record of JSON; give another folder with --out.")
    return found
