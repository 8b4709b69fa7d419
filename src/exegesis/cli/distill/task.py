"""`exegesis distill task`: a student learns a task from one teacher or several."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.training import columns_given, numbers_given, run_job, settings_given


def task(
    student: Annotated[
        str | None,
        typer.Argument(help="The student: bundled:NAME, a folder, or a hub id; with --layers none: the teacher's."),
    ] = None,
    file: Annotated[Path | None, typer.Option("--config", help="A TOML file; options take its values' place.")] = None,
    teacher: Annotated[list[str] | None, typer.Option(help="A trained model; repeat it to average several.")] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="Rows to learn from: .csv, .tsv, .jsonl, .parquet (or .gz); SQuAD's JSON.")
    ] = None,
    unlabelled: Annotated[list[Path] | None, typer.Option(help="More rows, whose labels are not looked at.")] = None,
    dev: Annotated[list[Path] | None, typer.Option(help="Rows to measure on after each epoch.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to write the student to.")] = None,
    layers: Annotated[
        str | None, typer.Option(help="Layers of STUDENT (or of the teacher) that stay: 0,2,4; or how many, spread: 3.")
    ] = None,
    shape: Annotated[str | None, typer.Option(help="same, or distilbert: of a BERT a DistilBERT.")] = None,
    pieces: Annotated[int | None, typer.Option(help="Cut a WordPiece vocabulary to so many pieces.")] = None,
    head: Annotated[
        str | None, typer.Option("--task", help="classification, question-answering or token-classification.")
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(help="alone: the teacher's answers only; after: the labels first; d: half and half (step D)."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="The column of the text.")] = None,
    pair: Annotated[str | None, typer.Option(help="The column of the second text, for pairs.")] = None,
    label: Annotated[str | None, typer.Option(help="The column of the label.")] = None,
    words: Annotated[str | None, typer.Option(help="The column of the words, for tags.")] = None,
    tags: Annotated[str | None, typer.Option(help="The column of the tags.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same student.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, as NAME=VALUE (kl, hard, temperature, epochs, lr...).")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Do not keep the teachers' answers on disk.")] = False,
    every: Annotated[
        int | None, typer.Option(help="Steps between checkpoints and looks at --dev (0: an epoch).")
    ] = None,
    patience: Annotated[int | None, typer.Option(help="Stop after so many looks without a better one.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda.")] = None,
    log: Annotated[list[str] | None, typer.Option(help="mlflow, tensorboard: beside metrics.jsonl.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print steps, memory and time; train nothing.")] = False,
) -> None:
    """Train STUDENT on a task with a teacher: on its softened answers, on the labels, or on both."""
    from exegesis.distillation.task.logits_cache import logits_folder

    given = {
        "student": student,
        "teachers": teacher,
        "data": data,
        "unlabelled": unlabelled,
        "dev": dev,
        "out": out,
        "layers": layers,
        "shape": shape,
        "pieces": pieces,
        "head": head,
        "recipe": recipe,
        "columns": columns_given(text=text, pair=pair, label=label, words=words, tags=tags),
        "settings": {**numbers_given(every=every, patience=patience), **settings_given(setting)},
        "device": device,
        "logs": log,
        "seed": seed,
        "cache": None if no_cache else logits_folder(),
    }
    run_job(file, given, dry_run, resume)
