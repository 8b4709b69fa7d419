"""`exegesis distill pretrain`: a masked language model into one with fewer layers, as DistilBERT was made."""

from pathlib import Path
from typing import Annotated, Any

import typer

from exegesis.cli.training import settings_given
from exegesis.cli.writing import say, tell
from exegesis.core.errors import InputError


def pretrain(
    teacher: Annotated[
        str | None, typer.Option(help="A masked language model: bundled:NAME, a folder, or a hub id.")
    ] = None,
    corpus: Annotated[
        list[Path] | None, typer.Option(help="Text: .txt, .jsonl, .parquet, .csv, .tsv (or .gz). May be repeated.")
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(help="More files of the corpus.", metavar="[FILE]...")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run; the student goes to its student/.")] = None,
    config: Annotated[Path | None, typer.Option(help="A TOML file; options take its values' place.")] = None,
    layers: Annotated[
        str | None, typer.Option(help="The teacher's layers to start from, such as 0,2,4,7,9,11 (default: spread).")
    ] = None,
    student_depth: Annotated[int | None, typer.Option(help="Layers of the student (default: half).")] = None,
    student: Annotated[
        Path | None, typer.Option(help="A student's folder to start from, not the teacher's layers.")
    ] = None,
    held_out: Annotated[list[Path] | None, typer.Option(help="Text to measure on; keeps the best checkpoint.")] = None,
    field: Annotated[str | None, typer.Option(help="The column of the text in tables.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Times that the corpus is shown.")] = None,
    steps: Annotated[int | None, typer.Option(help="Stop after so many effective batches.")] = None,
    batch: Annotated[int | None, typer.Option(help="Examples of an effective batch, over all processes.")] = None,
    micro_tokens: Annotated[int | None, typer.Option(help="Tokens that go through the models at once.")] = None,
    lr: Annotated[float | None, typer.Option(help="The highest learning rate.")] = None,
    warmup: Annotated[float | None, typer.Option(help="Share of the steps in which it rises.")] = None,
    weight_decay: Annotated[float | None, typer.Option(help="AdamW's, on matrices.")] = None,
    clip: Annotated[float | None, typer.Option(help="Of the gradient's norm; 0: never.")] = None,
    precision: Annotated[str | None, typer.Option(help="auto, float32 or bfloat16.")] = None,
    kl: Annotated[float | None, typer.Option(help="Weight of the teacher's softened distribution.")] = None,
    mlm: Annotated[float | None, typer.Option(help="Weight of the masked pieces themselves.")] = None,
    cosine: Annotated[float | None, typer.Option(help="Weight of the cosine of the last hidden states.")] = None,
    temperature: Annotated[float | None, typer.Option(help="That softens the distributions.")] = None,
    positions: Annotated[str | None, typer.Option(help="Where the KL is taken: all or masked.")] = None,
    masked: Annotated[float | None, typer.Option(help="Share of the pieces asked for.")] = None,
    smoothing: Annotated[float | None, typer.Option(help="Pieces are asked for as count^-smoothing.")] = None,
    max_length: Annotated[int | None, typer.Option(help="Most pieces of an example.")] = None,
    shortest: Annotated[int | None, typer.Option(help="Examples with fewer pieces are left out.")] = None,
    dropout: Annotated[float | None, typer.Option(help="Of the student.")] = None,
    every: Annotated[int | None, typer.Option(help="Steps between checkpoints (and held-out figures).")] = None,
    keep: Annotated[int | None, typer.Option(help="Last checkpoints kept, beside the best.")] = None,
    patience: Annotated[
        int | None, typer.Option(help="Stop after so many held-out figures without a better one.")
    ] = None,
    setting: Annotated[list[str] | None, typer.Option("--set", help="Any setting, as NAME=VALUE.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same student.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda.")] = None,
    log: Annotated[list[str] | None, typer.Option(help="mlflow, tensorboard: beside metrics.jsonl.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where tokenised corpora are kept.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print plan, steps, memory, time; train nothing.")] = False,
) -> None:
    """Distil a masked language model into one with fewer layers. Several processes: start it with torchrun."""
    from exegesis.distillation.pretraining.job import job_from
    from exegesis.distillation.pretraining.running import STUDENT, plan_of, run

    named: dict[str, Any] = {
        **{"epochs": epochs, "steps": steps, "batch": batch, "micro_tokens": micro_tokens, "lr": lr, "clip": clip},
        **{"warmup": warmup, "weight_decay": weight_decay, "precision": precision, "kl": kl, "mlm": mlm},
        **{"cosine": cosine, "temperature": temperature, "positions": positions, "masked": masked},
        **{"smoothing": smoothing, "max_length": max_length, "shortest": shortest, "dropout": dropout},
        **{"every": every, "keep": keep, "patience": patience, "layers": layers, "depth": student_depth},
    }
    settings = {**_given(named), **settings_given(setting)}
    values = {
        **{"teacher": teacher, "corpus": [*(corpus or []), *(more or [])], "out": out, "student": student},
        **{"held_out": held_out, "field": field, "seed": seed, "device": device, "logs": log, "cache": cache},
    }
    job = job_from({**_given(values), "settings": settings}, config)
    if dry_run:
        if resume:
            raise InputError("--dry-run plans a run from its beginning; leave out --resume.")
        for line in plan_of(job).lines():
            say(line)
        return
    facts = run(job, resume)
    if (best := facts["progress"]["best_loss"]) is not None:
        say(f"held-out loss {best:.4f} at step {facts['progress']['best_step']}")
    tell(f"wrote {job.out / STUDENT}")


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}
