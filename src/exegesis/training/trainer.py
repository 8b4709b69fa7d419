"""The training loop of long runs.

Nothing random is carried from step to step: batches come from (seed, epoch), and torch is seeded anew for each step
from (seed, step, process), so a run that goes on from a checkpoint takes the very steps it would have taken.
"""

import hashlib
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from exegesis.core.errors import ModelError
from exegesis.training.agreement import agreed
from exegesis.training.bar import TrainingBar
from exegesis.training.batching import Rows
from exegesis.training.callbacks import Callback
from exegesis.training.checkpoints import Checkpoints, Progress
from exegesis.training.metrics import Metrics
from exegesis.training.objective import BatchPart, Objective
from exegesis.training.optimization import Average, warmup_then_linear
from exegesis.training.settings import Training
from exegesis.training.workers import Workers

_NAMED = 8  # examples named where a loss is not a number


class NotFinite(ModelError):
    """A loss or a gradient is not a number; the weights are those before it."""


@dataclass
class Trainer:
    """One run: its model (a transformers model), what it learns, and where its checkpoints go."""

    model: Any
    objective: Objective
    settings: Training
    workers: Workers
    folder: Path
    seed: int
    callbacks: Sequence[Callback] = ()

    def __post_init__(self) -> None:
        self.checkpoints = Checkpoints(self.folder / "checkpoints", self.settings.keep)
        self.metrics = Metrics(self.folder / "metrics.jsonl")
        self.trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        self.optimizer = optimizer_of(self.model, self.settings)
        self.average = Average(self.model, self.settings.ema) if self.settings.ema else None
        self.steps = self.settings.steps or self.settings.epochs * self.objective.steps_per_epoch
        self.every = self.settings.every or self.objective.steps_per_epoch

    @contextmanager
    def owning(self) -> Iterator[None]:
        """Before anything of the folder is touched: it is this run's until `run` has ended, or the block has failed.

        Raises `InputError` where another run is at work in it.
        """
        self.metrics.own()
        try:
            yield
        except BaseException:
            self.metrics.close()
            raise

    def run(self, resume: bool = False) -> Progress:
        """Train to the end, or until the held-out texts no longer gain; the model is left with the best weights known.

        Raises `ModelError` for a checkpoint that cannot be written, and `NotFinite` for a loss that is not a number:
        what was learned until then is in a checkpoint.
        """
        progress = Progress()
        if resume and self.checkpoints.steps():
            progress = self.checkpoints.load(self.model, self.optimizer, self.average)
        if self.workers.main:
            self.metrics.rewind(progress.step)
        bar = TrainingBar(progress.step, self.steps, self.workers.main)
        try:
            with _generator_kept(self.workers.device):
                progress = self._steps(progress, bar)
        finally:
            bar.close()
            self.metrics.close()
        if progress.best_step is not None:
            self.checkpoints.load_weights(self.model, progress.best_step)
        elif self.average is not None:
            self.average.settle()
        self.model.eval()
        return progress

    def _steps(self, progress: Progress, bar: TrainingBar) -> Progress:
        batches: Sequence[Rows] = []
        planned = -1
        per_epoch = self.objective.steps_per_epoch
        while progress.step < self.steps and not self._tired(progress):
            epoch, number = divmod(progress.step, per_epoch)
            if epoch != planned:
                batches, planned = self.objective.batches(epoch), epoch
            started = time.perf_counter()
            try:
                figures = self.step(progress.step, epoch, batches[number])
            except NotFinite as error:
                raise self._stopped(error, progress) from None
            progress = replace(progress, step=progress.step + 1)
            figures["seconds"] = time.perf_counter() - started
            due = progress.step % self.every == 0 or progress.step == self.steps
            if due:
                progress = self._look(progress, figures)
            self._tell(progress.step, epoch, figures, bar)  # before the checkpoint: resuming forgets later lines only
            if due:
                self._save(progress)
        return progress

    def _tired(self, progress: Progress) -> bool:
        return 0 < self.settings.patience <= progress.waited

    def step(self, step: int, epoch: int, rows: Rows) -> dict[str, float]:
        """One effective batch: losses over all of it, one step of the optimiser. The figures of the step."""
        self.model.train()
        torch.manual_seed(_number(self.seed, step, self.workers.share.rank))
        names = [name for name, weight in self.objective.weights.items() if weight]
        parts = self.objective.parts(epoch, rows, self.workers.share)
        counts = self._counts(parts, names)
        found = [self._backward(part, names, counts) for part in parts]
        losses = self._mean(found, names, counts)
        self._check(step, epoch, parts, found, losses)
        self.workers.add_gradients(self.trained)
        norm = float(nn.utils.clip_grad_norm_(self.trained, self.settings.clip or math.inf))
        if not math.isfinite(norm):
            self.optimizer.zero_grad(set_to_none=True)
            raise NotFinite(
                f"the gradient of step {step + 1} is not a number, in {self.objective.describe(rows[:_NAMED])}."
            )
        rate = self.settings.lr * warmup_then_linear(step, self.steps, self.settings.warmup)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        if self.average is not None:
            self.average.update()
        return {"loss": self._weighted(losses), **losses, "norm": norm, "lr": rate}

    def held_out(self) -> dict[str, float]:
        """Every loss over the held-out texts, those of weight 0 too, and their weighted sum "loss"; {} without any.

        A loss that these texts have nothing for (no labels, no teacher's answers) is left out.
        """
        parts = self.objective.held_out(self.workers.share)
        counts = {name: n for name, n in self._totals(parts, list(self.objective.weights)).items() if n}
        names = list(counts)
        if not names:
            return {}
        self.model.eval()
        with torch.no_grad():
            found = [self._sums(part, names) for part in parts]
        losses = self._mean(found, names, counts)
        return {"loss": self._weighted(losses), **losses}

    def _look(self, progress: Progress, figures: dict[str, float]) -> Progress:
        with nullcontext() if self.average is None else self.average.applied():
            held = self.held_out()
        figures.update({f"held_out_{name}": value for name, value in held.items()})
        return progress.looked(self.objective.judged(held)) if held else progress

    def _save(self, progress: Progress) -> None:
        def save() -> None:
            self.checkpoints.save(self.model, self.optimizer, progress, self.average)

        agreed(self.workers, self.workers.main, save)

    def _stopped(self, error: NotFinite, progress: Progress) -> NotFinite:
        """The error with the checkpoint to go on from: of the very step before it."""
        if progress.step and progress.step not in self.checkpoints.steps():
            self._save(progress)
        return NotFinite(f"{error} {self.checkpoints.last_in_words()}")

    def _tell(self, step: int, epoch: int, figures: Mapping[str, float], bar: TrainingBar) -> None:
        if not self.workers.main:
            return
        self.metrics.write({"step": step, "epoch": epoch, **figures})
        for callback in self.callbacks:
            callback.step(step, figures)
        bar.step(step, figures)

    def _counts(self, parts: Sequence[BatchPart], names: Sequence[str]) -> dict[str, float]:
        return {name: max(1.0, n) for name, n in self._totals(parts, names).items()}

    def _totals(self, parts: Sequence[BatchPart], names: Sequence[str]) -> dict[str, float]:
        own = np.array([float(sum(part.counts[name] for part in parts)) for name in names])
        return {name: float(n) for name, n in zip(names, self.workers.total(own), strict=True)}

    def _sums(self, part: BatchPart, names: Sequence[str]) -> dict[str, torch.Tensor]:
        with precision(self.settings.precision, self.workers.device):
            return self.objective.sums(part, names)

    def _backward(self, part: BatchPart, names: Sequence[str], counts: Mapping[str, float]) -> dict[str, torch.Tensor]:
        sums = self._sums(part, names)
        weights = self.objective.weights
        loss = torch.stack([sums[name] * (weights[name] / counts[name]) for name in names]).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return {name: value.detach() for name, value in sums.items()}

    def _mean(
        self, found: Sequence[Mapping[str, torch.Tensor]], names: Sequence[str], counts: Mapping[str, float]
    ) -> dict[str, float]:
        own = np.array([sum(float(sums[name]) for sums in found) for name in names], dtype=np.float64)
        return {name: float(s / counts[name]) for name, s in zip(names, self.workers.total(own), strict=True)}

    def _weighted(self, losses: Mapping[str, float]) -> float:
        return sum(self.objective.weights[name] * value for name, value in losses.items())

    def _check(
        self,
        step: int,
        epoch: int,
        parts: Sequence[BatchPart],
        found: Sequence[Mapping[str, torch.Tensor]],
        losses: Mapping[str, float],
    ) -> None:
        """`ModelError` naming the examples where a loss is not a number; no weight has been touched by this step."""
        bad = [name for name, value in losses.items() if not math.isfinite(value)]
        if not bad:
            return
        own = [
            int(row)
            for part, sums in zip(parts, found, strict=True)
            if not all(math.isfinite(float(value)) for value in sums.values())
            for row in part.rows
        ]
        rows = sorted(row for some in self.workers.every(own) for row in some)
        self.optimizer.zero_grad(set_to_none=True)
        said = ", ".join(f"{name} {losses[name]}" for name in bad)
        raise NotFinite(
            f"the loss is not a number ({said}) in step {step + 1}, epoch {epoch + 1}, in a batch of {len(rows)}: "
            f"{self.objective.describe(rows[:_NAMED])}."
        )


def optimizer_of(model: nn.Module, settings: Training) -> torch.optim.Optimizer:
    """AdamW; no weight decay on vectors (biases, norms)."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
    betas = (settings.beta1, settings.beta2)
    return torch.optim.AdamW(groups, lr=settings.lr, betas=betas, eps=settings.epsilon, fused=True)


def precision(name: str, device: torch.device) -> AbstractContextManager[object]:
    """bfloat16 autocast, or nothing, by the name of the setting."""
    if name == "bfloat16" or (name == "auto" and device.type == "cuda"):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


def _number(seed: int, step: int, rank: int) -> int:
    digest = hashlib.sha256(f"{seed} {step} {rank}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


@contextmanager
def _generator_kept(device: torch.device) -> Iterator[None]:
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        yield
