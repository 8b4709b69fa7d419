"""The numbers of a long run."""

from dataclasses import dataclass

from exegesis.errors import InputError

PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True)
class Training:
    """One run of AdamW over effective batches, with linear warm-up and decay. The defaults are DistilBERT's."""

    epochs: int = 3
    steps: int = 0  # stop after so many effective batches, the learning rate falling to 0 there; 0: all epochs
    batch: int = 256  # texts of an effective batch, over all processes; published: up to 4,000
    micro_tokens: int = 4096  # padded pieces that go through the models at once, in each process
    lr: float = 5e-4
    warmup: float = 0.05  # share of the steps
    weight_decay: float = 0.0
    beta1: float = 0.9
    beta2: float = 0.98
    epsilon: float = 1e-6
    clip: float = 5.0  # of the gradient's norm; 0: never
    precision: str = "auto"  # auto: bfloat16 autocast on a GPU, float32 on a processor
    every: int = 500  # steps between checkpoints, and looks at the held-out texts
    keep: int = 2  # last checkpoints kept, beside the best
    patience: int = 0  # stop after so many looks at the held-out texts without a better one; 0: never

    def __post_init__(self) -> None:
        for name in ("epochs", "batch", "micro_tokens", "every", "keep", "lr", "epsilon"):
            if not getattr(self, name) > 0:
                raise InputError(f"the setting {name} must be above 0, not {getattr(self, name)}.")
        for name in ("steps", "warmup", "weight_decay", "clip", "patience", "beta1", "beta2"):
            if not getattr(self, name) >= 0:
                raise InputError(f"the setting {name} must be 0 or more, not {getattr(self, name)}.")
        for name in ("warmup", "beta1", "beta2"):
            if getattr(self, name) >= 1:
                raise InputError(f"the setting {name} must be below 1, not {getattr(self, name)}.")
        if self.precision not in PRECISIONS:
            raise InputError(f"the setting precision must be one of {', '.join(PRECISIONS)}, not {self.precision!r}.")
