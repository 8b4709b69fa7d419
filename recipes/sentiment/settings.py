"""The numbers of the sentiment recipe, all in one place, and how `--set room.key=value` changes them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from exegesis.core.errors import unknown
from exegesis.distillation.task.settings import TaskSettings
from exegesis.training.loop_settings import Loop
from exegesis.training.overriding import changed


@dataclass(frozen=True)
class Teacher(Loop):
    """Fine-tuning of the pretrained encoder."""

    epochs: int = 3
    stop_after: int = 2
    ema: float = 0.995
    max_length: int = 320
    layer_decay: float = 0.9
    freeze_words: bool = True  # the word embeddings are half of the parameters and gain nothing here
    rdrop: float = 0.0  # weight of the symmetric KL between two dropout passes (R-Drop, Wu et al. 2021); 0: one pass
    mask_share: float = 0.2  # share of the texts of which some pieces are masked
    mask_rate: float = 0.15  # share of the pieces masked in those
    adapt_epochs: int = 0  # epochs of masked language modelling on the training texts beforehand
    adapt_lr: float = 2e-4


@dataclass(frozen=True)
class Student(TaskSettings):
    """Distillation into half the layers (DistilBERT's shape), initialised from the teacher's layers."""

    epochs: int = 2
    lr: float = 3e-4
    ema: float = 0.998
    every: int = 250
    batch_texts: int = 64
    max_length: int = 512
    kl: float = 1.0
    hard: float = 0.3
    cosine: float = 0.3
    layers: tuple[int, ...] = (0, 2, 4)
    pieces: int = 6656  # size of the vocabulary
    stretches: int = 20_000  # unlabelled sentences and short runs of sentences cut from the reviews
    perturbed: float = 0.08  # perturbed copies, as a share of the transfer texts


@dataclass(frozen=True)
class Tiny(Student):
    """Distillation into a very small BERT, weak on purpose."""

    epochs: int = 6
    lr: float = 1e-3
    layers: tuple[int, ...] = ()
    cosine: float = 0.0
    hidden: int = 128
    depth: int = 2


@dataclass(frozen=True)
class Settings:
    """All settings of the recipe."""

    teacher: Teacher = field(default_factory=Teacher)
    student: Student = field(default_factory=Student)
    tiny: Tiny = field(default_factory=Tiny)


def overridden(settings: Settings, changes: Iterable[str]) -> Settings:
    """`settings` with each "room.key=value" applied, the value read as the type of the default."""
    for change in changes:
        path, _, value = change.partition("=")
        room, _, key = path.partition(".")
        if room not in asdict(settings):
            raise unknown("settings room", room, asdict(settings))
        new_room: Any = changed(getattr(settings, room), [f"{key}={value}"])
        settings = replace(settings, **{room: new_room})
    return settings


def quickened(settings: Settings) -> Settings:
    """The same recipe at the size of a smoke run: one epoch of short texts."""
    short: dict[str, Any] = {"epochs": 1, "max_length": 64, "batch_texts": 16, "ema": 0.5}
    return Settings(
        replace(settings.teacher, **short), replace(settings.student, **short), replace(settings.tiny, **short)
    )
