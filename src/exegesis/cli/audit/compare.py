"""`exegesis audit compare`: the gate between two reports; exit code 3 where something moved beyond its bound."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.writing import as_json, check_places, say, to_standard_output, write

MOVED = 3  # exit code


def compare(
    before: Annotated[Path, typer.Argument(help="The earlier report: its folder, or its report.json.")],
    after: Annotated[Path, typer.Argument(help="The later report.")],
    accuracy_bound: Annotated[
        float, o.option(o.METHOD, "--accuracy-bound", "How far accuracy may move, whole and of each class: a share.")
    ] = 0.02,
    answers_bound: Annotated[
        float, o.option(o.METHOD, "--answers-bound", "The share of the same rows that may be answered otherwise.")
    ] = 0.05,
    calibration_bound: Annotated[
        float, o.option(o.METHOD, "--calibration-bound", "How far mean confidence less accuracy may move.")
    ] = 0.03,
    explanations_bound: Annotated[
        float,
        o.option(o.METHOD, "--explanations-bound", "The least rank correlation of explanations of the same rows."),
    ] = 0.8,
    slices_bound: Annotated[
        float, o.option(o.METHOD, "--slices-bound", "How far accuracy may move in a slice.")
    ] = 0.05,
    groups_bound: Annotated[
        float, o.option(o.METHOD, "--groups-bound", "How far the rates of a group may move.")
    ] = 0.05,
    json_path: o.Json[str | None] = None,
) -> None:
    """What moved between two reports: a gate, with exit code 3.

    The code is 0 where nothing moved, and 2 where the reports cannot be compared. A thing has moved where its change is
    beyond the bound and chance does not explain it. Reports of the same rows are compared row by row.
    """
    check_places(json_path, inputs=(before, after))
    from exegesis.reports.audit.moves import Bounds, moves_between
    from exegesis.reports.audit.sections.drift import read_report
    from exegesis.reports.audit.wording import move_lines

    bounds = Bounds(accuracy_bound, answers_bound, calibration_bound, explanations_bound, slices_bound, groups_bound)
    found = moves_between(read_report(before), read_report(after), bounds)
    if not to_standard_output(json_path):
        for line in move_lines(found):
            say(line, 2)
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    if found.moved:
        raise typer.Exit(MOVED)
