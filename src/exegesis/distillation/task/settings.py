"""The numbers of training on a task, and the recipes that set them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from exegesis.distillation.settings import Loop, changed
from exegesis.errors import InputError, unknown

HEADS = ("classification", "question-answering", "token-classification")


@dataclass(frozen=True)
class TaskSettings(Loop):
    """loss = kl * KL(teacher || student) at `temperature` (times its square) + hard * the loss of the labels.

    For regression both are mean squared errors. The rest is `Loop`'s; the values are DistilBERT's for fine-tuning.
    """

    epochs: int = 3
    lr: float = 5e-5
    ema: float = 0.0  # no average of the weights
    batch_tokens: int = 8192
    max_length: int = 384  # pieces of a row; longer texts are read in windows, of which classifiers see the first
    precision: str = "float32"
    temperature: float = 2.0
    kl: float = 0.5
    hard: float = 0.5


# What each recipe does: "alone" learns from the teacher's answers only; "after" is trained on the labels first; "d" is
# the second distillation of DistilBERT (Sanh et al. 2019, section 4.1), done while fine-tuning: half and half.
RECIPES: dict[str, dict[str, float]] = {
    "alone": {"kl": 1.0, "hard": 0.0},
    "after": {"kl": 1.0, "hard": 0.0},
    "d": {"kl": 0.5, "hard": 0.5, "temperature": 2.0, "lr": 5e-5, "epochs": 3},
}
LABELS_ONLY: dict[str, float] = {"kl": 0.0, "hard": 1.0}


def settings_for(recipe: str | None, given: Mapping[str, Any]) -> TaskSettings:
    """The recipe's settings (None: labels only) with those given by name in their place; `InputError` for a slip."""
    if recipe is not None and recipe not in RECIPES:
        raise unknown("recipe", recipe, RECIPES)
    start: dict[str, Any] = dict(LABELS_ONLY if recipe is None else RECIPES[recipe])
    settings = changed(replace(TaskSettings(), **start), [f"{name}={value}" for name, value in given.items()])
    _check(settings)
    return settings


def _check(settings: TaskSettings) -> None:
    for name in ("epochs", "lr", "batch_texts", "batch_tokens", "max_length", "temperature", "clip"):
        value = getattr(settings, name)
        if not (math.isfinite(value) and value > 0):
            raise InputError(f"{name} must be above 0, not {value!r}.")
    for name in ("kl", "hard", "weight_decay"):
        value = getattr(settings, name)
        if not (math.isfinite(value) and value >= 0):
            raise InputError(f"{name} must not be below 0, not {value!r}.")
    if settings.kl + settings.hard == 0:
        raise InputError("kl and hard are both 0, so there is nothing to learn; give one of them a weight.")
    if settings.precision not in ("float32", "bfloat16"):
        raise unknown("precision", settings.precision, ("float32", "bfloat16"))
