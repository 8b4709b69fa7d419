"""`exegesis distill task`: a student learns a task from one teacher or several."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.training import columns_of, run_job, settings_given


def task(
    context: typer.Context,
    student: o.Student = None,
    teacher: o.Teachers = None,
    data: o.ManyData[list[Path] | None] = None,
    unlabelled: Annotated[
        list[Path] | None,
        o.option(o.TEXTS, "--unlabelled", "More rows, whose labels are not looked at; may be repeated."),
    ] = None,
    dev: o.Dev = None,
    task: o.Task = None,
    text_column: o.TextColumn[str | None] = None,
    pair_column: o.PairColumn = None,
    label_column: o.LabelColumn[str | None] = None,
    words_column: o.WordsColumn = None,
    tags_column: o.TagsColumn = None,
    config: o.Config = None,
    layers: o.Layers = None,
    shape: Annotated[str | None, o.option(o.TRAINED, "--shape", "same, or distilbert: of a BERT a DistilBERT.")] = None,
    pieces: o.Pieces = None,
    recipe: Annotated[
        str | None,
        o.option(
            o.TRAINED,
            "--recipe",
            "alone: the teacher's answers only; after: the labels first; d: half and half (step D).",
        ),
    ] = None,
    every: o.Every = None,
    patience: o.Patience = None,
    device: o.Device = None,
    log: o.Logs = None,
    no_cache: Annotated[
        bool,
        o.option(o.TRAINED, "--no-cache", "Do not keep the teachers' answers on disk."),
    ] = False,
    seed: o.Seed[int | None] = None,
    setting: o.Settings = None,
    dry_run: o.DryRun = False,
    resume: o.Resume = False,
    out: o.Out[Path | None] = None,
) -> None:
    """A student learns a task from a teacher, labels, or both.

    --data may also be SQuAD's JSON, or CoNLL columns. OUT is the finished student's folder.
    """
    from exegesis.distillation.task.logits_cache import logits_folder

    same = ("student", "data", "unlabelled", "dev", "out", "layers", "shape", "pieces", "recipe", "device", "seed")
    values = {
        **{name: context.params[name] for name in same},
        "teachers": teacher,
        "head": task,
        "columns": columns_of(context.params),
        "settings": settings_given(setting, every=every, patience=patience),
        "logs": log,
        "cache": None if no_cache else logits_folder(),
    }
    run_job(config, values, dry_run, resume)
