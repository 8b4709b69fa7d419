"""The whole logits table of a row, or some of its lines, for looking at an input once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.reads import LINES, LineRead, Read
from exegesis.core.probabilities import logsumexp
from exegesis.core.types import Floats


def sides(result: Any, inputs: Any) -> Any:
    """Start and end logits of every position, one after the other: (B, 2 L)."""
    import torch

    return torch.cat([result.start_logits, result.end_logits], dim=-1)


def padded_sides(longest: int) -> Read:
    """`sides` of every row from its first token on, filled up with 0, (B, 2 longest)."""

    def read(result: Any, inputs: Any) -> Any:
        import torch

        seen = inputs["attention_mask"]
        steps = torch.arange(longest, device=seen.device)
        places = (seen.argmax(dim=1)[:, None] + steps).clamp(max=seen.shape[1] - 1)  # XLNet's are padded on the left
        outside = steps >= seen.sum(dim=1)[:, None]
        both = (result.start_logits, result.end_logits)
        return torch.cat([one.float().gather(1, places).masked_fill(outside, 0.0) for one in both], dim=-1)

    return read


@dataclass(frozen=True)
class PlaceRead(LineRead):
    """The logits at these positions of a row, one line after another: (B, n K)."""

    places: tuple[int, ...]

    def filled(self, count: int) -> "PlaceRead":
        """As many lines as are wished, the last of them again and again."""
        return lines((*self.places, *[self.places[-1]] * (count - len(self.places))))


def lines(positions: Sequence[int]) -> PlaceRead:
    """The logits at these positions, at least one, one line after another: (B, n K)."""

    def places(inputs: Any) -> Any:
        import torch

        seen = inputs["attention_mask"]
        return seen.argmax(dim=1)[:, None] + torch.tensor(positions, device=seen.device)

    def read(result: Any, inputs: Any) -> Any:
        if LINES in inputs:
            return result.logits.flatten(1)
        first = int(inputs["attention_mask"][0].argmax())
        return result.logits[:, [first + place for place in positions]].flatten(1)

    return PlaceRead(places, read, tuple(positions))


def log_softmax(logits: NDArray[Any]) -> Floats:
    """Along the last axis, in float64."""
    numbers = np.asarray(logits, dtype=np.float64)
    return np.asarray(numbers - logsumexp(numbers)[..., None])


def log_odds(logits: NDArray[Any], column: int) -> Floats:
    """log p / (1 - p) (...,) of one of the columns (..., C), which share their probability, in float64.

    From the logits of the others: 1 - p would be lost where p is close to 1.
    """
    numbers = np.array(logits, dtype=np.float64)
    own = numbers[..., column].copy()
    numbers[..., column] = -np.inf
    return np.asarray(own - logsumexp(numbers))
