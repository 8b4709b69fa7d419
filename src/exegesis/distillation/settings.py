"""The numbers of the sentiment recipe, all in one place, and how `--set room.key=value` changes them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeVar

from exegesis.errors import InputError, unknown


@dataclass(frozen=True)
class Loop:
    """One run of AdamW: linear warm-up and decay, an average of the weights, batches of like lengths."""

    epochs: int = 5
    stop_after: int = 0  # stop after so many epochs, the rate falling as if all were to come; 0: run them all
    lr: float = 1e-4
    layer_decay: float = 1.0  # the learning rate of a layer is this times that of the layer above
    weight_decay: float = 0.01
    warmup: float = 0.06  # share of the steps
    clip: float = 1.0
    ema: float = 0.998
    batch_texts: int = 32
    batch_tokens: int = 16384
    max_length: int = 512  # pieces
    precision: str = "float32"  # of the passes on a CPU; bfloat16 is faster on some of them; a GPU always mixes


Room = TypeVar("Room", bound=Loop)


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
class Student(Loop):
    """Distillation into half the layers (DistilBERT's shape), initialised from the teacher's layers."""

    epochs: int = 2
    lr: float = 3e-4
    ema: float = 0.998
    batch_texts: int = 64
    batch_tokens: int = 8192
    layers: tuple[int, ...] = (0, 2, 4)
    pieces: int = 6656  # size of the vocabulary
    temperature: float = 2.0
    kl: float = 1.0
    hard: float = 0.3
    cosine: float = 0.3
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


def changed(room: Room, changes: Iterable[str]) -> Room:
    """One room's settings with each "key=value" applied, the value read as the type of the default."""
    for change in changes:
        key, _, value = change.partition("=")
        if key not in {f.name for f in fields(room)}:
            raise unknown(f"setting of {type(room).__name__.lower()}", key, [f.name for f in fields(room)])
        new: Any = {key: _read(value, getattr(room, key), change)}
        room = replace(room, **new)
    return room


def quickened(settings: Settings) -> Settings:
    """The same recipe at the size of a smoke run: one epoch of short texts."""
    short: dict[str, Any] = {"epochs": 1, "max_length": 64, "batch_texts": 16, "ema": 0.5}
    return Settings(
        replace(settings.teacher, **short), replace(settings.student, **short), replace(settings.tiny, **short)
    )


def _read(value: str, old: object, change: str) -> object:
    try:
        if isinstance(old, tuple):
            return tuple(int(part) for part in value.split(",") if part)
        return type(old)(value)  # type: ignore[call-arg]
    except ValueError:
        raise InputError(f"--set {change}: the value must be a {type(old).__name__}.") from None
