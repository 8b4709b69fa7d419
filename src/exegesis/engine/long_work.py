"""What the caller of one explanation is told while it is made: that it takes over a minute, and how far it is.

Of a text of several windows it is told before the text is bound: the answer alone takes a pass for each of them.
"""

import time

from exegesis.core.errors import LongWorkWarning, warn
from exegesis.data.requests import Game
from exegesis.data.targets import TargetSpec, listed
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress, counted, rows_to_come, tell_if_long
from exegesis.engine.kind import Laid
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.tasks.base import Scene

_LONG_SECONDS = 60.0


class LongWork:
    """Tells a caller who waits. Each stage of the work says when it is reached; what was told is not told again."""

    def __init__(self, explainer: Explainer, target: TargetSpec, progress: Progress | None = None) -> None:
        self._explainer, self._target, self._progress = explainer, target, progress
        self._told = False

    def laid_out(self, engine: Engine, scene: Scene, layout: Laid) -> None:
        """The units are known, the answer is not."""
        self._told = told_before(engine, scene, layout, self._explainer, len(listed(self._target)))

    def bound(self, engine: Engine, problem: Problem) -> None:
        """The answer is known, the method has not begun."""
        if self._progress is not None:
            engine.progress = counted(self._progress, rows_to_come(problem, self._explainer))
        if not self._told:
            tell_if_long(engine, problem, self._explainer)


def told_before(engine: Engine, scene: Scene, layout: Laid, explainer: Explainer, targets: int) -> bool:
    """Warn with `LongWorkWarning` of work over a minute, from units, windows and one timed pass; whether it did.

    The passes made for it are the answer's own. Texts of one window, and models of which more is read than classes,
    are left to `estimate.tell_if_long`.
    """
    if len(scene.windows) < 2 or not scene.tokens or not engine.model.gives_classes:
        return False
    first, second = (part.row for part in scene.tokens[:2])
    engine.outputs([first])  # a cold start is not timed
    started = time.perf_counter()
    engine.outputs([second])
    each = time.perf_counter() - started
    units, windows = len(layout.units), len(scene.windows)
    passes = explainer.passes(Game(tuple(unit.text for unit in layout.units), n_targets=targets))
    per_mask = min(windows, 2) if passes.local else windows
    rows = windows + (passes.forward + 2 * passes.backward) * per_mask
    if rows * each < _LONG_SECONDS:
        return False
    warn(
        f"{explainer.name} on {units:,} units in {windows:,} windows will take up to {_spoken(rows * each)} "
        f"({rows:,} passes at {1000 * each:,.0f} ms each); sentences as units, or a shorter text, would be faster.",
        LongWorkWarning,
    )
    return True


def _spoken(seconds: float) -> str:
    return f"{seconds / 3600:,.1f} hours" if seconds >= 5400 else f"{max(2, round(seconds / 60))} minutes"
