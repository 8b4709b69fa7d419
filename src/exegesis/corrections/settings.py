"""The numbers of a correction's training."""

from dataclasses import dataclass

from exegesis.core.errors import InputError
from exegesis.training.settings import Training


@dataclass(frozen=True)
class CorrectionSettings(Training):
    """`Training`'s, with values for fine-tuning a model that is trained already."""

    epochs: int = 3
    lr: float = 5e-5
    warmup: float = 0.06
    weight_decay: float = 0.01
    clip: float = 1.0
    every: int = 0
    keep: int = 1
    batch_texts: int = 32
    batch_tokens: int = 8192  # padded pieces of a batch, about

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("batch_texts", "batch_tokens"):
            if getattr(self, name) < 1:
                raise InputError(f"the setting {name} must be at least 1, not {getattr(self, name)}.")
        if self.patience:
            raise InputError("the setting patience has no effect here: held-out texts measure, and stop nothing.")
