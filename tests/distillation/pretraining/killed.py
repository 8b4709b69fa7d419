"""Run a small job that kills itself: `python -m tests.distillation.pretraining.killed FOLDER STEP step|checkpoint`.

`step`: in the middle of that step; `checkpoint`: half-way through writing that step's checkpoint. Not a test itself.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import torch
from tests.distillation.pretraining.models import job_in

from exegesis.distillation.pretraining.running import run
from exegesis.training.checkpoints import Checkpoints, Progress
from exegesis.training.trainer import Trainer


def _die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_in_step(number: int) -> None:
    """Between the backward passes and the optimiser's step."""
    plain = Trainer.step

    def step(self: Trainer, step: int, *given: Any) -> dict[str, float]:
        if step + 1 == number:
            self.optimizer.step = _die  # type: ignore[method-assign]
        return plain(self, step, *given)

    Trainer.step = step  # type: ignore[method-assign]


def kill_in_checkpoint(number: int) -> None:
    """After the weights, before the optimiser's state."""
    plain = Checkpoints.save

    def save(self: Checkpoints, *given: Any) -> None:
        progress = next(one for one in given if isinstance(one, Progress))
        if progress.step == number:
            torch.save = _die  # type: ignore[assignment]
        plain(self, *given)

    Checkpoints.save = save  # type: ignore[method-assign]


if __name__ == "__main__":
    folder, number, where = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    (kill_in_step if where == "step" else kill_in_checkpoint)(number)
    run(job_in(folder, "killed"), resume=True)
