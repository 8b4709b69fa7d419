"""Seconds spent on one text, where several are worked on by turns."""

import time


class Stopwatch:
    """Runs from the start; while it rests no time passes, and a share of what was done for several may be added."""

    def __init__(self) -> None:
        self._spent = 0.0
        self._since: float | None = time.perf_counter()

    @property
    def seconds(self) -> float:
        """What has been spent so far."""
        return self._spent + (0.0 if self._since is None else time.perf_counter() - self._since)

    def add(self, seconds: float) -> None:
        """Count a share of work done for several."""
        self._spent += seconds

    def rest(self) -> None:
        """Let no time pass from now on."""
        self._spent, self._since = self.seconds, None

    def go_on(self) -> None:
        """Let time pass again."""
        if self._since is None:
            self._since = time.perf_counter()
