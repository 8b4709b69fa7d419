"""`exegesis distill curve`: accuracy against the number of labels, with the teacher and without it."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.training import columns_of, given, settings_given
from exegesis.cli.writing import as_json, check_places, say_all, to_standard_output, write
from exegesis.core.errors import InputError

_NOWHERE = Path("curve")  # a job has a folder; a curve keeps no model


def curve(
    context: typer.Context,
    student: o.Student = None,
    teacher: o.Teachers = None,
    data: o.ManyData[list[Path] | None] = None,
    test: Annotated[
        list[Path] | None, o.option(o.TEXTS, "--test", "Labelled rows to measure on; may be repeated.")
    ] = None,
    task: o.Task = None,
    text_column: o.TextColumn[str | None] = None,
    pair_column: o.PairColumn = None,
    label_column: o.LabelColumn[str | None] = None,
    words_column: o.WordsColumn = None,
    tags_column: o.TagsColumn = None,
    counts: Annotated[str, o.option(o.TRAINED, "--counts", "Numbers of labels, such as 100,1000.")] = "10,100,1000",
    seeds: Annotated[str, o.option(o.TRAINED, "--seeds", "One pair of students for each, such as 0,1,2.")] = "0",
    layers: o.Layers = None,
    pieces: o.Pieces = None,
    device: o.Device = None,
    setting: o.Settings = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """Accuracy by the number of labels, with a teacher and without.

    Without it a student learns from so many labels alone; with it the teacher answers all texts.
    """
    from exegesis.distillation.task.curves import curve_of, table_of
    from exegesis.distillation.task.job import task_job
    from exegesis.distillation.task.logits_cache import logits_folder

    check_places(json_path, inputs=[*(data or ()), *(test or ())])
    same = ("student", "data", "layers", "pieces", "device")
    values = {
        **{name: context.params[name] for name in same},
        "teachers": teacher,
        "head": task,
        "columns": columns_of(context.params),
        "settings": settings_given(setting),
        "recipe": "d" if teacher else None,
        "cache": logits_folder(),
        "out": _NOWHERE,
    }
    facts = curve_of(task_job(given(values)), test or [], _numbers("--counts", counts), _numbers("--seeds", seeds))
    if not to_standard_output(json_path):
        say_all("".join(f"{line}\n" for line in table_of(facts)))
    write(json_path, as_json(facts))


def _numbers(option: str, text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise InputError(f"{option} takes whole numbers with commas between, not {text!r}.") from None
