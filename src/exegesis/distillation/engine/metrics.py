"""Metrics as JSON lines, one a step, that go on where a resumed run does."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exegesis.errors import ModelError
from exegesis.files import write_whole


class Metrics:
    """The file of a run's metrics."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rewind(self, step: int) -> None:
        """Forget what was written after `step`: a resumed run writes it again."""
        if not self.path.is_file():
            return
        kept = [line for line in self.path.read_text(encoding="utf-8").splitlines() if _step(line) <= step]
        write_whole(self.path, "".join(f"{line}\n" for line in kept))

    def write(self, values: Mapping[str, Any]) -> None:
        """Add one line."""
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(values) + "\n")
        except OSError as error:
            raise ModelError(f"cannot write {self.path.name}: {error.strerror}.") from error


def _step(line: str) -> float:
    """The step of a line; infinity for one that was cut short by a kill."""
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):
        return float("inf")
