"""What was measured on this machine, kept in the user's cache folder for the processes to come.

EXEGESIS_CACHE names another folder. Nothing depends on it: where it cannot be read or written, it is measured again.
"""

import json
import os
from collections.abc import Callable, Sequence
from math import isfinite
from pathlib import Path
from types import ModuleType

from exegesis.core.files import write_whole
from exegesis.core.machine import machine
from exegesis.core.version import versions

_FILE = "measured.json"
_MOST = 200  # figures of other machines and versions that are kept beside this one's


def measured(name: str, measure: Callable[[], float], libraries: Sequence[ModuleType]) -> float:
    """The figure of this name for this processor and these versions of libraries, measured where none is known.

    So all processes of a machine go by the same figure, whatever else it is doing when one of them begins.
    """
    file = _folder() / _FILE
    key = f"{name}; {machine()}; {versions(*libraries)}"
    known = _read(file)
    if key not in known:
        known = {**dict(list(known.items())[1 - _MOST :]), key: float(measure())}
        _write(file, known)
    return known[key]


def _folder() -> Path:
    from platformdirs import user_cache_path

    named = os.environ.get("EXEGESIS_CACHE")
    return Path(named) if named else user_cache_path("exegesis", appauthor=False)


def _read(file: Path) -> dict[str, float]:
    """The figures of a file that anybody may have written: numbers alone."""
    try:
        data = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    pairs = data.items() if isinstance(data, dict) else ()
    return {key: value for key, value in pairs if isinstance(value, float) and isfinite(value) and value > 0}


def _write(file: Path, known: dict[str, float]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(known, indent=1))
    except (OSError, ValueError):
        return  # a home that cannot be written to
