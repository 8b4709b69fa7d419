"""The finished parts of an experiment by name, so that a run that was ended goes on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from exegesis.core.codec import plain
from exegesis.core.journal import Journal

Part: TypeAlias = dict[str, Any]
Parts: TypeAlias = Journal[str, Part]


def kept_parts(path: Path | None, kind: str, plan: Mapping[str, Any]) -> Parts:
    """The parts that are finished; `plan` is all that decides them. Without a path nothing is kept beyond the run."""
    parts: Parts = Journal(path, kind, plan, _part, hint="give these again, or another file")
    return parts.begin()


def _part(line: Mapping[str, Any]) -> Part:
    """As it reads back from the file, so that a run that went on and one that did not end with the same."""
    kept: Part = plain(line)
    del kept["item"]
    return kept
