"""The progress bar: on a terminal only; elsewhere a line now and then."""

import sys
import time
from collections.abc import Mapping
from typing import Any

from exegesis.training.progress import say

_SECONDS = 30.0  # between lines where there is no terminal


class TrainingBar:
    """Steps done of all, with the last losses. Writes to stderr."""

    def __init__(self, done: int, steps: int, shown: bool) -> None:
        self.steps = steps
        self.last = time.monotonic()
        self.shown = shown
        self.bar: Any = _rich(done, steps) if shown and sys.stderr.isatty() else None

    def step(self, done: int, values: Mapping[str, float]) -> None:
        """After `done` steps."""
        words = ", ".join(f"{name} {value:.4g}" for name, value in values.items())
        if self.bar is not None:
            self.bar.update(self.bar.task_ids[0], completed=done, description=words)
        elif self.shown and (time.monotonic() - self.last > _SECONDS or done == self.steps):
            self.last = time.monotonic()
            say(f"step {done}/{self.steps}: {words}")

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self.bar is not None:
            self.bar.stop()


def _rich(done: int, steps: int) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    bar = Progress(*columns, console=Console(stderr=True))
    bar.add_task("", total=steps, completed=done)
    bar.start()
    return bar
