"""The options that the commands of `exegesis correct` share, beside those of every command."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

from exegesis.cli import options as o

if TYPE_CHECKING:
    from exegesis.corrections.project import CorrectionProject
    from exegesis.data.labelled import Labelled

T = TypeVar("T", Path, Path | None)

Begin: TypeAlias = Annotated[str | None, o.option(o.TEXTS, "--model", f"{o.MODEL}.")]
Errors: TypeAlias = Annotated[
    T, o.option(o.TEXTS, "--errors", "Texts that the model gets wrong, with their true labels.")
]
Start: TypeAlias = Annotated[
    str | None, o.option(o.TRAINED, "--start", "What is trained, if not the present model: one from before the error.")
]


def read(path: Path, text: str, label: str | None) -> "Labelled":
    """Texts of a file, every one with its label."""
    from exegesis.data.labelled import read as labelled

    return labelled(path, text, label)[""]


def project_of(folder: Path, who: str | None = None) -> "CorrectionProject":
    """A project that is there; `InputError` says how one is begun."""
    from exegesis.core.errors import InputError
    from exegesis.corrections import CorrectionProject

    found = CorrectionProject(folder, who)
    if not found.exists:
        raise InputError(f"there is no project in {str(folder)!r}; begin one with `exegesis correct mark`.")
    return found
