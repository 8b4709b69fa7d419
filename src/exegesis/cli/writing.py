"""What the commands write: files checked before the work and written whole after it, JSON and tables."""

import csv
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from exegesis.cli.progress import clear
from exegesis.core.characters import escaped_json, one_line, printable
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.account import Account
    from exegesis.data.explanation import Explanation

_PICTURES = (".png", ".svg", ".pdf")
STANDARD_OUTPUT = "-"


def check_places(*paths: str | Path | None, inputs: Iterable[str | Path | None] = ()) -> None:
    """A file that cannot be written is told before the work, not after it; so are two for one place, and an input."""
    from exegesis.core.files import check_place

    given = [str(path) for path in paths if path is not None]
    for path in given:
        if given.count(path) > 1:
            place = "standard output" if path == STANDARD_OUTPUT else repr(path)
            raise InputError(f"only one thing can be written to {place}.")
        if path != STANDARD_OUTPUT:
            check_place(path)
            _check_apart(path, inputs)


def _check_apart(path: str, inputs: Iterable[str | Path | None]) -> None:
    """What is read is never written over, whatever name or link it is given by."""
    for read in inputs:
        if read is not None and os.path.exists(read) and os.path.exists(path) and os.path.samefile(read, path):
            raise InputError(f"{path!r} is what is read here; write to another file.")


def check_picture(plot: Path | None) -> None:
    """A picture's kind is told by the end of its name."""
    if plot is not None and plot.suffix.lower() not in _PICTURES:
        raise InputError(f"cannot draw {str(plot)!r}: give a name that ends in {', '.join(_PICTURES)}.")


def to_standard_output(*paths: str | Path | None) -> bool:
    """Whether one of the files is standard output, which then holds nothing else."""
    return any(str(path) == STANDARD_OUTPUT for path in paths)


def write(path: str | Path | None, text: str | bytes) -> None:
    """Write to a file and say so, or print where it is standard output; nothing where there is no path."""
    from exegesis.core.files import write_whole

    if path is None:
        return
    # Data is UTF-8, whatever the terminal is. Half a character, which an id in a file may hold, has no UTF-8: it
    # becomes an escape, which JSON reads as it was.
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    if str(path) == STANDARD_OUTPUT:
        if isinstance(text, str) and sys.stdout.isatty():
            say_all(text)
        else:
            typer.echo(data, nl=False)
        return
    write_whole(path, data)
    tell(f"wrote {path}")


def tell(line: str) -> None:
    """A line on standard error about what was done: names of files and labels in it may hold anything."""
    clear()
    typer.echo(folded(one_line(line), sys.stderr), err=True)


def say(line: str, indent: int = 0) -> None:
    """A line on standard output for a person: words of texts and labels in it may hold anything.

    On a terminal its further lines begin after `indent` blanks.
    """
    typer.echo(folded(one_line(line), sys.stdout, indent))


def folded(line: str, stream: TextIO, indent: int = 0) -> str:
    """The line broken between words where `stream` is a terminal, and whole where a program or a file reads it.

    A command at its end, which is there to be copied, is not broken: it stands on a line of its own.
    """
    import shutil
    import textwrap

    columns = shutil.get_terminal_size().columns
    if not stream.isatty() or len(line) <= columns:
        return line
    said, colon, command = line.partition(": exegesis ")
    blanks = " " * (indent if indent < columns // 2 else 4)
    lines = textwrap.wrap(
        said + colon[:1], columns, subsequent_indent=blanks, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join([*lines, *([f"exegesis {command}"] if colon else [])])


def say_all(text: str) -> None:
    """The same of text with lines and ends of its own."""
    typer.echo(printable(text), nl=False)


def check_verbose(verbose: bool, *paths: str | Path | None) -> None:
    """`InputError` where more is to be printed, and nothing is."""
    if verbose and to_standard_output(*paths):
        raise InputError("--verbose is for what is printed, and '-' prints data in its place; leave it out.")


def as_json(data: Any) -> str:
    """Indented JSON, ended by a line end; what a terminal would obey is escaped in it."""
    from exegesis.core.codec import to_json

    return escaped_json(to_json(data, indent=2)) + "\n"


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows of the same fields as CSV with a heading; None is an empty cell."""
    made = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(made[0]) if made else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return text.getvalue()


@dataclass(frozen=True)
class ResultFiles:
    """Where a result is written beside the terminal; None: nowhere."""

    json: str | None = None
    html: Path | None = None
    markdown: str | None = None
    plot: Path | None = None

    def check(self, *others: str | Path | None, inputs: Iterable[str | Path | None] = ()) -> None:
        """All places, these and others, before the work."""
        check_places(self.json, self.html, self.markdown, self.plot, *others, inputs=inputs)
        check_picture(self.plot)

    @property
    def is_printed(self) -> bool:
        """Whether standard output is taken."""
        return to_standard_output(self.json, self.html, self.markdown)

    def write(self, kind: str, found: Any, account: "Account | None" = None, is_quiet: bool = False) -> None:
        """Print a result, unless standard output is taken (`is_quiet`), and write it; `kind` names its renderers.

        `account`: the same in words, for results whose page has a place for it.
        """
        from exegesis.data.renderers import renderer

        told = {} if account is None else {"account": account}
        if not (is_quiet or self.is_printed):
            renderer(f"{kind} terminal")(found)
            if account is not None:
                typer.echo()
                renderer("account terminal")(account)
        if self.json is not None:
            write(self.json, as_json(found.to_dict()))
        if self.html is not None:
            write(self.html, renderer(f"{kind} html")(found, **told))
        if self.markdown is not None:
            write(self.markdown, renderer(f"{kind} markdown")(found))
        if self.plot is not None:
            write(self.plot, renderer(f"{kind} picture")(found, self.plot.suffix))


def write_explanations(
    found: "list[Explanation]",
    json_path: str | None,
    html: Path | None,
    plot: Path | None,
    verbose: bool = False,
    quiet: bool = False,
    accounts: "Sequence[Account] | None" = None,
) -> None:
    """Print the explanations, unless standard output is taken (`quiet`), and write the files wished for.

    `verbose`: all that is known of them. `accounts`: the same in words, one for each.
    """
    from exegesis.data.renderers import renderer

    if not quiet and not to_standard_output(json_path, html):
        renderer("terminal")(found, verbose=verbose)
        for account in accounts or ():
            typer.echo()
            renderer("account terminal")(account, is_named=len(found) > 1)
    data = [explanation.to_dict() for explanation in found]
    write(json_path, as_json(data[0] if len(data) == 1 else data))
    if html is not None:
        write(html, renderer("html")(found, accounts=accounts))
    if plot is not None:
        write(plot, renderer("picture")(found, plot.suffix))
