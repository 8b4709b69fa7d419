"""`exegesis distill pretrain`: a masked language model into one with fewer layers, as DistilBERT was made."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.training import check_plan, given, say_plan, settings_given
from exegesis.cli.writing import say, tell

if TYPE_CHECKING:
    from exegesis.distillation.pretraining.job import PretrainingJob


def _number(name: str, help: str) -> Any:
    return o.option(o.TRAINED, name, help)


def pretrain(
    context: typer.Context,
    more: Annotated[list[Path] | None, typer.Argument(help="More files of the corpus.", metavar="[FILE]...")] = None,
    teacher: o.Teacher = None,
    corpus: Annotated[
        list[Path] | None,
        o.option(
            o.TEXTS, "--corpus", "Texts to learn from: .txt, .jsonl, .parquet, .csv, .tsv (or .gz); may be repeated."
        ),
    ] = None,
    held_out: o.ManyHeldOut = None,
    text_column: o.TextColumn[str | None] = None,
    student: Annotated[
        Path | None,
        o.option(o.TEXTS, "--student", "A student's folder to start from, not the teacher's layers."),
    ] = None,
    config: o.Config = None,
    layers: o.Layers = None,
    depth: Annotated[int | None, _number("--student-depth", "Layers of the student (default: half).")] = None,
    epochs: Annotated[int | None, _number("--epochs", "Times that the corpus is shown.")] = None,
    steps: Annotated[int | None, _number("--steps", "Stop after so many effective batches.")] = None,
    batch: Annotated[int | None, _number("--batch", "Examples of an effective batch, over all processes.")] = None,
    micro_tokens: Annotated[int | None, _number("--micro-tokens", "Tokens that go through the models at once.")] = None,
    lr: Annotated[float | None, _number("--lr", "The highest learning rate.")] = None,
    warmup: Annotated[float | None, _number("--warmup", "Share of the steps in which it rises.")] = None,
    weight_decay: Annotated[float | None, _number("--weight-decay", "AdamW's, on matrices.")] = None,
    clip: Annotated[float | None, _number("--clip", "Of the gradient's norm; 0: never.")] = None,
    precision: Annotated[str | None, _number("--precision", "auto, float32 or bfloat16.")] = None,
    kl: Annotated[float | None, _number("--kl", "Weight of the teacher's softened distribution.")] = None,
    mlm: Annotated[float | None, _number("--mlm", "Weight of the masked pieces themselves.")] = None,
    cosine: Annotated[float | None, _number("--cosine", "Weight of the cosine of the last hidden states.")] = None,
    temperature: Annotated[float | None, _number("--temperature", "That softens the distributions.")] = None,
    positions: Annotated[str | None, _number("--positions", "Where the KL is taken: all or masked.")] = None,
    masked: Annotated[float | None, _number("--masked", "Share of the pieces asked for.")] = None,
    smoothing: Annotated[float | None, _number("--smoothing", "Pieces are asked for as count^-smoothing.")] = None,
    max_length: Annotated[int | None, _number("--max-length", "Most pieces of an example.")] = None,
    shortest: Annotated[int | None, _number("--shortest", "Examples with fewer pieces are left out.")] = None,
    dropout: Annotated[float | None, _number("--dropout", "Of the student.")] = None,
    every: o.Every = None,
    keep: Annotated[int | None, _number("--keep", "Last checkpoints kept, beside the best.")] = None,
    patience: o.Patience = None,
    device: o.Device = None,
    log: o.Logs = None,
    cache: Annotated[Path | None, _number("--cache", "Where tokenised corpora are kept.")] = None,
    seed: o.Seed[int | None] = None,
    setting: o.Settings = None,
    dry_run: o.DryRun = False,
    resume: o.Resume = False,
    out: o.Out[Path | None] = None,
) -> None:
    """A masked language model into one with fewer layers.

    The student goes to OUT/student; with --held-out it is the best checkpoint. Several processes: start it by torchrun.
    """
    from exegesis.distillation.pretraining.running import STUDENT, plan_of, run

    check_plan(dry_run, resume)
    job = _job(context.params)
    if dry_run:
        return say_plan(plan_of(job).lines())
    facts = run(job, resume=resume)
    if (best := facts["progress"]["best_loss"]) is not None:
        say(f"held-out loss {best:.4f} at step {facts['progress']['best_step']}")
    tell(f"wrote {job.out / STUDENT}")


def _job(values: Mapping[str, Any]) -> "PretrainingJob":
    """The job of the options: what is a setting's name is one, the rest are the job's own."""
    from dataclasses import fields

    from exegesis.distillation.pretraining.job import pretraining_job
    from exegesis.distillation.pretraining.settings import Pretraining

    named = {one.name: values[one.name] for one in fields(Pretraining) if one.name in values}
    same = ("teacher", "out", "student", "held_out", "text_column", "seed", "device", "cache")
    corpus = [*(values["corpus"] or ()), *(values["more"] or ())]
    renamed = {"corpus": corpus, "logs": values["log"]}
    settings = settings_given(values["setting"], **named)
    own = {**{name: values[name] for name in same}, **renamed}
    return pretraining_job({**given(own), "settings": settings}, values["config"])
