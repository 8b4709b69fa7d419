"""The numbers of the question answering recipe."""

from dataclasses import dataclass
from typing import Any

from exegesis.training.loop_settings import Loop


@dataclass(frozen=True)
class Questions(Loop):
    """Fine-tuning of the encoder on questions over paragraphs, some of which do not answer them."""

    epochs: int = 2
    lr: float = 2e-4
    layer_decay: float = 0.95
    ema: float = 0.997
    batch_texts: int = 32
    batch_tokens: int = 8192
    precision: str = "float32"  # without matrix tiles of its own for it, a processor is faster so than in bfloat16
    max_length: int = 384  # pieces of question and paragraph together
    pieces: int = 9984  # size of the vocabulary; with six layers of 384 in float16 the folder stays under 30 MB
    unanswerable: float = 0.25  # mismatched questions, as a share of the answerable ones
    crop: int = 128  # pieces of question and paragraph in most rows: a run of the paragraph around the answer
    whole: float = 0.15  # share of the rows with the whole paragraph, so that far positions are learned too
    off_answer: float = 0.05  # share of the rows cropped where the answer is not: there "no answer" is right


QUICK: dict[str, Any] = {"epochs": 1, "max_length": 96, "crop": 64, "batch_texts": 8, "ema": 0.5}
