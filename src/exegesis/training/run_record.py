"""What a run is, in run.json of its folder: a checkpoint is only gone on with by the run it belongs to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exegesis.core.codec import load, plain, to_file
from exegesis.core.errors import InputError
from exegesis.core.files import write_whole
from exegesis.core.journal import difference

_FILE = "run.json"
_FREE = ("keep", "every")  # settings that may change from one start to the next: no weight depends on them


def start(folder: Path, run: Mapping[str, Any], resume: bool, begun: bool) -> None:
    """Write the run's record, or compare it with the one there.

    `begun`: whether the folder has checkpoints. Raises `InputError` where they are of another run, or not asked for.
    """
    if begun and not resume:
        raise InputError(f"{str(folder)!r} holds checkpoints; go on with --resume, or give another folder with --out.")
    given = plain(run)
    if begun:
        different = difference(_bound(_read(folder / _FILE)), _bound(given))
        if different:
            raise InputError(f"the checkpoints in {str(folder)!r} are of another run: {different}.")
    write_whole(folder / _FILE, to_file(given))


def _bound(run: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what a run may change."""
    settings = run.get("settings")
    kept = {name: value for name, value in (settings or {}).items() if name not in _FREE}
    return {**run, **({"settings": kept} if settings else {})}


def _read(path: Path) -> dict[str, Any]:
    try:
        found = load(path)
    except InputError:
        raise InputError(f"cannot read {_FILE} beside the checkpoints; start anew in another folder.") from None
    if not isinstance(found, dict) or not isinstance(found.get("settings", {}), dict):
        raise InputError(f"{_FILE} beside the checkpoints is not a run's; start anew in another folder.")
    return found
