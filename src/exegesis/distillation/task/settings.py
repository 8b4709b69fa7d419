"""The numbers of training on a task, and the recipes that set them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from exegesis.core.errors import InputError, unknown
from exegesis.training.overriding import changed
from exegesis.training.settings import Training

HEADS = ("classification", "question-answering", "token-classification")


@dataclass(frozen=True)
class TaskSettings(Training):
    """loss = kl * KL(teacher || student) at `temperature` (times its square) + hard * the loss of the labels.

    For regression both are mean squared errors. To these comes, where it has a weight, cosine * (1 - the cosine of the
    last hidden states at the first piece). The rest is `Training`'s; the values are DistilBERT's for fine-tuning.
    """

    epochs: int = 3
    lr: float = 5e-5
    warmup: float = 0.06
    weight_decay: float = 0.01
    clip: float = 1.0
    every: int = 0
    keep: int = 1
    batch_texts: int = 32  # rows of a batch at most, over all processes
    batch_tokens: int = 8192  # and about so many padded pieces
    micro_tokens: int = 0  # padded pieces that go through the student at once, in each process; 0: the batch
    max_length: int = 384  # pieces of a row; longer texts are read in windows, of which classifiers see the first
    dropout: float = -1.0  # of the student while it learns; below 0: what its configuration says
    temperature: float = 2.0
    kl: float = 0.5
    hard: float = 0.5
    cosine: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("batch_texts", "batch_tokens", "max_length", "temperature"):
            if not 0 < getattr(self, name) < float("inf"):
                raise InputError(f"the setting {name} must be above 0, not {getattr(self, name)!r}.")
        for name in ("kl", "hard", "cosine", "micro_tokens"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise InputError(f"the setting {name} must be 0 or more, not {getattr(self, name)!r}.")
        if self.dropout >= 1:
            raise InputError(f"the setting dropout must be below 1, not {self.dropout!r}.")
        if self.kl + self.hard + self.cosine == 0:
            raise InputError(
                "all losses have weight 0, so there is nothing to learn; give one of kl and hard a weight."
            )


# What each recipe does: "alone" learns from the teacher's answers only; "after" is trained on the labels first; "d" is
# the second distillation of DistilBERT (Sanh et al. 2019, section 4.1), done while fine-tuning: half and half.
RECIPES: dict[str, dict[str, float]] = {
    "alone": {"kl": 1.0, "hard": 0.0},
    "after": {"kl": 1.0, "hard": 0.0},
    "d": {"kl": 0.5, "hard": 0.5, "temperature": 2.0, "lr": 5e-5, "epochs": 3},
}
LABELS_ONLY: dict[str, float] = {"kl": 0.0, "hard": 1.0, "cosine": 0.0}


def settings_for(recipe: str | None, given: Mapping[str, Any]) -> TaskSettings:
    """The recipe's settings (None: labels only) with those given by name in their place; `InputError` for a slip."""
    if recipe is not None and recipe not in RECIPES:
        raise unknown("recipe", recipe, RECIPES)
    start: dict[str, Any] = dict(LABELS_ONLY if recipe is None else RECIPES[recipe])
    return changed(replace(TaskSettings(), **start), [f"{name}={value}" for name, value in given.items()])
