"""`exegesis train`: fine-tune a model on labels."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.training import columns_of, run_job, settings_given


def train(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(help="What to fine-tune: bundled:NAME, a folder, or a hub id.")] = None,
    data: o.ManyData[list[Path] | None] = None,
    dev: o.Dev = None,
    task: o.Task = None,
    text_column: o.TextColumn[str | None] = None,
    pair_column: o.PairColumn = None,
    label_column: o.LabelColumn[str | None] = None,
    words_column: o.WordsColumn = None,
    tags_column: o.TagsColumn = None,
    labels: Annotated[
        list[str] | None,
        o.option(
            o.TEXTS, "--labels", "Names of the outputs, in order, usually those met in the data; may be repeated."
        ),
    ] = None,
    config: o.Config = None,
    every: o.Every = None,
    patience: o.Patience = None,
    device: o.Device = None,
    log: o.Logs = None,
    seed: o.Seed[int | None] = None,
    setting: o.Settings = None,
    dry_run: o.DryRun = False,
    resume: o.Resume = False,
    out: o.Out[Path | None] = None,
) -> None:
    """Fine-tune a model on the labels of a task.

    --data may also be SQuAD's JSON, or CoNLL columns. OUT is the finished model's folder. For learning from a teacher
    there is `exegesis distill task`.
    """
    values = {
        "student": model,
        "data": data,
        "dev": dev,
        "out": out,
        "head": task,
        "columns": columns_of(context.params),
        "labels": labels,
        "settings": settings_given(setting, every=every, patience=patience),
        "device": device,
        "logs": log,
        "seed": seed,
    }
    run_job(config, values, dry_run, resume)
