"""`exegesis corpus info`: which model saw which texts, and what was stored."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.writing import ResultFiles

Folder = Annotated[Path, typer.Argument(help="The folder of a corpus that `exegesis corpus build` made.")]


def info(folder: Folder, json_path: o.Json[str | None] = None) -> None:
    """Which model saw which texts, and what is stored of them."""
    from exegesis.explorer.corpus.store import read_manifest

    files = ResultFiles(json_path)
    files.check()
    files.write("corpus", read_manifest(folder))
