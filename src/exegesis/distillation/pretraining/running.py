"""Run a job: train, go on where a killed run stopped, write the student."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import torch
from safetensors import SafetensorError

from exegesis.core.codec import to_file
from exegesis.core.errors import InputError, ModelError
from exegesis.core.files import whole_folder
from exegesis.distillation.card import versions
from exegesis.distillation.pretraining.job import PretrainingJob
from exegesis.distillation.pretraining.planning import PretrainingPlan, planned
from exegesis.distillation.pretraining.preparing import PreparedPretraining, prepare
from exegesis.training import run_record
from exegesis.training.agreement import agreed
from exegesis.training.artifacts import parameter_count
from exegesis.training.checkpoints import Progress
from exegesis.training.storing import store
from exegesis.training.workers import Workers, workers

STUDENT = "student"  # the folder of the finished model


def run(job: PretrainingJob, *, resume: bool = False) -> dict[str, Any]:
    """Distil, and write OUT/student (the model with its tokenizer and training.json, whose content is returned).

    Beside it: checkpoints/, metrics.jsonl, run.json. Every process that trains together calls this.
    """
    crew = workers(job.device)
    try:
        with _generator_kept():
            made = prepare(job, crew)
        agreed(crew, crew.main, lambda: _begin(job, made, resume))
        for callback in made.trainer.callbacks:
            callback.start(made.record)
        try:
            progress = made.trainer.run(resume)
        finally:
            for callback in made.trainer.callbacks:
                callback.end()
        facts = _facts(made, progress, crew)
        agreed(crew, crew.main, lambda: _write(job, made, facts))
    finally:
        crew.close()
    return facts


def plan_of(job: PretrainingJob) -> PretrainingPlan:
    """What the job would do. The corpus is tokenised (and kept in the cache), a few steps are timed on a copy."""
    crew = workers(job.device)
    try:
        with _generator_kept():
            return planned(prepare(job, crew))
    finally:
        crew.close()


def _begin(job: PretrainingJob, made: PreparedPretraining, resume: bool) -> None:
    begun = bool(made.trainer.checkpoints.steps())
    try:
        job.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write to {str(job.out)!r}: {error.strerror}.") from error
    with made.trainer.owning():
        run_record.start(job.out, made.record, resume, begun)
        made.trainer.checkpoints.sweep()


def _facts(made: PreparedPretraining, progress: Progress, crew: Workers) -> dict[str, Any]:
    return {
        **made.record,
        "progress": asdict(progress),
        "parameters": parameter_count(made.trainer.model),
        "teacher_parameters": parameter_count(made.objective.teacher),
        "tokens": asdict(made.objective.store.about),
        "processes": crew.share.size,
        "versions": versions(),
    }


def _write(job: PretrainingJob, made: PreparedPretraining, facts: dict[str, Any]) -> None:
    try:
        with whole_folder(job.out / STUDENT) as folder:
            store(made.trainer.model, folder)
            made.tokenizer.save_pretrained(folder)
            (folder / "training.json").write_bytes(to_file(facts))
    except (OSError, SafetensorError) as error:
        said = made.trainer.checkpoints.last_in_words()
        raise ModelError(f"cannot write the student: {getattr(error, 'strerror', None) or error}. {said}") from error


@contextmanager
def _generator_kept() -> Iterator[None]:
    with torch.random.fork_rng(devices=[]):
        yield
