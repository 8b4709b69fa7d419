"""The folder of an export: written whole or not at all, and never over something that is no export."""

from pathlib import Path
from typing import Any

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.codec import load, to_file
from exegesis.core.errors import InputError
from exegesis.exporting.graph import quiet

REPORT = "export.json"


def check_folder(out: Path, overwrite: bool) -> Path:
    """The folder to write, with links followed; `InputError` where something stands there that may not be replaced."""
    place = Path(out).resolve()
    if place.exists() and not place.is_dir():
        raise InputError(f"cannot write the folder {str(out)!r}: there is a file of that name.")
    if place.is_dir() and any(place.iterdir()):
        foreign = {path.name for path in place.iterdir()} - _written(place)
        if foreign:
            raise InputError(f"{str(out)!r} holds {min(foreign)!r}, which no export wrote; give a new folder.")
        if not overwrite:
            raise InputError(f"{str(out)!r} holds an export already; give a new folder, or allow to overwrite it.")
    if not place.parent.is_dir():
        raise InputError(f"cannot write {str(out)!r}: give a folder inside one that exists.")
    return place


def _written(place: Path) -> set[str]:
    """The names of the files that an earlier export wrote there, by its own account."""
    try:
        return set(map(str, load(place / REPORT)["contents"]))
    except (ValueError, KeyError, TypeError):
        return set()


def contents(folder: Path) -> tuple[str, ...]:
    """The names of all that is in the folder, and of the report that is to come."""
    return tuple(sorted({REPORT, *(path.name for path in folder.iterdir())}))


def write_words(model: TransformerModel, folder: Path) -> None:
    """config.json and the tokenizer's files, without paths and without any reference to code."""
    config: dict[str, Any] = model.config.to_dict()
    for name in ("_name_or_path", "auto_map"):
        config.pop(name, None)
    config.update(architectures=[type(model.model).__name__], dtype="float32")
    (folder / "config.json").write_bytes(to_file(config))
    with quiet():
        model.tokenizer.save_pretrained(folder)
