"""What a run is, in run.json of its folder: a checkpoint is only gone on with by the run it belongs to."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError
from exegesis.core.files import write_whole

_FILE = "run.json"
_FREE = ("settings.keep", "settings.every")  # may change from one start to the next: no weight depends on them


def start(folder: Path, run: Mapping[str, Any], resume: bool, begun: bool) -> None:
    """Write the run's record, or compare it with the one there.

    `begun`: whether the folder has checkpoints. Raises `InputError` where they are of another run, or not asked for.
    """
    if begun and not resume:
        raise InputError(f"{str(folder)!r} holds checkpoints; go on with --resume, or give another folder with --out.")
    plain = json.loads(json.dumps(run))
    if begun:
        different = list(differences(_read(folder / _FILE), plain))
        if different:
            raise InputError(f"the checkpoints in {str(folder)!r} are of another run: {'; '.join(different)}.")
    write_whole(folder / _FILE, json.dumps(plain, indent=2) + "\n")


def differences(stored: Mapping[str, Any], given: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """ "settings.lr was 0.0005 and is 0.001", for each value that matters."""
    for name in [*stored, *(name for name in given if name not in stored)]:
        was, now, path = stored.get(name), given.get(name), prefix + name
        if isinstance(was, dict) and isinstance(now, dict):
            yield from differences(was, now, f"{path}.")
        elif was != now and path not in _FREE:
            yield f"{path} was {_short(was)} and is {_short(now)}"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(f"cannot read {_FILE} beside the checkpoints; start anew in another folder.") from None
    if not isinstance(found, dict):
        raise InputError(f"{_FILE} beside the checkpoints is not a run's; start anew in another folder.")
    return found


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
