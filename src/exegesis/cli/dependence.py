"""`exegesis dependence`: how a model's answer goes with the columns of a table, over the rows of a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from exegesis.cli import options as o
from exegesis.cli.inputs import target_of
from exegesis.cli.progress import reading_model
from exegesis.cli.writing import ResultFiles

if TYPE_CHECKING:
    import pandas


def dependence(
    model: o.ModelArgument,
    data: o.Data[Path],
    background: o.Background = None,
    label_column: o.LabelColumn[str | None] = None,
    target: o.Target = None,
    versus: o.Versus = None,
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
    from exegesis.adapters.table import takes_background
    from exegesis.data.table_files import frame_of
    from exegesis.dependence import dependence as over

    files = ResultFiles(json_path, html, plot=plot)
    files.check(inputs=(data, background))
    frame = frame_of(data)
    truths = None
    if label_column is not None:
        rows = frame_of(data, label_column)
        truths, frame = frame[label_column].tolist(), rows
    with reading_model(model):
        needs_rows = background is not None or takes_background(model)  # else it brings its own, or reads no tables
        known = _rows_known(frame, background, label_column) if needs_rows else None
        loaded = api.load(model) if known is None else api.load(model, background=known)
    found = over(loaded, frame, target_of(target, versus), seed, columns=column, truths=truths, output=output,
                 rows=drawn, shuffles=shuffles)  # fmt: skip
    files.write("dependence", found)


def _rows_known(frame: "pandas.DataFrame", background: Path | None, label_column: str | None) -> "pandas.DataFrame":
    """The background: of its own file, without a column of truths, or the rows that are looked at."""
    from exegesis.data.table_files import frame_of

    known = frame if background is None else frame_of(background)
    return known.drop(columns=label_column) if label_column in known else known
