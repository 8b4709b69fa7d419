"""`exegesis distill curve`: accuracy against the number of labels, with the teacher and without it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.training import columns_given, settings_given
from exegesis.cli.writing import say
from exegesis.core.errors import InputError


def curve(
    student: Annotated[
        str | None,
        typer.Argument(help="The student: bundled:NAME, a folder, or a hub id; with --layers none: the teacher's."),
    ] = None,
    teacher: Annotated[list[str] | None, typer.Option(help="A trained model; repeat it to average several.")] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="Labelled rows: .csv, .tsv, .jsonl, .parquet (or .gz).")
    ] = None,
    test: Annotated[list[Path] | None, typer.Option(help="Labelled rows to measure on.")] = None,
    counts: Annotated[str, typer.Option(help="Numbers of labels, such as 100,1000.")] = "10,100,1000",
    seeds: Annotated[str, typer.Option(help="One pair of students for each, such as 0,1,2.")] = "0",
    layers: Annotated[
        str | None, typer.Option(help="Layers of STUDENT (or of the teacher) that stay: 0,2,4; or how many, spread: 3.")
    ] = None,
    pieces: Annotated[int | None, typer.Option(help="Cut a WordPiece vocabulary to so many pieces.")] = None,
    head: Annotated[str, typer.Option("--task", help="classification or token-classification.")] = "classification",
    text: Annotated[str | None, typer.Option(help="The column of the text.")] = None,
    pair: Annotated[str | None, typer.Option(help="The column of the second text, for pairs.")] = None,
    label: Annotated[str | None, typer.Option(help="The column of the label.")] = None,
    words: Annotated[str | None, typer.Option(help="The column of the words, for tags.")] = None,
    tags: Annotated[str | None, typer.Option(help="The column of the tags.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, as NAME=VALUE (kl, hard, temperature, epochs, lr...).")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda.")] = "auto",
    out: Annotated[Path | None, typer.Option(help="Write the figures to this file, as JSON.")] = None,
) -> None:
    """Train students on more and more of the labels, on these alone and with the teacher, who answers all texts."""
    from exegesis.core.files import write_whole
    from exegesis.distillation.task.curves import curve_of, table_of
    from exegesis.distillation.task.job import job
    from exegesis.distillation.task.logits_cache import logits_folder

    values = {
        "student": student,
        "teachers": teacher,
        "data": data,
        "layers": layers,
        "pieces": pieces,
        "columns": columns_given(text=text, pair=pair, label=label, words=words, tags=tags),
        "settings": settings_given(setting),
    }
    given = {name: value for name, value in values.items() if value is not None}
    recipe = {"recipe": "d"} if teacher else {}
    made = job(
        {**given, **recipe, "head": head, "device": device, "cache": logits_folder(), "out": out or Path("curve")}
    )
    facts = curve_of(made, test or [], _numbers("--counts", counts), _numbers("--seeds", seeds))
    for line in table_of(facts):
        say(line)
    if out is not None:
        write_whole(out, json.dumps(facts, indent=2) + "\n")


def _numbers(option: str, text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise InputError(f"{option} takes whole numbers with commas between, not {text!r}.") from None
