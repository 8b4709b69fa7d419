"""The numbers of pretraining distillation, and how they are read from TOML and NAME=VALUE."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from exegesis.core.errors import InputError, unknown
from exegesis.training.settings import Training

POSITIONS = ("all", "masked")


@dataclass(frozen=True)
class Pretraining(Training):
    """DistilBERT's published recipe, but for the effective batch (there up to 4,000 texts)."""

    batch: int = 256  # texts of an effective batch, over all processes; published: up to 4,000
    micro_tokens: int = 4096  # padded pieces that go through the models at once, in each process
    layers: tuple[int, ...] = ()  # of the teacher, that the student starts from; (): spread over its depth
    depth: int = 0  # the student's layers, where `layers` is empty; 0: half of the teacher's
    kl: float = 5.0
    mlm: float = 2.0
    cosine: float = 1.0
    temperature: float = 2.0
    positions: str = "all"  # where KL is taken: at all real positions, as published, or at the masked ones
    masked: float = 0.15  # share of the pieces asked for
    as_mask: float = 0.8  # share of those shown as the mask
    as_random: float = 0.1  # share of those shown as any other piece; the rest as they are
    smoothing: float = 0.7  # a piece is asked for in proportion to count^-smoothing
    max_length: int = 512  # pieces of an example, the special ones included; never more than the teacher reads
    shortest: int = 12  # examples with fewer pieces are left out, as published
    dropout: float = 0.1
    freeze_positions: bool = True  # the published command line does so
    random_start: bool = False  # a student that starts from nothing, to measure what the teacher's layers are worth

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("batch", "micro_tokens"):
            if not getattr(self, name) > 0:
                raise InputError(f"the setting {name} must be above 0, not {getattr(self, name)}.")
        for name in ("kl", "mlm", "cosine", "smoothing"):
            if not getattr(self, name) >= 0:
                raise InputError(f"the setting {name} must be 0 or more, not {getattr(self, name)}.")
        if not self.kl + self.mlm + self.cosine > 0:
            raise InputError("all losses have weight 0; give one of kl, mlm and cosine a weight.")
        for name in ("masked", "as_mask", "as_random", "dropout"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"the setting {name} is a share, from 0 to 1, not {getattr(self, name)}.")
        if not self.masked or self.as_mask + self.as_random > 1 + 1e-9:
            raise InputError("masked must be above 0, and as_mask and as_random together at most 1.")
        if not self.temperature > 0 or self.max_length < 8 or self.depth < 0 or self.shortest < 0:
            raise InputError("temperature must be above 0, max_length 8 or more, depth and shortest 0 or more.")
        if self.positions not in POSITIONS:
            raise unknown("value of the setting positions", self.positions, POSITIONS)


def settings_from(values: Mapping[str, Any]) -> Pretraining:
    """The settings with these values in place of the defaults; text is read as the default's type."""
    usual = {one.name: one.default for one in fields(Pretraining)}
    for name in values:
        if name not in usual:
            raise unknown("setting of pretraining", name, usual)
    return Pretraining(**{name: _read(name, value, usual[name]) for name, value in values.items()})


def _read(name: str, value: Any, usual: Any) -> Any:
    try:
        if isinstance(usual, tuple):
            parts = value.split(",") if isinstance(value, str) else value
            return tuple(_whole(part) for part in parts)
        if isinstance(usual, bool):
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
        if isinstance(usual, str):
            return str(value)
        return _whole(value) if isinstance(usual, int) else float(value)
    except (ValueError, KeyError, TypeError):
        kind = "list of whole numbers" if isinstance(usual, tuple) else type(usual).__name__
        raise InputError(f"the setting {name} must be a {kind}, not {value!r}.") from None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError
    return int(value)
