"""A folder that holds what a person has marked, and the rounds of what was trained since: marks.json, lineage.json.

Files are written whole or not at all, a round's weights before the line that names them.
"""

import getpass
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from exegesis.core.codec import load, to_file
from exegesis.core.errors import InputError, LoadError
from exegesis.core.files import write_whole
from exegesis.data.marks import WordMarks
from exegesis.data.result import Result

MARKS, LINEAGE, ROUNDS = "marks.json", "lineage.json", "rounds"
Kept = TypeVar("Kept", bound=Result)


class ProjectFolder:
    """Marks in a folder, which is made when something is first written into it.

    `who` stands beside everything done through this object; the user's login name if not given.
    """

    def __init__(self, folder: str | Path, who: str | None = None) -> None:
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{str(folder)!r} is a file; a project is a folder.")
        self.who = who or _login()

    @property
    def exists(self) -> bool:
        """Whether anything was written into it yet."""
        return any((self.folder / name).exists() for name in (MARKS, LINEAGE))

    @property
    def marks(self) -> WordMarks:
        """As they are on disk."""
        return self._read(MARKS, WordMarks)

    def mark(self, words: Iterable[str], why: str = "") -> WordMarks:
        """Mark words as untrustworthy, for the next round on."""
        return self._keep(self.marks.mark(words, self.who, why))

    def unmark(self, words: Iterable[str], why: str = "") -> WordMarks:
        """Take marks away."""
        return self._keep(self.marks.unmark(words, self.who, why))

    def undo_mark(self) -> WordMarks:
        """Take the last thing done to the marks back."""
        return self._keep(self.marks.undo(self.who))

    def _keep(self, marks: WordMarks) -> WordMarks:
        self._write(MARKS, marks)
        return marks

    def _read(self, name: str, kind: type[Kept]) -> Kept:
        """What the file holds; where there is none, nothing was done yet."""
        path = self.folder / name
        if not path.exists():
            return kind()
        try:
            return kind.from_dict(load(path))
        except InputError as error:
            raise InputError(f"the project in {str(self.folder)!r} cannot be read ({name}): {error}") from None

    def _write(self, name: str, made: Result) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot make the folder {str(self.folder)!r}: {error.strerror}.") from error
        write_whole(self.folder / name, to_file(made.to_dict()))


def clock() -> str:
    """Now, as rounds and marks say it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def weights_hash(path: Path) -> str:
    """SHA-256 of a file of weights; `LoadError` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise LoadError(f"cannot read {str(path)!r}: {error.strerror}.") from error


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name for this user on this machine
        return "unknown"
