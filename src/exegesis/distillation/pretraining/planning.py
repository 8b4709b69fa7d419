"""What a run will do, told before it: tokens, steps, sizes, memory, and the time by a few timed steps."""

import time
from dataclasses import dataclass

from exegesis.distillation.pretraining.families import layers_of, width
from exegesis.distillation.pretraining.preparing import PreparedPretraining
from exegesis.training.artifacts import parameter_count
from exegesis.training.trainer import Trainer

_TIMED = 3  # steps, of which the first is not counted
_GIGABYTE = 1e9


@dataclass(frozen=True)
class PretrainingPlan:
    """Figures before the work. `gigabytes` and `seconds` for one process with this machine's speed."""

    texts: int
    examples: int
    tokens: int
    short: int
    layers: tuple[int, ...]
    student_layers: int
    teacher_layers: int
    parameters: int
    teacher_parameters: int
    steps: int
    steps_per_epoch: int
    batch: int
    processes: int
    gigabytes: float
    seconds: float

    def lines(self) -> list[str]:
        """The plan in words, a line each."""
        short = f", {self.short:,} too short and left out" if self.short else ""
        started = f", from layers {' '.join(map(str, self.layers))}" if self.layers else ""
        return [
            f"corpus    {self.texts:,} texts, {self.examples:,} examples, {self.tokens:,} tokens{short}",
            f"teacher   {self.teacher_parameters:,} parameters, {self.teacher_layers} layers",
            f"student   {self.parameters:,} parameters, {self.student_layers} layers{started}",
            f"steps     {self.steps:,} of {self.batch:,} examples ({self.steps_per_epoch:,} an epoch), "
            f"{self.processes} process{'es' if self.processes > 1 else ''}",
            f"memory    about {self.gigabytes:.1f} GB in each process",
            f"time      about {spoken(self.seconds)} on this machine",
        ]


def planned(made: PreparedPretraining) -> PretrainingPlan:
    """The plan. The timed steps change the student that was prepared: nothing else may be done with it."""
    trainer, objective = made.trainer, made.objective
    about = objective.store.about
    tokens = about.pieces + 2 * about.examples
    seconds = _seconds_a_token(trainer, made) * tokens * trainer.steps / objective.steps_per_epoch
    return PretrainingPlan(
        texts=about.texts,
        examples=about.examples,
        tokens=tokens,
        short=about.short,
        layers=made.layers,
        student_layers=len(layers_of(objective.student)),
        teacher_layers=len(layers_of(objective.teacher)),
        parameters=parameter_count(objective.student),
        teacher_parameters=parameter_count(objective.teacher),
        steps=trainer.steps,
        steps_per_epoch=objective.steps_per_epoch,
        batch=objective.settings.batch,
        processes=trainer.workers.share.size,
        gigabytes=_bytes(made) / _GIGABYTE,
        seconds=seconds,
    )


def spoken(seconds: float) -> str:
    """A stretch of time as people say it."""
    for size, name in ((172_800, "days"), (5_400, "hours"), (90, "minutes")):
        if seconds >= size:
            return f"{seconds / {'days': 86_400, 'hours': 3_600, 'minutes': 60}[name]:.1f} {name}"
    return f"{seconds:.0f} seconds"


def _seconds_a_token(trainer: Trainer, made: PreparedPretraining) -> float:
    """By steps over one micro-batch for each process, with lengths as the corpus has them."""
    lengths = made.objective.store.lengths
    rows = made.objective.batches(0)[len(made.objective.batches(0)) // 2]
    room = max(1, made.objective.settings.micro_tokens * trainer.workers.share.size // int(lengths[rows].max()))
    rows = rows[:room]
    times = []
    for _ in range(_TIMED):
        started = time.perf_counter()
        trainer.step(0, 0, rows)
        times.append(time.perf_counter() - started)
    return min(times[1:]) / int(lengths[rows].sum())


def _bytes(made: PreparedPretraining) -> float:
    """Float32: the student's weights, gradients and two moments, the teacher's weights; then one micro-batch: some 30
    numbers a piece, layer and width kept for the backward pass, and six tables of logits."""
    student, teacher = made.objective.student, made.objective.teacher
    config = student.config
    kept = 30 * width(config) * len(layers_of(student))
    logits = 6 * int(config.vocab_size)
    pieces = made.objective.settings.micro_tokens
    return 4.0 * (4 * parameter_count(student) + parameter_count(teacher) + pieces * (kept + logits))
