"""One run of training a student on a task, by the trainer of long runs."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import nn

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.distillation.task.distributions import answers
from exegesis.distillation.task.fingerprints import record_of
from exegesis.distillation.task.objective import Learning, Lesson
from exegesis.distillation.task.settings import TaskSettings
from exegesis.training import run_record
from exegesis.training.agreement import agreed
from exegesis.training.callbacks import callbacks
from exegesis.training.checkpoints import Progress
from exegesis.training.trainer import Trainer
from exegesis.training.workers import Alone, Workers


@dataclass(frozen=True)
class Run:
    """Where a training keeps its checkpoints and metrics, whether it goes on from them, who else takes part."""

    folder: Path
    workers: Workers
    resume: bool = False
    logs: Sequence[str] = ()


def learn(
    student: TransformerModel,
    lesson: Lesson,
    dev: Lesson | None,
    settings: TaskSettings,
    seed: int,
    run: Run | None = None,
) -> Progress:
    """Train the student in place; it is left with the weights that did best on `dev`, else the last.

    `run` None: nothing is kept. Raises `NotFinite`, with the rows, where the loss is no longer a number; `InputError`
    where the folder holds checkpoints of another run, or of this one and `resume` is not asked for.
    """
    if run is None:
        with TemporaryDirectory() as folder:
            last = settings if dev is not None else replace(settings, every=_NEVER)
            return learn(student, lesson, dev, last, seed, Run(Path(folder), Alone(_device(student))))
    logs = callbacks(run.logs, run.folder) if run.workers.main else []
    learning = Learning(student, lesson, dev, settings, seed)
    with _dropout(student.model, settings.dropout):
        trainer = Trainer(student.model, learning, settings, run.workers, run.folder, seed, logs)
        record = record_of(learning)
        agreed(run.workers, run.workers.main, lambda: _begin(trainer, record, run))
        for callback in logs:
            callback.start(record)
        try:
            return trainer.run(run.resume)
        finally:
            for callback in logs:
                callback.end()


def right_share(student: TransformerModel, dev: Lesson) -> float:
    """The share of labelled distributions whose largest logit is at the label (of regression: minus the mean squared
    error); NaN where none is labelled."""
    right: list[float] = []
    for table, labels in zip(answers(student, dev.rows), dev.labels, strict=True):
        if student.kind == "regression":
            right += [-((float(table[0, 0]) - label) ** 2) for label in labels if not math.isnan(label)]
        else:
            pairs = zip(table.argmax(axis=-1), labels, strict=True)
            right += [float(best == label) for best, label in pairs if label >= 0]
    return float(np.mean(right)) if right else float("nan")


_NEVER = 1 << 30  # steps between checkpoints: one at the end


def _begin(trainer: Trainer, record: dict[str, Any], run: Run) -> None:
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write to {str(run.folder)!r}: {error.strerror}.") from error
    with trainer.owning():
        run_record.start(run.folder, record, run.resume, bool(trainer.checkpoints.steps()))
        trainer.checkpoints.sweep()


def _device(student: TransformerModel) -> torch.device:
    device: torch.device = student.model.device
    return device


@contextmanager
def _dropout(model: nn.Module, share: float) -> Iterator[None]:
    """Within the block every dropout of the model is of this share; below 0 they stay as they are."""
    layers = [module for module in model.modules() if isinstance(module, nn.Dropout)] if share >= 0 else []
    before = [layer.p for layer in layers]
    for layer in layers:
        layer.p = share
    try:
        yield
    finally:
        for layer, old in zip(layers, before, strict=True):
            layer.p = old
