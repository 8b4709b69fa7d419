"""Metrics as JSON lines, one a step, that go on where a resumed run does; the file belongs to one run at a time."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exegesis.core.journal import parsed
from exegesis.core.owned import OwnedFile


class Metrics:
    """The file of a run's metrics."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: OwnedFile | None = None

    def own(self) -> OwnedFile:
        """The file, which is this run's from now on; `InputError` where another run is writing it."""
        if self._file is None:
            self._file = OwnedFile(self.path, "give another folder with --out")
        return self._file

    def rewind(self, step: int) -> None:
        """Forget what was written after `step`: a resumed run writes it again."""
        lines = list(self.own().lines())
        kept = [line for line in lines if line.endswith(b"\n") and _step(line) <= step]
        if kept != lines:
            self.own().replace(iter(kept))

    def write(self, values: Mapping[str, Any]) -> None:
        """Add one line."""
        self.own().add((json.dumps(values) + "\n").encode())

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _step(line: bytes) -> float:
    """The step of a line; infinity for one that has none."""
    try:
        return float((parsed(line) or {})["step"])
    except (KeyError, TypeError, ValueError):
        return float("inf")
