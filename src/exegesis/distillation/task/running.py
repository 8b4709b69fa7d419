"""Run a job: train, go on where a killed run stopped, write the student's folder."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import torch
from safetensors import SafetensorError

from exegesis.adapters.quiet import quiet
from exegesis.core.codec import to_file
from exegesis.core.errors import ModelError
from exegesis.core.files import sha256, whole_folder
from exegesis.distillation.card import versions
from exegesis.distillation.task.job import TaskJob
from exegesis.distillation.task.lessons import taught
from exegesis.distillation.task.objective import Lesson
from exegesis.distillation.task.planning import TrainingPlan, planned
from exegesis.distillation.task.preparing import PreparedTask, prepare
from exegesis.distillation.task.settings import LABELS_ONLY
from exegesis.distillation.task.training import Run, learn, right_share
from exegesis.training.agreement import agreed
from exegesis.training.checkpoints import Progress
from exegesis.training.progress import say
from exegesis.training.workers import Workers, workers

_FIRST = "labels"  # the folder of the first stage's run, by recipe "after"


def plan_of(job: TaskJob) -> TrainingPlan:
    """What the job would do; nothing is trained or written."""
    crew = workers(job.device)
    try:
        with _seeded(job.seed):
            made = prepare(job, crew)
            return planned(made.student, made.teachers, made.given, job.chosen, 2 if job.after else 1)
    finally:
        crew.close()


def run(job: TaskJob, *, resume: bool = False) -> dict[str, Any]:
    """Train and write the student's folder with its training.json, which is returned.

    Beside it, in OUT.run: checkpoints/, metrics.jsonl, run.json. Every process that trains together calls this.
    """
    crew = workers(job.device)
    try:
        with _seeded(job.seed):
            made = prepare(job, crew)
            progress = _learn(job, made, crew, resume)
        facts = _facts(job, made, progress, crew)
        agreed(crew, crew.main, lambda: _write(job, made, facts))
    finally:
        crew.close()
    return facts


def _learn(job: TaskJob, made: PreparedTask, crew: Workers, resume: bool) -> Progress:
    settings, dev = job.chosen, None if made.dev is None else made.dev.lesson
    if made.labelled is not None:
        say("first the labels")
        alone: dict[str, Any] = dict(LABELS_ONLY)
        first = Run(job.run / _FIRST, crew, resume, job.logs)
        learn(made.student, made.labelled.lesson, dev, replace(settings, **alone), job.seed, first)
    lesson = _taught(job, made, crew) if made.teachers else made.given.lesson
    return learn(made.student, lesson, dev, settings, job.seed, Run(job.run, crew, resume, job.logs))


def _taught(job: TaskJob, made: PreparedTask, crew: Workers) -> Lesson:
    """The teachers are asked once on each machine, where there is a cache to share."""

    def ask() -> Lesson:
        return taught(made.student, made.teachers, made.given, job.chosen, job.cache)

    if job.cache is not None:
        agreed(crew, crew.local_main and crew.share.size > 1, ask)
    return ask()


def _facts(job: TaskJob, made: PreparedTask, progress: Progress, crew: Workers) -> dict[str, Any]:
    """What training.json holds: settings, data by digest, the models' fingerprints, versions."""
    share = float("nan") if made.dev is None else right_share(made.student, made.dev.lesson)
    return {
        "head": job.head,
        "recipe": job.recipe or ("alone" if job.teachers else "labels"),
        "settings": asdict(job.chosen),
        "seed": job.seed,
        "student": made.student.name,
        "layers": list(made.layers),
        "pieces": int(made.student.config.vocab_size) if job.pieces else None,
        "teachers": [{"name": one.name, "weights": one.fingerprint().weights} for one in made.teachers],
        "data_sha256": {path.name: sha256(path) for path in (*job.data, *job.unlabelled, *job.dev)},
        "rows": len(made.given.lesson.rows),
        "dev": None if math.isnan(share) else share,
        "progress": asdict(progress),
        "processes": crew.share.size,
        "versions": versions(),
    }


def _write(job: TaskJob, made: PreparedTask, facts: Mapping[str, Any]) -> None:
    made.student.model.eval()
    try:
        with quiet(), whole_folder(job.out) as folder:
            made.student.model.save_pretrained(folder)
            made.student.tokenizer.save_pretrained(folder)
            (folder / "training.json").write_bytes(to_file(facts))
    except (OSError, SafetensorError) as error:
        why = getattr(error, "strerror", None) or error
        raise ModelError(f"cannot write the student: {why}. Make room, then go on with --resume.") from error


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Within the block torch draws from the seed; afterwards its generator is as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
