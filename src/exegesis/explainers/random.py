"""Control: scores drawn at random. What a real explanation must beat."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.data.requests import Game
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps


@dataclass(frozen=True, kw_only=True)
class Random(Explainer):
    """Scores uniform on [-1, 1] that know nothing of the model or the text; each target gets its own."""

    name: ClassVar[str] = "random"
    asks: ClassVar[tuple[type, ...]] = ()

    def passes(self, game: Game) -> ExpectedPasses:
        """None: the model is not asked."""
        return ExpectedPasses(0)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for nothing."""
        yield from ()
        return Attribution(
            scores=rng.uniform(-1.0, 1.0, (game.n_targets, game.n_units)),
            diagnostics=({"is_control": True},) * game.n_targets,
            warnings=(("These scores are random: a yardstick for real methods, no explanation.",),) * game.n_targets,
        )
