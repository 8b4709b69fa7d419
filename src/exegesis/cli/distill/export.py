"""`exegesis distill export`: a model as ONNX files, checked against it and timed."""

from pathlib import Path
from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import texts_of
from exegesis.cli.writing import as_json, check_places, say, tell, to_standard_output, write


def export(
    model: o.ModelArgument,
    out: o.Out[Path],
    task: o.Task = None,
    data: o.Data[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    limit: o.Limit = None,
    skip_bad: o.SkipBad = False,
    precision: Annotated[
        list[str] | None,
        o.option(
            o.METHOD,
            "--precision",
            "What numbers are written as: fp32 (usual), fp16 or int8 (dynamic); may be repeated.",
        ),
    ] = None,
    max_difference: Annotated[
        float | None,
        o.option(
            o.METHOD,
            "--max-difference",
            "Refuse fp16 and int8 where a probability differs by more. Usually it is told.",
        ),
    ] = None,
    reduce_range: Annotated[
        bool,
        o.option(o.METHOD, "--reduce-range", "int8 weights of 7 bits, for x86 processors without VNNI."),
    ] = False,
    timing_rounds: o.TimingRounds = 5,
    overwrite: Annotated[
        bool,
        o.option(o.WRITTEN, "--overwrite", "Replace an earlier export in the folder."),
    ] = False,
    json_path: o.Json[str | None] = None,
) -> None:
    """A model as ONNX files, checked against it and timed.

    Refused where fp32 differs from it by more than 1e-4. The texts are those of --data, else 21 of its own.
    """
    check_places(json_path, inputs=(data,))
    from exegesis import api
    from exegesis.exporting.exporting import export as exporting

    texts = () if data is None else texts_of(data, text_column, None, limit, skip_bad).texts
    loaded = api.load(model, task)
    with progress_of("export") as progress:
        report = exporting(
            loaded, out, precisions=tuple(precision or ["fp32"]), texts=texts, max_difference=max_difference,
            reduce_range=reduce_range, timing_rounds=timing_rounds, overwrite=overwrite, progress=progress,
        )  # fmt: skip
    if not to_standard_output(json_path):
        _print(report.table())
    write(json_path, as_json(report.to_dict()))
    tell(f"wrote {out}")


def _print(table: list[tuple[str, ...]]) -> None:
    """The columns under one another, the first to the left and numbers to the right."""
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for name, *cells in table:
        numbers = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        say("  ".join((name.ljust(widths[0]), *numbers)).rstrip())
