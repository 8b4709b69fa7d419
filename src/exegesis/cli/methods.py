"""`exegesis methods`: the explanation methods, and all there is to know of one."""

import inspect
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli.options import method_names
from exegesis.cli.writing import say
from exegesis.core.errors import InputError, unknown

if TYPE_CHECKING:
    from exegesis.explainers.table import Method

_NAMED = re.compile(
    r"- |[a-z_]+:|[a-z]{3,} \"|Diagnostics|Standard errors"
)  # what begins a line of its own in a docstring
EXAMPLE = "A dull plot, but the acting is wonderful."
_ROW = ["--data", "rows.csv", "--row-id", "1", "--background", "rows.csv", "--model", "my_module:trees"]
_GIVEN_BY = {
    "gradients": "gradients: a transformer as a folder, hub id or pair; of images a folder or a torch module",
    "attentions": "attention weights: a transformer as a folder, hub id or pair",
    "embeddings": "a word-embedding matrix: a transformer as a folder, hub id or pair",
    "classes": "a model of classes",
    "pixels": "a model of images",
    "trees": "trees: a forest or boosted trees, as a model of tables",
}


def methods(
    name: Annotated[str | None, typer.Argument(help="Tell all of this one.", autocompletion=method_names)] = None,
    kind: Annotated[
        str | None,
        typer.Option("--for", help="Only those that fit this kind of data: text, image, table, series, sound, events."),
    ] = None,
) -> None:
    """The explanation methods, or all there is to know of NAME."""
    from exegesis.explainers.table import METHODS

    if name is not None:
        if kind is not None:
            raise InputError("give a method's name or --for, not both.")
        return _tell(name)
    rows = list(METHODS.values()) if kind is None else _fitting(kind)
    width = max(map(len, METHODS))
    for row in rows:
        also = f" Also: {', '.join(row.aliases)}." if row.aliases else ""
        if kind is not None and "gradients" in row.load().needs:
            also += " Needs gradients."
        say(f"{row.name:<{width}}  {row.summary}{also}", width + 2)


def example(row: "Method") -> list[str]:
    """A command that runs as it stands, by its words; of images and rows where there are such files."""
    given = ["--image", "photo.jpg"] if row.reads_pixels else _ROW if row.reads_trees else [EXAMPLE]
    return ["exegesis", "explain", *given, "--method", row.name, *shlex.split(row.example)]


def _fitting(kind: str) -> "list[Method]":
    """The methods that ask of the kind of data what it gives, and of a model what one of that kind may give."""
    from exegesis.engine.kinds import KINDS
    from exegesis.explainers.table import METHODS

    if kind not in KINDS:
        raise unknown("kind of data", kind, KINDS)
    found = []
    for row in METHODS.values():
        method = row.load()
        given = {"classes", *KINDS[kind].gives}
        if method.needs <= given and (not method.asks or set(method.asks) & KINDS[kind].answers):
            found.append(row)
    return found


def _tell(name: str) -> None:
    from exegesis.engine import plan
    from exegesis.engine.kinds import KINDS
    from exegesis.explainers.table import method

    row = method(plan.named(name))
    kind = row.load()
    say(f"{row.name}: {row.summary}")
    if row.aliases:
        say(f"also called {', '.join(row.aliases)}")
    typer.echo()
    for paragraph in _paragraphs(inspect.cleandoc(kind.__doc__ or "").replace("`", "")):
        say(paragraph, 2 if _NAMED.match(paragraph) else 0)
    settings = [(field.name, _usual(field)) for field in fields(kind)]
    typer.echo("\nsettings (--set NAME=VALUE), as they are when not given:" if settings else "\nno settings of its own")
    width = max((len(name) for name, _ in settings), default=0)
    for setting, usual in settings:
        typer.echo(f"  {setting:<{width}}  {usual}")
    shared = KINDS["image"].settings if row.reads_pixels else plan.SHARED
    say(f"for every method: {', '.join(shared)}")
    typer.echo()
    say(f"needs: {'; '.join(_GIVEN_BY[need] for need in sorted(kind.needs)) or 'answers only, so any model'}")
    typer.echo(f"\n  {shlex.join(example(row))}")  # never broken: it is there to be copied


def _paragraphs(text: str) -> Iterator[str]:
    """The lines of a docstring as they are where no terminal is asked to break them, else what goes on in one line."""
    if not sys.stdout.isatty():
        yield from text.split("\n")
        return
    paragraph = ""
    for line in text.split("\n"):
        goes_on = len(paragraph) > 0 and line and not _NAMED.match(line)
        if not goes_on and paragraph:
            yield paragraph
            paragraph = ""
        if not line:
            yield ""
        paragraph = f"{paragraph} {line}" if goes_on else line
    if paragraph:
        yield paragraph


def _usual(field: "Field[Any]") -> str:
    value = field.default_factory() if field.default_factory is not MISSING else field.default
    if value is None:
        return "null"
    return f"{value:,}" if type(value) is int else str(value).lower() if type(value) is bool else str(value) or '""'
