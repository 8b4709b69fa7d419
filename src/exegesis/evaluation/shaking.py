"""An explainer driven on embeddings moved a little: its input, or what its masks are applied to, is moved."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Masks, Values
from exegesis.data.requests import Ends, Gradients, Gram, PathEnds, Score
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution, Steps


class Shaker:
    """Answers an explainer's requests as if the input's embeddings had moved by `move` (P, D)."""

    def __init__(self, engine: Engine, problem: Problem, move: NDArray[np.float32], ends: PathEnds) -> None:
        self.engine, self.problem, self.move, self.ends = engine, problem, move, ends

    def drive(self, steps: Steps) -> Attribution:
        """Run the explainer to its end."""
        reply: Any = None
        while True:
            try:
                request = steps.send(reply)
            except StopIteration as stop:
                attribution: Attribution = stop.value
                return attribution
            match request:
                case Ends():
                    reply = PathEnds(self.ends.input + self.move, self.ends.baselines)
                case Gradients() | Gram():
                    reply = self.engine.answer(self.problem, request)
                case Score(masks):
                    reply = self._score(masks)
                case _:
                    raise UnsupportedError("the method reads no embeddings that could be moved")

    def _score(self, masks: Masks) -> Values:
        """Values (B, 1) of masked inputs, as points: moved embeddings where kept, the filler's where not."""
        owners = np.concatenate(self.problem.position_units)  # (P,)
        at_once = self.problem.game.points_at_once
        parts = []
        for start in range(0, len(masks), at_once):
            chosen = masks[start : start + at_once]
            kept = (owners < 0) | chosen[:, np.maximum(owners, 0)]  # (B, P)
            points = np.where(kept[..., None], self.ends.input + self.move, self.ends.baselines[0])
            parts.append(self.engine.answer(self.problem, Gradients(points.astype(np.float32))).values)  # type: ignore[union-attr]
        return np.concatenate(parts) if parts else np.empty((0, len(self.problem.targets)))


def special_positions(problem: Problem) -> NDArray[np.bool_]:
    """(P,) which positions belong to no unit: they are not the user's and do not move."""
    found: NDArray[np.bool_] = np.concatenate(problem.position_units) < 0
    return found
