"""A corpus in a terminal: which model saw which files, and what is stored of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from exegesis.core.plurals import plural
from exegesis.explorer.corpus.records import TAGS
from exegesis.explorer.corpus.result import CorpusManifest
from exegesis.explorer.corpus.wording import layers_said, size_said
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console

_NAME = 12  # columns of a line's name


def show(manifest: CorpusManifest, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    console.print(paper.write(_heading(manifest), "bold"), width=width)
    for name, said in _lines(manifest):
        console.print(paper.write(f"  {paper.column(name, _NAME)}{label(said)}"), width=width)
    for note in manifest.notes:
        console.print(paper.write(f"! {label(note)}", "bold yellow"), width=width)


def _heading(manifest: CorpusManifest) -> str:
    half = "" if manifest.complete else ", half built: the same build, given again, goes on"
    return f"{plural(manifest.sentences, 'sentence')}, {plural(manifest.words, 'word')}{half}"


def _lines(manifest: CorpusManifest) -> Iterator[tuple[str, str]]:
    yield "model", f"{manifest.model} ({manifest.task}), weights {manifest.weights[:12]}"
    heads = f"{manifest.heads} heads of {manifest.head_width}"
    yield "vectors", f"layers {layers_said(manifest.layers)}, {manifest.width} wide"
    if manifest.context_layers:
        yield "heads", f"layers {layers_said(manifest.context_layers)}, {heads}"
    yield "size", size_said(sum(manifest.files.values()))
    yield "tags", "none" if manifest.tags is None else manifest.tags
    for source in manifest.sources:
        if not (manifest.complete or source.words):
            yield "file", f"{source.name}: not all read yet"
            continue
        counts = f"{plural(source.sentences, 'sentence')}, {plural(source.words, 'word')}"
        lacking = [name for name in TAGS if name not in source.annotations]
        missing = f"; not annotated: {', '.join(lacking)}" if lacking else ""
        yield "file", f"{source.name}: {counts}{missing}"
    if manifest.unseen:
        yield "unseen", f"{plural(manifest.unseen, 'word')} of which the tokenizer shows the model nothing"
