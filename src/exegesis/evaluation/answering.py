"""Answers a measure's requests: masks through the engine, and the same method run again under other conditions."""

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.capabilities import GivesGradients
from exegesis.core.errors import UnsupportedError, shown
from exegesis.core.randomness import stream
from exegesis.core.types import Masks, Scores, Values
from exegesis.data.place import Pixels
from exegesis.data.requests import Ends, Gradients, Gram, PathEnds, Reply, Request, Score, driven
from exegesis.data.targets import OneTarget
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import kind_of
from exegesis.engine.problem import Problem
from exegesis.evaluation.result import Measure
from exegesis.evaluation.subject import Subject
from exegesis.evaluation.weights import RandomCopy
from exegesis.explainers.base import Attribution, Explainer, Steps
from exegesis.metrics.base import OF_TARGET, Case, Metric, Undefined
from exegesis.metrics.requests import (
    Ask,
    Blocks,
    OtherClass,
    Randomised,
    Repainted,
    RepaintedReply,
    Reseeded,
    Shaken,
    ShakenReply,
)
from exegesis.tasks.class_names import name_of


class Shaker:
    """Answers an explainer's requests as if the input's embeddings had moved by `move` (P, D)."""

    def __init__(self, engine: Engine, problem: Problem, move: NDArray[np.float32], ends: PathEnds) -> None:
        self.engine, self.problem, self.move, self.ends = engine, problem, move, ends

    def drive(self, steps: Steps) -> Attribution:
        """Run the explainer to its end."""
        return driven(steps, self.answer)

    def answer(self, request: Request) -> Reply:
        """The reply to one request, where the embeddings have moved."""
        match request:
            case Ends():
                return PathEnds(self.ends.input + self.move, self.ends.baselines)
            case Gradients() | Gram():
                return self.engine.answer(self.problem, request)
            case Score(masks):
                return self._score(masks)
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


_FILLERS = ("mask", "pad")


class Answerer:
    """One explanation, its model, and one way of removing units. Remembers every reply that costs a run of the method.

    `output`: the unit in which masked texts are scored; None: the explanation's own. Runs of the method keep its own.
    Passes of masked texts are remembered by the engine, so that measures that ask the same share them.
    """

    def __init__(self, engine: Engine, subject: Subject, removal: str, seed: int, output: str | None = None) -> None:
        self.engine, self.subject, self.seed = engine, subject, seed
        self.problem = subject.problem(engine, Wishes(baseline=removal), output=output)
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
            case Reseeded(seed):
                return self._explained(self.engine, seed=seed)
            case Shaken(neighbour, radius):
                return self._shaken(neighbour, radius)
            case Blocks():
                return tuple(self._copy.blocks)
            case Randomised(blocks):
                # Another model: what the engine remembers is not its.
                return self._explained(self.engine.of(self._copy.randomised(blocks)))
            case Repainted():
                return self._repainted(request)
            case OtherClass(index):
                return self._explained(self.engine, target=name_of(index, self.engine.model.labels))
        raise TypeError(f"{shown(request)} is no request of a measure")

    def _repainted(self, request: Repainted) -> RepaintedReply:
        kind = kind_of(self.engine.model)
        problem = kind.repainted(self.problem, request.order, request.whole_regions, request.pixels, request.into)
        places = [unit.at for unit in problem.units if isinstance(unit.at, Pixels)]  # regions all, and their pixels
        sizes = np.array([sum(length for _, length in place.runs) for place in places])
        gone = np.tri(len(sizes) + 1, len(sizes), -1, dtype=np.bool_)  # step by step, the first first
        values = self.engine.score(problem, gone if request.back else ~gone)[:, 0]
        shares = np.concatenate([[0.0], np.cumsum(sizes) / sizes.sum()])
        return RepaintedReply(values, shares, problem.baseline.name)

    @cached_property
    def _copy(self) -> RandomCopy:
        return RandomCopy(self.engine.model, self.seed)

    @cached_property
    def _explainer(self) -> Explainer:
        return self.subject.explainer()

    def _explained(self, engine: Engine, seed: int | None = None, target: OneTarget | None = None) -> Scores:
        """Scores (n,) of the same method, with another seed, engine or target."""
        problem = self.subject.problem(engine, Wishes.of(self._explainer), target=target)
        seed = self.subject.explanation.seed if seed is None else seed
        steps = self._explainer.explain(problem.game, stream(seed, self.subject.item))
        scores: Scores = engine.drive(problem, steps).scores[0]
        return scores

    def _shaken(self, neighbour: int, radius: float) -> ShakenReply:
        problem, ends = self._place
        rng = stream(self.seed, f"neighbour {neighbour}\0{self.subject.item}")
        size = radius * float(np.sqrt(np.mean(ends.input**2)))
        move = rng.uniform(-size, size, ends.input.shape).astype(np.float32)
        move[special_positions(problem)] = 0
        steps = self._explainer.explain(problem.game, stream(self.subject.explanation.seed, self.subject.item))
        scores = Shaker(self.engine, problem, move, ends).drive(steps).scores[0]
        return ShakenReply(scores, float(np.linalg.norm(move)))

    @cached_property
    def _place(self) -> tuple[Problem, PathEnds]:
        """Where embeddings move: the explainer's own problem, and both ends there; masks put their filler's vectors."""
        problem = self.subject.problem(self.engine, Wishes.of(self._explainer))
        if not isinstance(problem.model, GivesGradients):
            raise UnsupportedError(f"{problem.model.name} is a black box: it has no embeddings that could be moved")
        if "gradients" not in self._explainer.needs:
            if problem.baseline.name not in _FILLERS:
                raise UnsupportedError(f"with baseline {shown(problem.baseline.name)} there are no embeddings to move")
            problem = replace(problem, baselines=(problem.baseline.name,))
        ends = self.engine.answer(problem, Ends())
        assert isinstance(ends, PathEnds)
        return problem, ends


def measured(name: str, metric: Metric, case: Case, answerer: Answerer) -> Measure:
    """The measure of a case; cost is what it added to the engine's."""
    before = answerer.engine.cost()
    found, reason = None, None
    f_unit, own_unit = answerer.problem.targets[0].output, answerer.subject.explanation.target.output
    try:
        if metric.same_unit and f_unit != own_unit:
            raise Undefined(f"the scores are in {own_unit} and f is in {f_unit}")
        found = driven(metric.steps(case), answerer.answer)
    except Undefined as undefined:
        reason = str(undefined)
    except UnsupportedError as error:
        reason = str(error).rstrip(".")
    spent = answerer.engine.cost() - before
    removal = answerer.problem.baseline.name if metric.removes else None
    return Measure(
        name=name,
        value=None if found is None else found.value,
        unit=metric.unit.replace(OF_TARGET, f_unit if metric.removes else own_unit),
        removal=found.removal if found is not None and found.removal is not None else removal,
        direction=metric.direction,
        undefined=reason,
        cost=spent,
        details={} if found is None else found.details,
    )
