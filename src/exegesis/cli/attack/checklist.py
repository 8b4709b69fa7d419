"""`exegesis attack checklist`: tests of what a model must do."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.writing import ResultFiles


def checklist(
    suite: Annotated[Path, typer.Argument(help="The tests: YAML of templates, or JSON lines of texts.")],
    model: o.Model[str] = "bundled:sentiment",
    neutral: Annotated[
        str,
        o.option(o.METHOD, "--neutral", "Of a model without a neutral class: 'left out', or 'middle' (1/3 to 2/3)."),
    ] = "auto",
    seed: o.Seed[int] = 0,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Tests of what a model must do, and how often it fails."""
    files = ResultFiles(json_path, html)
    with reading_model(model):
        from exegesis.attacks import checklist as run

        files.check(inputs=(suite,))
        with progress_of("checklist") as progress:
            found = run(model, suite, seed, neutral=neutral, progress=progress)
    files.write("checklist", found)
