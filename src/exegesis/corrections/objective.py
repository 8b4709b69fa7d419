"""A correction as the trainer asks for it: the loss of the labels, and what the answer owes to marked words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from exegesis.corrections.lessons import CorrectionLesson
from exegesis.corrections.reasons import looked_up, marked_table, steepness, the_lookup
from exegesis.corrections.settings import CorrectionSettings
from exegesis.training.batching import Rows, steady_plan
from exegesis.training.objective import BatchPart, Share

if TYPE_CHECKING:
    from torch import Tensor

    from exegesis.adapters.huggingface import TransformerModel

LABELS, REASONS = "labels", "reasons"
_STREAM = 11  # tells these batches from what else is drawn of the seed


@dataclass
class Correcting:
    """The model learns its labels; with a `penalty`, not by way of the marked words.

    Both losses are means over the texts of a batch. Nothing is held out from it: what measures a correction must not
    choose it.
    """

    model: "TransformerModel"
    lesson: CorrectionLesson
    settings: CorrectionSettings
    seed: int
    penalty: float = 0.0

    def __post_init__(self) -> None:
        # Tried once: to try them takes passes, and leaves the model in evaluation mode.
        self._habits = self.model.habits

    @property
    def weights(self) -> Mapping[str, float]:
        """Of the labels 1; of the reasons the penalty, where there is one."""
        return {LABELS: 1.0, **({REASONS: self.penalty} if self.penalty else {})}

    @cached_property
    def steps_per_epoch(self) -> int:
        """Batches of an epoch: as many in each."""
        return len(self.batches(0))

    def batches(self, epoch: int) -> Sequence[Rows]:
        """Of like lengths, in an order of the seed and the epoch."""
        random = np.random.default_rng([self.seed, epoch, _STREAM])
        return steady_plan(self.lesson.lengths, self.settings.batch_texts, self.settings.batch_tokens, random)

    def parts(self, epoch: int, rows: Rows, share: Share) -> list[BatchPart]:
        """A process's rows of a batch: as one pass, or as many as the model needs to answer each as it would alone."""
        own = rows[share.rank :: share.size]
        if self._habits.apart:
            groups = [own[place : place + 1] for place in range(len(own))]
        elif self._habits.one_length:
            lengths = self.lesson.lengths[own]
            groups = [own[lengths == length] for length in np.unique(lengths)]
        else:
            groups = [own] if len(own) else []
        return [BatchPart(group, {LABELS: len(group), REASONS: len(group)}, self.lesson) for group in groups]

    def held_out(self, share: Share) -> list[BatchPart]:
        """None."""
        return []

    def sums(self, part: BatchPart, names: Sequence[str]) -> "dict[str, Tensor]":
        """The named sums over the texts of a part."""
        import torch
        from torch.nn.functional import cross_entropy

        inputs = self.model.passes.inputs([self.lesson.rows[row] for row in part.rows], self._habits.left)
        labels = torch.from_numpy(self.lesson.labels[part.rows]).to(inputs["input_ids"].device)
        with torch.enable_grad(), looked_up(self.model.model, inputs["input_ids"]) as seen:
            logits = self.model.model(**inputs).logits
            found = {LABELS: cross_entropy(logits.float(), labels, reduction="sum")}
            if REASONS in names:
                marked = marked_table(inputs["attention_mask"], [self.lesson.marked[row] for row in part.rows])
                found[REASONS] = steepness(logits, the_lookup(seen, self.model.name), marked).sum()
        return {name: found[name] for name in names}

    def judged(self, held: Mapping[str, float]) -> float:
        """Never asked: nothing is held out."""
        return held["loss"]

    def describe(self, rows: Rows | Sequence[int]) -> str:
        """By their numbers among the training texts."""
        return ", ".join(f"text {int(row) + 1}" for row in rows) or "no single text"


def balanced(learning: Correcting, strength: float, batches: int = 8) -> float:
    """The penalty at which reasons weigh `strength` times what labels do where the model guesses, log C.

    Ross et al. set it so that both losses are of one order. A model that has learned its texts has next to no loss of
    labels, so it is not that of the moment which is compared. Measured over the first `batches` of the first epoch; 0
    where no gradient reaches a marked word.
    """
    import torch

    total, texts = 0.0, 0
    learning.model.model.eval()
    for rows in learning.batches(0)[:batches]:
        for part in learning.parts(0, rows, Share(0, 1)):
            with torch.no_grad():
                total += float(learning.sums(part, [REASONS])[REASONS].detach())
            texts += len(part.rows)
    return strength * math.log(len(learning.model.labels)) * texts / total if total > 0 else 0.0
