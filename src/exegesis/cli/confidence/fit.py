"""`exegesis confidence fit`: a confidence made of signals, and the threshold that keeps a wished precision."""

from pathlib import Path
from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.confidence.labelled import labelled
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.writing import ResultFiles, tell
from exegesis.core.errors import InputError


def fit(
    model: o.Model[str] = "bundled:sentiment",
    data: o.Data[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    limit: o.Limit = None,
    signal: Annotated[
        list[str] | None,
        o.option(o.ASKED, "--signal", o.several("A signal of right and wrong; without any all that can be had.")),
    ] = None,
    right: Annotated[
        float | None, o.option(o.ASKED, "--right", "The share of the answers given that must be right (usually 0.9).")
    ] = None,
    wrong: Annotated[
        float | None, o.option(o.ASKED, "--wrong", "Instead: the share of all rows that may get a wrong answer.")
    ] = None,
    delta: Annotated[float, o.option(o.METHOD, "--delta", "The chance that --right does not hold.")] = 0.1,
    f1: Annotated[
        float | None, o.option(o.ASKED, "--f1", "Of questions: the token F1 from which on an answer is right.")
    ] = None,
    method: o.Methods = None,
    unit: o.Unit[str] = "word",
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    journal: o.Journal = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    plot: o.Plot = None,
) -> None:
    """From which confidence on answers keep a wished precision.

    Rows with labels, or a file in SQuAD's format (.json). On one half the signals are put together, on the other it is
    judged what they are worth, and the threshold is set. What --json writes is what `exegesis confidence apply` reads.
    """
    if data is None:
        raise InputError("give --data FILE: rows with what is true of them.")
    files = ResultFiles(json_path, html, plot=plot)
    files.check(journal, inputs=(data,))
    rows = labelled(data, text_column, label_column, limit)
    if not rows.are_known:
        raise InputError(f"{data.name} says of no row what is true; name the column of the labels by --label-column.")
    with reading_model(model):
        from exegesis.confidence import fit as fitted

        with progress_of("confidence") as progress:
            found = fitted(
                model, rows.inputs, method or "auto", seed, unit, rows.ids, truths=rows.truths, signals=signal or "all",
                precision=right, wrong=wrong, delta=delta, f1=f1, journal=journal, progress=progress,
            )  # fmt: skip
    files.write("confidence", found)
    if found.failed:
        tell(f"left out {found.failed:,} of {len(rows.inputs):,} rows, which could not be asked")
