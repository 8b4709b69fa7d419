"""The numbers of the tagger's recipe."""

from dataclasses import dataclass
from typing import Any

from exegesis.distillation.task.settings import TaskSettings


@dataclass(frozen=True)
class Tags(TaskSettings):
    """Fine-tuning of a few narrow layers of the encoder on gold tags, for the epoch that does best on the dev file."""

    epochs: int = 8
    lr: float = 5e-4
    ema: float = 0.998
    batch_texts: int = 32
    batch_tokens: int = 4096
    precision: str = "bfloat16"  # of the passes; a processor with bfloat16 products is twice as fast so
    hidden_dropout: float = 0.1  # of the hidden states and the head's input; attention has none
    kl: float = 0.0
    hard: float = 1.0
    least: int = 10  # uses in the training text that a pair of tag and relation needs for a label of its own
    layers: tuple[int, ...] = (0, 1, 2)  # of the encoder, from the lowest
    inner: int = 768  # width of a layer's feed-forward part, of 1,536
    pieces: int = 5376  # size of the vocabulary; with such layers in float16 the folder stays under 12 MB


QUICK: dict[str, Any] = {"epochs": 1, "batch_texts": 8, "ema": 0.5, "least": 2, "precision": "float32"}
