"""What an explanation will cost, told before the work starts."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from exegesis.engine.engine import Engine
from exegesis.errors import LongWorkWarning
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import setting_names
from exegesis.problem import Problem
from exegesis.rows import TokenRow

Progress: TypeAlias = Callable[[int, int], None]
_LONG_SECONDS = 60.0


@dataclass(frozen=True)
class Estimate:
    """What an explanation will take at most: rows through the model, their tokens, and seconds on this machine."""

    forward_passes: int
    backward_passes: int
    tokens: int
    seconds: float


def estimated(engine: Engine, problem: Problem, explainer: Explainer) -> Estimate:
    """What the explainer will take at most, from one timed pass of one window."""
    forward, backward = rows_to_come(problem, explainer)
    row = problem.scene.rows(problem.model)[0]
    started = time.perf_counter()
    problem.model.forward([row], engine.precision, problem.readout.of_rows(0))
    per_window = time.perf_counter() - started
    seconds = (forward + 2 * backward) * per_window  # a backward pass costs about two forward ones
    tokens = len(row) if isinstance(row, TokenRow) else 0
    return Estimate(forward, backward, (forward + backward) * tokens, seconds)


def rows_to_come(problem: Problem, explainer: Explainer) -> tuple[int, int]:
    """Rows to come at most, forward and backward."""
    passes = explainer.passes(problem.game)
    # A mask that touches one unit changes the windows that unit stands in, and the other windows are known already.
    windows = min(len(problem.windows), 2) if passes.local else len(problem.windows)
    return passes.forward * windows, passes.backward * windows


def counted(progress: Progress, rows: tuple[int, int]) -> Callable[[int], None]:
    """An engine's progress (rows just finished) as the caller's (rows done, rows expected)."""
    done = 0

    def advance(finished: int) -> None:
        nonlocal done
        done += finished
        progress(done, max(rows[0], done))

    return advance


def tell_if_long(engine: Engine, problem: Problem, explainer: Explainer) -> None:
    """Warn with `LongWorkWarning`, before it starts, of work that takes over a minute."""
    forward, backward = rows_to_come(problem, explainer)
    spent = engine.cost()  # by now on the prediction alone, a cold start included
    if (forward + 2 * backward) * spent.seconds / spent.forward_passes < _LONG_SECONDS:
        return
    expected = estimated(engine, problem, explainer)
    if expected.seconds > _LONG_SECONDS:
        warnings.warn(
            f"{explainer.name} on {_many(len(problem.units), 'unit')} in {_many(len(problem.windows), 'window')} will "
            f"take up to {_spoken(expected.seconds)} ({expected.forward_passes:,} forward and "
            f"{expected.backward_passes:,} backward passes); " + _faster(problem, explainer),
            LongWorkWarning,
            stacklevel=3,
        )


def _faster(problem: Problem, explainer: Explainer) -> str:
    """What would shorten this work: nothing that it has already, or that this model does not give."""
    settings = setting_names(type(explainer))
    ways = [f"fewer {name}" for name in ("samples", "steps") if name in settings][:1]
    ways += ["unit='sentence'"] * (problem.unit != "sentence" and "gradients" not in explainer.needs)
    return f"{' or '.join(ways) or 'a shorter text'} would be faster."


def _spoken(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 5400 else f"{seconds / 60:.0f} minutes"


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"
