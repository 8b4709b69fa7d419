"""Accuracy against the number of labels, with the teacher and without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.distillation.task.examples import Example, TagExample, TextExample
from exegesis.distillation.task.lessons import material, taught
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.training import learn, right_share


@dataclass(frozen=True)
class CurvePoint:
    """With so many labels: the share right on the test set, trained on these labels alone, and with the teacher, who
    answers all texts, labelled or not."""

    labels: int
    seed: int
    without_teacher: float
    with_teacher: float


def label_curve(
    start: Callable[[], TransformerModel],
    teachers: Sequence[TransformerModel],
    train: Sequence[Example],
    test: Sequence[Example],
    counts: Sequence[int],
    settings: TaskSettings,
    seeds: Sequence[int] = (0,),
    cache: Path | None = None,
) -> list[CurvePoint]:
    """Train two fresh students (`start`) for each count and seed; `train` is labelled, and labels beyond the count
    are hidden. Both take about the same number of steps: fewer rows are shown more often."""
    if not counts or min(counts) < 1 or max(counts) > len(train):
        raise InputError(f"counts of labels must lie between 1 and {len(train)}, the number of labelled rows.")
    found = []
    for seed in seeds:
        order = np.random.default_rng([seed, 2]).permutation(len(train))
        for count in counts:
            chosen = {int(number) for number in order[:count]}
            few = [one for number, one in enumerate(train) if number in chosen]
            some = [one if number in chosen else unlabelled(one) for number, one in enumerate(train)]
            longer = replace(settings, kl=0.0, hard=1.0, cosine=0.0, epochs=round(settings.epochs * len(train) / count))
            alone = _trained(start, [], few, test, longer, seed, cache)
            found.append(CurvePoint(count, seed, alone, _trained(start, teachers, some, test, settings, seed, cache)))
    return found


def unlabelled(example: Example) -> Example:
    """The example without what is to be learned; a question keeps its answers, which its rows cannot do without."""
    if isinstance(example, TextExample):
        return replace(example, label=None)
    if isinstance(example, TagExample):
        return replace(example, tags=None)
    raise InputError("a curve of labels is for classification and tags; questions have answers, not labels.")


def _trained(
    start: Callable[[], TransformerModel],
    teachers: Sequence[TransformerModel],
    examples: Sequence[Example],
    test: Sequence[Example],
    settings: TaskSettings,
    seed: int,
    cache: Path | None,
) -> float:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        student = start()
        given = material(student, examples)
        lesson = taught(student, teachers, given, settings, cache) if teachers else given.lesson
        learn(student, lesson, None, settings, seed)
    return right_share(student, material(student, test).lesson)
