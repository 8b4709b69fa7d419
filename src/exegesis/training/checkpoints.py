"""Checkpoints: a folder for each, whole or not there, that nothing but data is read from.

step-00000500/  config.json, model.safetensors    the model, as transformers stores one
                average.safetensors               the average of the weights, where one is kept
                optimizer.pt                      AdamW's state, read back with weights_only
                state.json                        where the run stood
"""

import math
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, load_model, save_file

from exegesis.core.codec import load, read, to_file
from exegesis.core.errors import InputError, ModelError
from exegesis.core.files import whole_folder
from exegesis.core.types import Count
from exegesis.training.optimization import Average
from exegesis.training.storing import store

_NAME = re.compile(r"step-(\d{8,})")
_OPTIMIZER = "optimizer.pt"
_STATE = "state.json"
_AVERAGE = "average.safetensors"
_WEIGHTS = "model.safetensors"


@dataclass(frozen=True)
class Progress:
    """Where a run stands: `step` effective batches done; the best look at the held-out texts; looks since then."""

    step: Count = 0
    best_step: Count | None = None
    best_loss: float | None = None
    waited: Count = 0

    def looked(self, loss: float) -> "Progress":
        """After a look at the held-out texts."""
        if math.isfinite(loss) and (self.best_loss is None or loss < self.best_loss):
            return Progress(self.step, self.step, loss, 0)
        return Progress(self.step, self.best_step, self.best_loss, self.waited + 1)


class Checkpoints:
    """The checkpoints of one run: the last `keep`, and the best."""

    def __init__(self, folder: Path, keep: int) -> None:
        self.folder = folder
        self.keep = keep

    def steps(self) -> list[int]:
        """The steps of the checkpoints there, ascending."""
        if not self.folder.is_dir():
            return []
        found = [_NAME.fullmatch(path.name) for path in self.folder.iterdir() if (path / _STATE).is_file()]
        return sorted(int(match[1]) for match in found if match)

    def at(self, step: int) -> Path:
        """The folder of a step's checkpoint."""
        return self.folder / f"step-{step:08d}"

    def sweep(self) -> None:
        """Remove what a killed run left half-written."""
        for path in self.folder.glob(".step-*"):
            shutil.rmtree(path, ignore_errors=True)

    def save(
        self, model: Any, optimizer: torch.optim.Optimizer, progress: Progress, average: Average | None = None
    ) -> None:
        """Write a checkpoint, then remove those that are no longer wanted.

        Raises `ModelError` where it cannot be written (a full disk); the earlier ones are then still there.
        """
        try:
            with whole_folder(self.at(progress.step)) as folder:
                store(model, folder)
                if average is not None:
                    names = [name for name, _ in model.named_parameters()]
                    save_file(dict(zip(names, average.mean, strict=True)), folder / _AVERAGE)
                torch.save(optimizer.state_dict(), folder / _OPTIMIZER)
                (folder / _STATE).write_bytes(to_file(progress))
                _flush(folder)
        except (OSError, SafetensorError, RuntimeError) as error:  # safetensors and torch wrap the system's error
            raise ModelError(
                f"cannot write the checkpoint of step {progress.step}: {_reason(error)}. {self.last_in_words()}"
            ) from error
        self._prune(progress)

    def load(self, model: Any, optimizer: torch.optim.Optimizer, average: Average | None = None) -> Progress:
        """Bring model and optimiser to the last checkpoint; `InputError` where it cannot be read."""
        folder = self.at(self.steps()[-1])
        try:
            progress = read(Progress, load(folder / _STATE), "the state of a run")
            load_model(model, str(folder / _WEIGHTS))
            if average is not None:
                mean = load_file(folder / _AVERAGE)
                average.take([mean[name] for name, _ in model.named_parameters()], progress.step)
            device = str(next(model.parameters()).device)
            optimizer.load_state_dict(torch.load(folder / _OPTIMIZER, map_location=device, weights_only=True))
        except Exception as error:  # damaged files raise errors of every kind
            raise InputError(
                f"cannot go on from the checkpoint {folder.name}: {_reason(error)}. "
                "Remove that folder to go on from the one before it."
            ) from error
        return progress

    def load_weights(self, model: Any, step: int) -> None:
        """The model alone, as it was at a step; with its averaged weights where there are any."""
        load_model(model, str(self.at(step) / _WEIGHTS))
        if (self.at(step) / _AVERAGE).is_file():
            model.load_state_dict(load_file(self.at(step) / _AVERAGE), strict=False)

    def last_in_words(self) -> str:
        """Which checkpoint a run can go on from."""
        steps = self.steps()
        if not steps:
            return "No checkpoint was written before."
        return f"The last good checkpoint is {self.at(steps[-1]).name}; go on from it with --resume."

    def _prune(self, progress: Progress) -> None:
        for step in self.steps()[: -self.keep]:
            if step != progress.best_step:
                shutil.rmtree(self.at(step), ignore_errors=True)


def _flush(folder: Path) -> None:
    """To the disk itself, so that the folder is whole after a power cut too."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
