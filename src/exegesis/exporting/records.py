"""The small records that the report of an export is made of: files, how near they are to the model, how fast."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from exegesis.core.types import Floats

TORCH = "torch fp32"
BATCHES = (1, 7)  # rows; seven of different lengths, so that six are padded


@dataclass(frozen=True)
class Parity:
    """How far a file's answers lie from the model's. Differences are of probabilities (of a regression, of values).

    `same_labels` is the share of answers whose likeliest choice is the same, over both batch sizes; None for a
    regression. `neighbours`: the largest difference that a row's neighbours in a batch make to the file's own answer.
    """

    rows: int
    shortest: int  # tokens
    longest: int
    largest: float
    mean: float
    same_labels: float | None
    neighbours: float


@dataclass(frozen=True)
class TimeSpread:
    """Median and quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, numbers: Floats) -> Self:
        """The quartiles of some numbers."""
        low, median, high = (float(number) for number in np.percentile(numbers, (25, 50, 75)))
        return cls(median, low, high)


@dataclass(frozen=True)
class Times:
    """Seconds of a pass over one piece of text; how many times faster than the first model it is, in paired runs."""

    passes: int
    seconds: TimeSpread
    with_tokenising: TimeSpread
    times_faster: TimeSpread
    times_faster_with_tokenising: TimeSpread


@dataclass(frozen=True)
class ExportedFile:
    """One file of the folder."""

    file: str
    precision: str
    how: str
    bytes: int
    sha256: str
    parity: Parity
    times: Times | None  # None where the timing was left out


@dataclass(frozen=True)
class Origin:
    """The model itself beside its files: the bytes of its parameters in float32, and its own times."""

    precision: str
    weights_bytes: int
    times: Times | None  # None where the timing was left out
