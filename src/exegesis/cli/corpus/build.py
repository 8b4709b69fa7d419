"""`exegesis corpus build`: the words of files as a model sees them, into a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.writing import say, tell
from exegesis.core.errors import InputError, shown

Files = Annotated[
    list[Path],
    typer.Argument(
        help="CoNLL-U (.conllu), lines of JSON with words and tags of your own, or plain texts (.txt, one a line; a "
        "column of .csv, .tsv, .jsonl, .parquet); or one of these and .gz."
    ),
]


def build(
    files: Files,
    out: o.Out[Path],
    model: o.Model[str] = "bundled:masked-words",
    layers: Annotated[
        str | None,
        o.option(o.WRITTEN, "--layers", "Layers to store, 0 for the embeddings: 0,4-6; usually all."),
    ] = None,
    no_contexts: Annotated[
        bool,
        o.option(o.WRITTEN, "--no-contexts", "Leave out what each head gives, about half of the room."),
    ] = False,
    tags: Annotated[
        str | None,
        o.option(
            o.TEXTS,
            "--tags",
            "What tags plain texts: spacy:NAME (an installed pipeline), or a token classifier like a --model.",
        ),
    ] = None,
    text_column: o.TextColumn[str | None] = None,
    dry_run: o.DryRun = False,
) -> None:
    """The words of files as a model sees them, to be searched.

    Sentences, words and tags, and of each word a vector at every layer and what each head gives. A build that was ended
    goes on when it is given again. The estimate is printed first.
    """
    chosen = None if layers is None else _layers(layers)
    asked: dict[str, Any] = {"layers": chosen, "contexts": not no_contexts, "tags": tags, "text_column": text_column}
    with _before_it_begins(out):
        with reading_model(model):
            from exegesis import api
            from exegesis.explorer import build_corpus, estimate_corpus

            loaded = api.load(model)
        said = estimate_corpus(loaded, files, **asked).said
        if dry_run:
            say(said)
            return
        tell(said)
    with progress_of("corpus") as progress:
        found = build_corpus(loaded, files, out, **asked, progress=progress)
    for note in found.manifest.notes:
        tell(f"note: {note}")
    tell(f"wrote {out}")


@contextmanager
def _before_it_begins(out: Path) -> Iterator[None]:
    """Whoever interrupts inside is told that nothing has been written."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"the build had not begun, {str(out)!r} is as it was; the same command begins it, or goes on."
        ) from None


def _layers(given: str) -> list[int]:
    """Numbers and ranges: "0,4-6"."""
    found: list[int] = []
    for part in given.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()) or (dash and int(last) < int(first)):
            raise InputError(f"--layers takes numbers and ranges, as in 0,4-6, and not {shown(given)}.")
        found += range(int(first), int(last or first) + 1)
    return found
