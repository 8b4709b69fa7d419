"""The numbers of the masked language model's recipe."""

from dataclasses import dataclass
from typing import Any

from exegesis.training.loop_settings import Loop


@dataclass(frozen=True)
class MaskedWords(Loop):
    """Guessing masked pieces of running text, starting from some layers of the encoder."""

    epochs: int = 1
    lr: float = 5e-4
    batch_texts: int = 64
    batch_tokens: int = 8192
    precision: str = "float32"  # without matrix tiles of its own for it, a processor is faster so than in bfloat16
    max_length: int = 128  # pieces of a block of text, the special ones included; the model itself takes 512
    layers: tuple[int, ...] = (0, 1, 3, 5)  # of the encoder, from the lowest
    pieces: int = 6400  # size of the vocabulary; with four layers of 384 in float16 the folder stays under 20 MB
    dropout: float = 0.0  # of the hidden states: a small model shown each text twice has no need of it, and it is slow
    masked: float = 0.15  # share of the pieces that are asked for
    whole_words: float = 0.3  # share of the blocks in which whole words are asked for, not single pieces
    share: float = 1.0  # of the blocks, shown in an epoch; later epochs go on with the others
    encyclopedic: int = 2  # times that each block of SQuAD and WikiText is shown in an epoch: they are few
    closing: int = 1  # epochs on the blocks of SQuAD and WikiText alone, after all others
    closing_lr: float = 4e-4


QUICK: dict[str, Any] = {"epochs": 1, "closing": 1, "max_length": 64, "batch_texts": 8, "ema": 0.5}
