"""The normalizers of a tokenizer.json, looked at before a library runs them: what they do wrong cannot be caught.

A character map with a false length ends the process, and replacements that grow a text a thousandfold, one after
another, take all memory.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exegesis.core.errors import LoadError

_FILE = "tokenizer.json"
_GROWTH = 1000  # characters that one may become
_HEADER = 4  # bytes: how long the table is that follows


def check_definition(source: str, options: dict[str, Any]) -> None:
    """`LoadError` where the tokenizer.json of a folder, or of a model of the hub, has normalizers that do harm."""
    stages = list(_stages(_normalizer(source, options)))
    growth = 1.0
    for stage in stages:
        if stage.get("type") == "Precompiled" and not is_map(stage.get("precompiled_charsmap")):
            raise LoadError(f"{source!r} has a damaged character map in its {_FILE}; save the tokenizer again.")
        growth *= _growth(stage)
    if growth > _GROWTH:
        raise LoadError(
            f"{source!r} has normalizers in its {_FILE} that make {growth:.3g} characters of one, which is refused."
        )


def _normalizer(source: str, options: dict[str, Any]) -> Any:
    """The stage as the file states it; None where there is none, or a file that its own reader will complain of."""
    from transformers.utils.hub import cached_file

    asked = {key: options[key] for key in ("revision", "local_files_only") if key in options}
    missing = {"_raise_exceptions_for_missing_entries": False, "_raise_exceptions_for_connection_errors": False}
    path = cached_file(source, _FILE, **asked, **missing)
    if path is None:
        return None
    try:
        definition = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return definition.get("normalizer") if isinstance(definition, dict) else None


def _stages(stage: Any) -> Iterator[dict[str, Any]]:
    waiting = [stage]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            inner = one.get("normalizers")
            waiting += inner if isinstance(inner, list) else []


def is_map(encoded: object) -> bool:
    """Whether the table is as long as it says, in numbers of four bytes."""
    try:
        data = base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
    except (binascii.Error, ValueError):
        return False
    length = int.from_bytes(data[:_HEADER], "little")
    return len(data) >= _HEADER and length % 4 == 0 and length <= len(data) - _HEADER


def _growth(stage: dict[str, Any]) -> float:
    """How many characters one may become."""
    if stage.get("type") != "Replace" or not isinstance(stage.get("content"), str):
        return 1.0
    pattern = stage.get("pattern")
    string = pattern.get("String") if isinstance(pattern, dict) else None
    return max(1.0, len(stage["content"]) / max(1, len(string or "")))
