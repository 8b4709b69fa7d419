"""What one text's work has cost so far: passes and tokens, and seconds where several texts are worked on by turns."""

import time
from collections.abc import Sequence

from exegesis.data.records import Cost
from exegesis.data.rows import Row, TokenRow, inputs_of


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


class Meter:
    """Counts what is spent on one text. Handed to whatever makes passes; nobody else adds to it.

    Passes count rows through the model, whoever else's rows were in the same batch. `watch` counts the seconds.
    """

    def __init__(self) -> None:
        self._forward = self._backward = self._tokens = 0
        self.watch = Stopwatch()

    def forward(self, rows: Sequence[Row]) -> None:
        """Count a pass for each input that the rows stand for."""
        self._forward += sum(map(inputs_of, rows))
        self._tokens += sum(len(row) for row in rows if isinstance(row, TokenRow))

    def backward(self, passes: int) -> None:
        """Count passes back, after those forward."""
        self._backward += passes

    def cost(self) -> Cost:
        """What has been spent; of a stretch of work the difference of two."""
        return Cost(self._forward, self._backward, self._tokens, self.watch.seconds)
