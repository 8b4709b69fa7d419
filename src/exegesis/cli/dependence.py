"""`exegesis dependence`: how a model's answer goes with the columns of a table, over the rows of a file."""

from pathlib import Path
from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.progress import reading_model
from exegesis.cli.writing import ResultFiles


def dependence(
    model: o.ModelArgument,
    data: o.Data[Path],
    background: o.Background = None,
    label_column: o.LabelColumn[str | None] = None,
    target: o.Target = None,
    output: o.Output = None,
    column: Annotated[
        list[str] | None, o.option(o.ASKED, "--column", o.several("A column that gets a curve; usually all."))
    ] = None,
    drawn: Annotated[int, o.option(o.METHOD, "--drawn", "At most so many rows, drawn by --seed.")] = 500,
    shuffles: Annotated[int, o.option(o.METHOD, "--shuffles", "How often each column is shuffled.")] = 10,
    seed: o.Seed[int] = 0,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    plot: o.Plot = None,
) -> None:
    """How a model's answer goes with each column of a table.

    Partial dependence, single rows and accumulated local effects; with --label-column also what shuffling a column
    costs.
    """
    from exegesis import api
    from exegesis.data.table_files import frame_of
    from exegesis.dependence import dependence as over

    files = ResultFiles(json_path, html, plot=plot)
    files.check(inputs=(data, background))
    frame = frame_of(data)
    truths = None
    if label_column is not None:
        rows = frame_of(data, label_column)
        truths, frame = frame[label_column].tolist(), rows
    known = frame if background is None else frame_of(background)
    if label_column is not None and label_column in known:
        known = known.drop(columns=label_column)
    with reading_model(model):
        loaded = api.load(model, background=known)
    found = over(loaded, frame, target, seed, columns=column, truths=truths, output=output, rows=drawn,
                 shuffles=shuffles)  # fmt: skip
    files.write("dependence", found)
