"""Learning a task, as the trainer asks for it: batches of like lengths, sums of losses, the share that is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.pretraining.batching import micro_batches
from exegesis.distillation.task.distributions import Logits, count_of, distributions, lengths_of, stacked
from exegesis.distillation.task.losses import cosine_sum, hard_sum, kl_sum, squares_sum, wrong_sum
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.shown import ShownStretch
from exegesis.training.batching import Rows, steady_plan
from exegesis.training.objective import BatchPart, Share

WRONG = "wrong"  # the share of held-out labels missed (of regression: the mean squared error)
_HELD_TOKENS = 16384


@dataclass(frozen=True)
class Lesson:
    """n rows; the true class of each of their distributions (-1 or NaN: none); the teacher's logits, if any.

    `hidden` (n, D): the teacher's last hidden state at the first piece. `where`: the place of each row in its file.
    `teachers`: the digests of the teachers' weights.
    """

    rows: Sequence[ShownStretch]
    labels: Sequence[Sequence[float]]
    teacher: Sequence[Logits] | None = None
    hidden: NDArray[np.float16] | None = None
    where: Sequence[str] = ()
    teachers: Sequence[str] = ()

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Pieces of each row (n,)."""
        return lengths_of(self.rows)


@dataclass
class Learning:
    """The student learns the labels, the teacher's distributions, or both; each divided by all distributions."""

    student: TransformerModel
    lesson: Lesson
    dev: Lesson | None
    settings: TaskSettings
    seed: int

    def __post_init__(self) -> None:
        # Tried once, before the first step: to try it takes passes, and leaves the student in evaluation mode.
        self._left = self.student.pads_left

    @property
    def weights(self) -> Mapping[str, float]:
        """By the settings; what has no weight is left out, but for the share that is wrong."""
        given = {"kl": self.settings.kl, "hard": self.settings.hard, "cosine": self.settings.cosine}
        if self.lesson.teacher is None:
            given["kl"] = given["cosine"] = 0.0
        return {**{name: weight for name, weight in given.items() if weight}, WRONG: 0.0}

    @cached_property
    def steps_per_epoch(self) -> int:
        """Batches of an epoch: as many in each."""
        return len(self.batches(0))

    def batches(self, epoch: int) -> Sequence[Rows]:
        """Of like lengths, at most so many texts and pieces, in an order of the seed and the epoch."""
        random = np.random.default_rng([self.seed, epoch, 3])
        return steady_plan(self.lesson.lengths, self.settings.batch_texts, self.settings.batch_tokens, random)

    def parts(self, epoch: int, rows: Rows, share: Share) -> list[BatchPart]:
        """A process's rows of a batch, in as many passes as `micro_tokens` asks for."""
        return self._parts(self.lesson, rows, self.settings.micro_tokens, share)

    def held_out(self, share: Share) -> list[BatchPart]:
        """The rows to measure on."""
        if self.dev is None:
            return []
        return self._parts(self.dev, np.arange(len(self.dev.rows)), self.settings.micro_tokens or _HELD_TOKENS, share)

    def sums(self, part: BatchPart, names: Sequence[str]) -> dict[str, torch.Tensor]:
        """The named sums over the distributions of a part."""
        lesson: Lesson = part.content
        batch = [lesson.rows[number] for number in part.rows]
        inputs = self.student.passes.inputs([one.row for one in batch], self._left)
        output = self.student.model(**inputs, output_hidden_states="cosine" in names)
        logits = distributions(self.student.head, output, inputs, batch)
        labels = torch.tensor([label for n in part.rows for label in lesson.labels[n]], device=logits.device)
        teacher = None if lesson.teacher is None else stacked([lesson.teacher[n] for n in part.rows], logits.device)
        value = self._values if self.student.kind == "regression" else self._classes
        found = value(logits, labels, teacher, names)
        if "cosine" in names and lesson.hidden is not None:
            wanted = torch.from_numpy(lesson.hidden[part.rows]).to(logits.device)
            found["cosine"] = cosine_sum(output.hidden_states[-1][:, 0], wanted)
        return found

    def judged(self, held: Mapping[str, float]) -> float:
        """The share that is wrong; without labels the loss."""
        return held.get(WRONG, held["loss"])

    def describe(self, rows: Rows | Sequence[int]) -> str:
        """Where they stand in their files."""
        if not len(rows):
            return "no single row"
        known = self.lesson.where
        return "; ".join(known[int(row)] if known else f"row {int(row) + 1}" for row in rows)

    def _classes(
        self, logits: torch.Tensor, labels: torch.Tensor, teacher: torch.Tensor | None, names: Sequence[str]
    ) -> dict[str, torch.Tensor]:
        whole = labels.long()
        found = {}
        if "kl" in names and teacher is not None:
            found["kl"] = kl_sum(logits, teacher, self.settings.temperature)
        if "hard" in names:
            found["hard"] = hard_sum(logits, whole)
        if WRONG in names:
            found[WRONG] = wrong_sum(logits, whole)
        return found

    def _values(
        self, values: torch.Tensor, labels: torch.Tensor, teacher: torch.Tensor | None, names: Sequence[str]
    ) -> dict[str, torch.Tensor]:
        found = {name: squares_sum(values[:, 0], labels) for name in ("hard", WRONG) if name in names}
        if "kl" in names and teacher is not None:
            found["kl"] = squares_sum(values[:, 0], teacher[:, 0])
        return found

    def _parts(self, lesson: Lesson, rows: Rows, tokens: int, share: Share) -> list[BatchPart]:
        tokens = tokens or int(lesson.lengths[rows].max()) * len(rows)
        cut = micro_batches(rows, lesson.lengths, tokens, share)
        return [BatchPart(micro, self._counts(lesson, micro), lesson) for micro in cut]

    def _counts(self, lesson: Lesson, rows: Rows) -> dict[str, int]:
        """Where it learns, a row without a label counts in the loss of labels too: few among many weigh as few."""
        every = sum(count_of(self.student.head, lesson.rows[number]) for number in rows)
        labels = np.array([label for number in rows for label in lesson.labels[number]])
        known = int((~np.isnan(labels)).sum() if self.student.kind == "regression" else (labels >= 0).sum())
        taught = every if lesson.teacher is not None else 0
        return {
            "kl": taught,
            "hard": every if lesson is self.lesson else known,
            "cosine": len(rows) if lesson.hidden is not None else 0,
            WRONG: known,
        }
