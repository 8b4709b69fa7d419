"""`exegesis train`: fine-tune a model on labels."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.training import columns_given, numbers_given, run_job, settings_given


def train(
    model: Annotated[str | None, typer.Argument(help="What to fine-tune: bundled:NAME, a folder, or a hub id.")] = None,
    file: Annotated[Path | None, typer.Option("--config", help="A TOML file; options take its values' place.")] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(help="Labelled rows: .csv, .jsonl, .parquet, .gz; SQuAD's JSON; CoNLL columns."),
    ] = None,
    dev: Annotated[list[Path] | None, typer.Option(help="Rows to measure on after each epoch.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to write the model to.")] = None,
    head: Annotated[
        str | None, typer.Option("--task", help="classification, question-answering or token-classification.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The column of the text.")] = None,
    pair: Annotated[str | None, typer.Option(help="The column of the second text, for pairs.")] = None,
    label: Annotated[str | None, typer.Option(help="The column of the label.")] = None,
    words: Annotated[str | None, typer.Option(help="The column of the words, for tags.")] = None,
    tags: Annotated[str | None, typer.Option(help="The column of the tags.")] = None,
    labels: Annotated[
        list[str] | None, typer.Option(help="Names of the outputs, in order; usually those met in the data.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same model.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, as NAME=VALUE (epochs, lr, batch_texts...).")
    ] = None,
    every: Annotated[
        int | None, typer.Option(help="Steps between checkpoints and looks at --dev (0: an epoch).")
    ] = None,
    patience: Annotated[int | None, typer.Option(help="Stop after so many looks without a better one.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda.")] = None,
    log: Annotated[list[str] | None, typer.Option(help="mlflow, tensorboard: beside metrics.jsonl.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print steps, memory and time; train nothing.")] = False,
) -> None:
    """Fine-tune MODEL on the labels of a task. For learning from a teacher: `exegesis distill task`."""
    given = {
        "student": model,
        "data": data,
        "dev": dev,
        "out": out,
        "head": head,
        "columns": columns_given(text=text, pair=pair, label=label, words=words, tags=tags),
        "labels": labels,
        "settings": {**numbers_given(every=every, patience=patience), **settings_given(setting)},
        "device": device,
        "logs": log,
        "seed": seed,
    }
    run_job(file, given, dry_run, resume)
