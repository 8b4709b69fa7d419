"""Long work on a text of several windows, told before it is bound: the answer alone takes a pass for each of them."""

import time
import warnings

from exegesis.core.errors import LongWorkWarning
from exegesis.data.requests import Game
from exegesis.engine.engine import Engine
from exegesis.engine.layout import Layout
from exegesis.explainers.base import Explainer
from exegesis.tasks.base import Scene

_LONG_SECONDS = 60.0


def told_before(engine: Engine, scene: Scene, layout: Layout, explainer: Explainer, targets: int) -> bool:
    """Warn with `LongWorkWarning` of work over a minute, from units, windows and one timed pass; whether it did.

    The passes made for it are the answer's own. Texts of one window, and models of which more is read than classes,
    are left to `estimating.tell_if_long`.
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
    warnings.warn(
        f"{explainer.name} on {units:,} units in {windows:,} windows will take up to {_spoken(rows * each)} "
        f"({rows:,} passes at {1000 * each:,.0f} ms each); sentences as units, or a shorter text, would be faster.",
        LongWorkWarning,
        stacklevel=3,
    )
    return True


def _spoken(seconds: float) -> str:
    return f"{seconds / 3600:,.1f} hours" if seconds >= 5400 else f"{max(2, round(seconds / 60))} minutes"
