"""What an experiment has found so far, a JSON line for each part of it, so that a run that was ended goes on."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exegesis.errors import InputError


class Journal:
    """Finished parts by name. The first line holds the settings: a file made with others is refused.

    Without a path nothing is kept beyond the run. A last line that was cut off is dropped.
    """

    def __init__(self, path: Path | None, settings: Mapping[str, Any]) -> None:
        self.path = path
        self.found: dict[str, dict[str, Any]] = {}
        if path is None:
            return
        plain = json.loads(json.dumps(dict(settings)))
        lines = _lines(path)
        if not lines:
            _append(path, {"settings": plain}, fresh=True)
            return
        _check(path, lines[0].get("settings"), plain)
        self.found = {str(line["part"]): line["found"] for line in lines[1:] if "part" in line and "found" in line}

    def add(self, part: str, found: Mapping[str, Any]) -> None:
        """Keep what was found for a part; on the disk before this returns."""
        self.found[part] = json.loads(json.dumps(dict(found)))
        if self.path is not None:
            _append(self.path, {"part": part, "found": self.found[part]})


def _lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a journal; none where there is no file. Half a line at its end is cut off."""
    if not path.exists():
        return []
    try:
        raw = path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        lines = [json.loads(line) for line in whole.splitlines() if line.strip()]
        if not all(isinstance(line, dict) for line in lines):
            raise ValueError
        if len(whole) < len(raw):
            os.truncate(path, len(whole))
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror}.") from error
    except (ValueError, RecursionError):
        raise InputError(f"{str(path)!r} is no record of an experiment; give another file, or remove it.") from None
    return lines


def _check(path: Path, kept: Any, wanted: Mapping[str, Any]) -> None:
    if not isinstance(kept, dict):
        raise InputError(f"{str(path)!r} is no record of an experiment; give another file, or remove it.")
    other = sorted(name for name in {*kept, *wanted} if kept.get(name) != wanted.get(name))
    if other:
        name = other[0]
        raise InputError(
            f"{str(path)!r} was begun with other settings ({name}: {kept.get(name)!r}, now {wanted.get(name)!r}); "
            "give these again, or another file."
        )


def _append(path: Path, line: Mapping[str, Any], fresh: bool = False) -> None:
    try:
        with path.open("wb" if fresh else "ab") as file:
            file.write((json.dumps(line, allow_nan=False) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"cannot write {str(path)!r}: {error.strerror}.") from error
