"""What a training will do, told before it: rows, steps, memory, and an estimate of time from one timed step."""

import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.task.lessons import Material
from exegesis.distillation.task.objective import Learning
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.shown import shown
from exegesis.training.artifacts import parameter_count
from exegesis.training.batching import Rows
from exegesis.training.objective import Share

_MEGABYTE = 1e6


@dataclass(frozen=True)
class TrainingPlan:
    """Figures before the work. `seconds` include the teachers' answers, as if none were in the cache."""

    rows: int
    labelled: int
    cut: int
    pieces: int
    steps_per_epoch: int
    steps: int
    parameters: int
    teacher_parameters: tuple[int, ...]
    megabytes: float
    seconds: float

    def lines(self) -> list[str]:
        """The plan in words, a line each."""
        cut = f", {self.cut:,} texts longer than the window (their beginnings are read)" if self.cut else ""
        teachers = ", ".join(f"{count:,}" for count in self.teacher_parameters) or "none"
        return [
            f"rows        {self.rows:,} ({self.labelled:,} labelled), {self.pieces:,} pieces{cut}",
            f"student     {self.parameters:,} parameters; teachers: {teachers}",
            f"steps       {self.steps:,} ({self.steps_per_epoch:,} an epoch)",
            f"memory      about {self.megabytes:,.0f} MB for weights, gradients, optimiser and one batch",
            f"time        about {_spoken(self.seconds)} on this machine",
        ]


def planned(
    student: TransformerModel,
    teachers: Sequence[TransformerModel],
    given: Material,
    settings: TaskSettings,
    stages: int,
) -> TrainingPlan:
    """The plan of `stages` runs over the material. One step is timed on a copy of the student, one pass a teacher."""
    lengths = given.lesson.lengths
    batches = Learning(student, given.lesson, None, settings, 0).batches(0)
    middle = sorted(batches, key=lambda rows: float(lengths[rows].sum()))[len(batches) // 2]
    share = float(lengths.sum() / lengths[middle].sum())  # how many such batches all rows are
    steps = (settings.steps or settings.epochs * len(batches)) * stages
    epochs = steps / len(batches)
    seconds = share * epochs * _step_seconds(student, given, middle, settings)
    seconds += sum(share * _pass_seconds(teacher, given, middle) for teacher in teachers)
    known = sum(any(label >= 0 for label in labels) for labels in given.lesson.labels)
    size = parameter_count(student.model)
    return TrainingPlan(
        rows=len(lengths),
        labelled=known,
        cut=given.cut,
        pieces=given.pieces,
        steps_per_epoch=len(batches),
        steps=steps,
        parameters=size,
        teacher_parameters=tuple(parameter_count(teacher.model) for teacher in teachers),
        megabytes=_megabytes(student, size, teachers, lengths, batches),
        seconds=seconds,
    )


def _step_seconds(student: TransformerModel, given: Material, rows: Rows, settings: TaskSettings) -> float:
    """One forward and backward pass by the labels' loss, the second of two: the first is slow."""
    copy = TransformerModel(deepcopy(student.model), student.tokenizer)
    learning = Learning(copy, given.lesson, None, replace(settings, kl=0.0, hard=1.0, cosine=0.0), 0)
    copy.model.train()
    times = []
    with torch.random.fork_rng(devices=[]):
        for _ in range(2):
            started = time.perf_counter()
            for part in learning.parts(0, rows, Share(0, 1)):
                loss = learning.sums(part, ["hard"])["hard"]
                if loss.requires_grad:
                    loss.backward()  # type: ignore[no-untyped-call]
            times.append(time.perf_counter() - started)
    return times[-1]


def _pass_seconds(teacher: TransformerModel, given: Material, rows: Rows) -> float:
    inputs = teacher.passes.inputs([one.row for one in shown(teacher, [given.items[number] for number in rows])])
    started = time.perf_counter()
    with torch.inference_mode():
        teacher.passes.run(inputs)
    return time.perf_counter() - started


def _megabytes(
    student: TransformerModel,
    size: int,
    teachers: Sequence[TransformerModel],
    lengths: Rows,
    batches: Sequence[Rows],
) -> float:
    """Float32: weights, gradients, two moments of Adam and (of every setting the most) an average; then the
    activations, some 20 numbers a piece, layer and width (attention aside), and the teachers' weights."""
    config = student.model.config
    width = int(getattr(config, "hidden_size", 0) or getattr(config, "dim", 0) or 0)
    layers = int(getattr(config, "num_hidden_layers", 0) or getattr(config, "n_layers", 0) or 1)
    padded = max(int(lengths[rows].max()) * len(rows) for rows in batches)
    numbers = 5 * size + 20 * padded * width * layers + sum(parameter_count(teacher.model) for teacher in teachers)
    return 4 * numbers / _MEGABYTE


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
