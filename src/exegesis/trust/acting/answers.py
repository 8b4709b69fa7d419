"""The log of a session: a line of JSON for each answer, on disk before the next question is asked."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exegesis.errors import InputError


def append(path: Path, line: Mapping[str, Any]) -> None:
    """Add one line and see it written; `InputError` where the file cannot be written."""
    data = (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8", "backslashreplace")
    try:
        with path.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"cannot write {str(path)!r}: {error.strerror}.") from error


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a log, [] where there is no file. A last line that was cut off is removed from the file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror}.") from error
    whole = data[: data.rfind(b"\n") + 1]
    lines = [_line(path, number, line) for number, line in enumerate(whole.splitlines(), 1)]
    if whole != data:
        os.truncate(path, len(whole))
    return lines


def plain(data: Any) -> Any:
    """As it reads back from JSON."""
    return json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False))


def _line(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or "answer" not in data:
        raise InputError(f"{str(path)!r}, line {number}, is no logged answer; give another file for the log.")
    return data
