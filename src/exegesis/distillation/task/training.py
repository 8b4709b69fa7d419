"""One run of training a student on a task, through the loop that all recipes share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.batching import Rows, plan
from exegesis.distillation.loop import train
from exegesis.distillation.task.distributions import Logits, answers, distributions, lengths_of, stacked
from exegesis.distillation.task.losses import classes_loss, values_loss
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.shown import Shown
from exegesis.errors import ModelError

_KEPT_EVERY = 20  # steps between copies of the weights, so that a failure loses little


@dataclass(frozen=True)
class Lesson:
    """n rows; the true class of each of their distributions (-1 or NaN: none); the teacher's logits, if any."""

    rows: Sequence[Shown]
    labels: Sequence[Sequence[float]]
    teacher: Sequence[Logits] | None = None


class NotFinite(ModelError):
    """The loss became NaN or infinite; the student has the last weights whose loss was a number."""


def learn(student: TransformerModel, lesson: Lesson, dev: Lesson | None, settings: TaskSettings, seed: int) -> None:
    """Train the student in place. Raises `NotFinite`, with the batch, where the loss is no longer a number."""
    guard = _Guard(student.model)

    def planner(random: np.random.Generator) -> list[Rows]:
        return plan(lengths_of(lesson.rows), settings.batch_texts, settings.batch_tokens, random)

    def loss_of(working: nn.Module, numbers: Rows) -> torch.Tensor:
        found = loss_on(student, working, lesson, numbers, settings)
        guard.check(found, numbers)
        return found

    def report() -> str:
        return "" if dev is None else f"dev {right_share(student, dev):.4f}"

    train(student.model, settings, planner, loss_of, report, seed)


def loss_on(
    student: TransformerModel, working: nn.Module, lesson: Lesson, numbers: Rows, settings: TaskSettings
) -> torch.Tensor:
    """The loss of the rows of these numbers under `working`, the student itself or a copy of it in less precision."""
    batch = [lesson.rows[number] for number in numbers]
    inputs = student.inputs([one.row for one in batch])
    logits = distributions(student.head, working(**inputs), inputs, batch)
    labels = [label for number in numbers for label in lesson.labels[number]]
    teacher = None if lesson.teacher is None else stacked([lesson.teacher[n] for n in numbers], logits.device)
    if student.kind == "regression":
        return values_loss(logits, torch.tensor(labels, device=logits.device), teacher, settings)
    whole = torch.tensor(labels, device=logits.device).long()
    return classes_loss(logits, whole, teacher, settings)


def right_share(student: TransformerModel, dev: Lesson) -> float:
    """The share of labelled distributions whose largest logit is at the label (of regression: minus the mean squared
    error). In the state that the model is in: the loop asks between epochs, in evaluation mode."""
    right: list[float] = []
    for table, labels in zip(answers(student, dev.rows), dev.labels, strict=True):
        if student.kind == "regression":
            right += [-((float(table[0, 0]) - label) ** 2) for label in labels if not np.isnan(label)]
        else:
            pairs = zip(table.argmax(axis=-1), labels, strict=True)
            right += [float(best == label) for best, label in pairs if label >= 0]
    return float(np.mean(right)) if right else float("nan")


class _Guard:
    """Keeps a copy of the last weights whose loss was a number, and stops where it is none."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.batch = 0
        self.kept: dict[str, Any] = {}

    def check(self, loss: torch.Tensor, numbers: Rows) -> None:
        self.batch += 1
        if bool(loss.isfinite()):
            if self.batch % _KEPT_EVERY == 1 or not self.kept:
                self.kept = {name: tensor.detach().clone() for name, tensor in self.model.state_dict().items()}
            return
        if self.kept:
            self.model.load_state_dict(self.kept)
        rows = ", ".join(str(number + 1) for number in sorted(numbers.tolist())[:8])
        raise NotFinite(
            f"the loss became {loss.item()} at batch {self.batch} (rows {rows}{', ...' if len(numbers) > 8 else ''}); "
            "lower lr, or look at these rows."
        )
