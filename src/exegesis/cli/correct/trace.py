"""`exegesis correct trace`: the training texts behind errors."""

from pathlib import Path
from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.correct import options as own
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.writing import ResultFiles, as_csv, write


def trace(
    model: o.Model[str],
    data: o.Data[Path],
    errors: own.Errors[Path],
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    count: o.Count = 20,
    checkpoints: Annotated[
        Path | None,
        o.option(o.METHOD, "--checkpoints", "The run that trained the model (OUT.run, with keep=10)."),
    ] = None,
    every_weight: Annotated[
        bool, o.option(o.METHOD, "--every-weight", "Gradients of all weights, not of the last layer alone; slower.")
    ] = False,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
    csv: o.Csv = None,
) -> None:
    """The training texts that taught an error, and its like.

    --csv is a table to fill in: write drop, relabel or rewrite into its column action, change label or text where you
    say so, and give it to `exegesis correct edit --edits`.
    """
    files = ResultFiles(json_path)
    with reading_model(model):
        from exegesis.corrections import trace as traced

        files.check(csv, inputs=(data, errors))
        texts, wrong = (own.read(path, text_column, label_column) for path in (data, errors))
        with progress_of("trace") as progress:
            found = traced(
                model, texts, wrong, count, checkpoints=checkpoints, every_weight=every_weight, progress=progress
            )
    files.write("traced", found, is_quiet=csv == "-")
    if csv is not None:
        write(csv, as_csv(found.table()))
