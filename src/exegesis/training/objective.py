"""What the trainer needs of a task: its batches, and sums of losses with the counts they are divided by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import torch

from exegesis.training.batching import Rows


class Share(NamedTuple):
    """Process `rank` of `size`: what part of an effective batch is its own."""

    rank: int
    size: int


@dataclass(frozen=True)
class BatchPart:
    """Some examples that go through the model at once. `counts`: what each loss's sum is a sum over, by its name."""

    rows: Rows
    counts: Mapping[str, int]
    content: Any


class Objective(Protocol):
    """Sums, not means: so micro-batches and processes add up to the loss of the whole effective batch exactly."""

    @property
    def weights(self) -> Mapping[str, float]:
        """How much each loss counts. Those of weight 0 are looked at on held-out texts only."""

    @property
    def steps_per_epoch(self) -> int:
        """Effective batches of an epoch."""

    def batches(self, epoch: int) -> Sequence[Rows]:
        """The example numbers of each effective batch; the same for all processes, from the seed and the epoch."""

    def parts(self, epoch: int, rows: Rows, share: Share) -> list[BatchPart]:
        """One process's share of an effective batch, in micro-batches. May be empty."""

    def held_out(self, share: Share) -> list[BatchPart]:
        """One process's share of the held-out texts; empty where none were given."""

    def sums(self, part: BatchPart, names: Sequence[str]) -> dict[str, torch.Tensor]:
        """The sum of each named loss over a part, as a scalar that can be differentiated."""

    def judged(self, held: Mapping[str, float]) -> float:
        """What decides which checkpoint is best, of the figures of held-out texts; lower is better."""

    def describe(self, rows: Rows | Sequence[int]) -> str:
        """Examples in words, for the message about a loss that is not a number."""
