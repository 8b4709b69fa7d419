"""`exegesis distill export`: a model as ONNX files, checked against it and timed."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.progress import progress_of
from exegesis.cli.writing import as_json, check_places, say, tell, to_standard_output, write


def export(
    model: Annotated[str, typer.Argument(help="bundled:NAME, a folder, or a hub id.")],
    out: Annotated[Path, typer.Option(help="The folder to write; it must be new, or hold an earlier export.")],
    precision: Annotated[
        list[str] | None, typer.Option(help="fp32, fp16 or int8 (dynamic); may be repeated. Usually fp32.")
    ] = None,
    task: Annotated[str | None, typer.Option(help="The head, where the configuration names none or another.")] = None,
    texts: Annotated[
        Path | None, typer.Option(help="Texts to check and time it on, one a line (UTF-8). Usually 21 of its own.")
    ] = None,
    max_difference: Annotated[
        float | None, typer.Option(help="Refuse fp16 and int8 where a probability differs by more. Usually it is told.")
    ] = None,
    reduce_range: Annotated[
        bool, typer.Option("--reduce-range", help="int8 weights of 7 bits, for x86 processors without VNNI.")
    ] = False,
    rounds: Annotated[int, typer.Option(help="How often the texts are gone through for the times; 0: no times.")] = 5,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier export in the folder.")] = False,
    json_path: Annotated[
        str | None, typer.Option("--json", help="Write the report to this file too; '-' prints it.")
    ] = None,
) -> None:
    """Export MODEL to ONNX in the folder OUT; refused where fp32 differs from it by more than 1e-4."""
    check_places(json_path, inputs=(texts,))
    from exegesis import api
    from exegesis.exporting.exporting import Wishes
    from exegesis.exporting.exporting import export as exporting
    from exegesis.exporting.texts import texts_of

    wishes = Wishes(
        precisions=tuple(precision or ["fp32"]),
        texts=tuple(texts_of(texts)) if texts is not None else (),
        max_difference=max_difference,
        reduce_range=reduce_range,
        rounds=rounds,
        overwrite=overwrite,
    )
    loaded = api.load(model, task)
    with progress_of("export") as progress:
        report = exporting(loaded, out, wishes, progress)  # type: ignore[arg-type]
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
