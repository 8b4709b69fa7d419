"""The numbers of a long run."""

from dataclasses import dataclass

from exegesis.core.errors import InputError

PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True)
class Training:
    """One run of AdamW over effective batches, with linear warm-up and decay. The defaults are DistilBERT's."""

    epochs: int = 3
    steps: int = 0  # stop after so many effective batches, the learning rate falling to 0 there; 0: all epochs
    lr: float = 5e-4
    warmup: float = 0.05  # share of the steps
    weight_decay: float = 0.0
    beta1: float = 0.9
    beta2: float = 0.98
    epsilon: float = 1e-6
    clip: float = 5.0  # of the gradient's norm; 0: never
    precision: str = "auto"  # auto: bfloat16 autocast on a GPU, float32 on a processor
    ema: float = 0.0  # decay of an average of the weights, which is what is measured and kept; 0: none
    every: int = 500  # steps between checkpoints, and looks at the held-out texts; 0: once an epoch
    keep: int = 2  # last checkpoints kept, beside the best
    patience: int = 0  # stop after so many looks at the held-out texts without a better one; 0: never

    def __post_init__(self) -> None:
        for name in ("epochs", "keep", "lr", "epsilon"):
            if not getattr(self, name) > 0:
                raise InputError(f"the setting {name} must be above 0, not {getattr(self, name)}.")
        for name in ("steps", "warmup", "weight_decay", "clip", "patience", "every", "ema", "beta1", "beta2"):
            if not getattr(self, name) >= 0:
                raise InputError(f"the setting {name} must be 0 or more, not {getattr(self, name)}.")
        for name in ("warmup", "ema", "beta1", "beta2"):
            if getattr(self, name) >= 1:
                raise InputError(f"the setting {name} must be below 1, not {getattr(self, name)}.")
        if self.precision not in PRECISIONS:
            raise InputError(f"the setting precision must be one of {', '.join(PRECISIONS)}, not {self.precision!r}.")
