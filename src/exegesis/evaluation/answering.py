"""Answers a measure's requests: masks through the engine, and the same method run again under other conditions."""

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from exegesis.core.errors import UnsupportedError, shown
from exegesis.core.randomness import stream
from exegesis.core.types import Scores
from exegesis.data.records import Target
from exegesis.data.requests import Ends, PathEnds, Score
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.evaluation.rebuilding import Asked, wishes_of
from exegesis.evaluation.shaking import Shaker, special_positions
from exegesis.evaluation.weights import RandomCopy
from exegesis.explainers.base import Explainer
from exegesis.metrics.requests import Again, Ask, Blocks, OtherClass, Randomised, Shaken, ShakenReply

_FILLERS = ("mask", "pad")


class Answerer:
    """One explanation, its model, and one way of removing units. Remembers every reply that costs a run of the method.

    `output`: the unit in which masked texts are scored; None: the explanation's own. Runs of the method keep its own.
    Passes of masked texts are remembered by the engine, so that measures that ask the same share them.
    """

    def __init__(self, engine: Engine, asked: Asked, removal: str, seed: int, output: str | None = None) -> None:
        self.engine, self.asked, self.seed = engine, asked, seed
        self.problem = asked.bind(engine, Wishes(baseline=removal), asked.target_in(output))
        self.known: dict[Ask, Any] = {}

    def answer(self, request: Ask) -> Any:
        """The reply that `metrics.requests` names; `UnsupportedError` where model or method cannot give it."""
        if isinstance(request, Score):
            return self.engine.score(self.problem, request.masks)
        if request not in self.known:
            self.known[request] = self._fresh(request)
        return self.known[request]

    def _fresh(self, request: Ask) -> Any:
        match request:
            case Again(seed):
                return self._explained(self.engine, seed=seed)
            case Shaken(neighbour, radius):
                return self._shaken(neighbour, radius)
            case Blocks():
                return tuple(self._copy.blocks)
            case Randomised(blocks):
                # Another model: what the engine remembers is not its.
                return self._explained(self.engine.of(self._copy.randomised(blocks)))
            case OtherClass(index):
                labels = self.engine.model.labels
                return self._explained(self.engine, target=self._target_of(labels[index], index))
        raise TypeError(f"{shown(request)} is no request of a measure")

    @cached_property
    def _copy(self) -> RandomCopy:
        return RandomCopy(self.engine.model, self.seed)

    @cached_property
    def _explainer(self) -> Explainer:
        return self.asked.explainer()

    def _explained(self, engine: Engine, seed: int | None = None, target: Target | None = None) -> Scores:
        """Scores (n,) of the same method, with another seed, engine or target."""
        problem = self.asked.bind(engine, wishes_of(self._explainer), target)
        seed = self.asked.explanation.seed if seed is None else seed
        steps = self._explainer.explain(problem.game, stream(seed, self.asked.item))
        scores: Scores = engine.drive(problem, steps).scores[0]
        return scores

    def _shaken(self, neighbour: int, radius: float) -> ShakenReply:
        problem, ends = self._place
        rng = stream(self.seed, f"neighbour {neighbour}\0{self.asked.item}")
        size = radius * float(np.sqrt(np.mean(ends.input**2)))
        move = rng.uniform(-size, size, ends.input.shape).astype(np.float32)
        move[special_positions(problem)] = 0
        steps = self._explainer.explain(problem.game, stream(self.asked.explanation.seed, self.asked.item))
        scores = Shaker(self.engine, problem, move, ends).drive(steps).scores[0]
        return ShakenReply(scores, float(np.linalg.norm(move)))

    @cached_property
    def _place(self) -> tuple[Problem, PathEnds]:
        """Where embeddings move: the explainer's own problem, and both ends there; masks put their filler's vectors."""
        problem = self.asked.bind(self.engine, wishes_of(self._explainer))
        if "gradients" not in self.engine.model.gives:
            raise UnsupportedError(f"{problem.model.name} is a black box: it has no embeddings that could be moved")
        if "gradients" not in self._explainer.needs:
            if problem.baseline.name not in _FILLERS:
                raise UnsupportedError(f"with baseline {shown(problem.baseline.name)} there are no embeddings to move")
            problem = replace(problem, baselines=(problem.baseline.name,))
        ends = self.engine.answer(problem, Ends())
        assert isinstance(ends, PathEnds)
        return problem, ends

    def _target_of(self, label: str, index: int) -> Target:
        return replace(self.asked.explanation.target, name=label, index=index, versus=None)
