"""Where the commands of `exegesis trust` write: a JSON file, its Markdown and its picture in one folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exegesis.cli.writing import as_json, say_all, write
from exegesis.core.errors import InputError


def check_folder(out: Path | None) -> None:
    """Make the folder of the results before the work; an `InputError` where it cannot be."""
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {str(out)!r}: {error.strerror}.") from error


def show(found: Mapping[str, Any], markdown: str, picture: bytes | None, out: Path | None, name: str) -> None:
    """Print the Markdown; with a folder also write NAME.json, NAME.md and, if there is one, the picture NAME.svg."""
    say_all(markdown)
    if out is None:
        return
    write(out / f"{name}.json", as_json(found))
    write(out / f"{name}.md", markdown)
    if picture is not None:
        write(out / f"{name}.svg", picture)
