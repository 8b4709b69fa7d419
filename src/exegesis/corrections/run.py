"""The training texts behind an error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.core.errors import check_count
from exegesis.core.types import Floats
from exegesis.corrections.checkpoints import checkpoints_of
from exegesis.corrections.influence import influences
from exegesis.corrections.lessons import correctable, lesson_of, named
from exegesis.corrections.nearness import nearness
from exegesis.corrections.result import TracedText, TracedTexts, WrongText
from exegesis.data.labelled import Labelled


def trace(
    model: Any,
    data: Labelled,
    wrong: Labelled,
    count: int = 20,
    *,
    checkpoints: Path | str | None = None,
    every_weight: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> TracedTexts:
    """The training texts behind errors: those that taught them, and those that the model sees as it sees them.

    A text's influence is TracIn (Pruthi et al. 2020): over checkpoints the sum of the learning rate times the product
    of its gradient and the errors' mean gradient. Below 0, a step on the text raised the loss of the errors.

    Args:
        model: a classifier of texts, as `exegesis.load` takes or gives it.
        data: the texts that it was trained on, with their labels.
        wrong: texts that it gets wrong, with their true labels.
        count: how many of each list are given.
        checkpoints: the folder of the training run (`OUT.run`, or `runs/N` of a project); without it the influence is
            of one step from the model as it is, with learning rate 1.
        every_weight: gradients of all weights, not of the last layer alone: slower, and nearer to what training did.
        progress: called as (texts done, texts in all).

    Returns:
        The texts most against the true labels of the errors, and those nearest to them.

    Raises:
        InputError: a label that the model does not have, a folder without checkpoints.
        UnsupportedError: the model is no transformer that classifies texts.
    """
    check_count("count", count)
    loaded = correctable(api.load(model))
    texts, errors = named(loaded, data), named(loaded, wrong)
    kept = () if checkpoints is None else checkpoints_of(checkpoints)
    lesson, lessons = lesson_of(loaded, texts), lesson_of(loaded, errors)
    influence = influences(loaded, lesson, lessons, kept, every_weight, progress)
    near = nearness(loaded, lesson, lessons)

    def first(order: Floats) -> tuple[TracedText, ...]:
        chosen = np.argsort(order, kind="stable")[:count].tolist()
        return tuple(
            TracedText(row + 1, texts.texts[row], texts.labels[row], float(influence[row]), float(near[row]))
            for row in chosen
        )

    return TracedTexts(
        loaded.name,
        tuple(map(WrongText, errors.texts, errors.labels)),
        first(influence),
        first(-near),
        len(texts),
        tuple(checkpoint.step for checkpoint in kept),
        "every weight" if every_weight else "last layer",
    )
