"""Where the experiments of `exegesis trust` write: a JSON file, its Markdown and its picture in one folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.cli.writing import as_json, say_all, write
from exegesis.core.errors import InputError


@dataclass(frozen=True)
class Results:
    """Of one experiment on one file of documents. `out` None: they are printed, and a run cannot be gone on with."""

    kind: str
    data: str  # what the documents are called
    out: Path | None

    @classmethod
    def of(cls, kind: str, data: Path, tokens: str, out: Path | None) -> "Results":
        """Makes the folder before the work; an `InputError` where it cannot be."""
        from exegesis.trust.simulated.published import data_name

        if out is not None:
            try:
                out.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InputError(f"cannot make the folder {str(out)!r}: {error.strerror}.") from error
        return cls(kind, data_name(data.name) + ("" if tokens == "code" else "-clean"), out)

    @property
    def journal(self) -> Path | None:
        """The file that keeps the parts of a run until it is done."""
        return None if self.out is None else self.out / f".{self.kind}-{self.data}.parts"

    def show(self, found: Mapping[str, Any], markdown: str, picture: bytes | None, is_done: bool = True) -> None:
        """Print the Markdown; with a folder also write KIND-DATA.json, .md and, if there is a picture, .svg."""
        say_all(markdown)
        if self.out is None:
            return
        name = f"{self.kind}-{self.data}"
        write(self.out / f"{name}.json", as_json(found))
        write(self.out / f"{name}.md", markdown)
        if picture is not None:
            write(self.out / f"{name}.svg", picture)
        if is_done and self.journal is not None:
            self.journal.unlink(missing_ok=True)
