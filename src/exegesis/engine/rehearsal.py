"""A method rehearsed without the model: it is driven with made-up replies, and what it asks for is counted.

The masks of most methods do not depend on the answers, so the count is exact, rows that are asked for twice taken once.
Where a method follows the answers (phrases to split, steps of a path) the replies are as simple as can be.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats, Masks, Points
from exegesis.data.requests import (
    AttentionReply,
    Attentions,
    Blend,
    Ends,
    Gradients,
    Gram,
    NeighbourReply,
    Neighbours,
    PathEnds,
    PointReply,
    Predict,
    Request,
    Score,
    TreeReply,
    TreeShapley,
    driven,
)
from exegesis.engine.asks import distinct
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer

SOME = 8  # soft masks that are kept to be timed


@dataclass
class Rehearsal:
    """What a method asks for: distinct rows, points of gradients, windows of attentions, other texts; and its own time.

    `masks` are those of its largest request, (B, n), `soft_masks` some of the first soft ones; `neighbours` and
    `blended` inputs are counted apart from rows.
    """

    rows: int = 0
    neighbours: int = 0
    blended: int = 0
    points: int = 0
    attentions: int = 0
    texts: tuple[str, ...] = ()
    masks: Masks | None = None
    soft_masks: NDArray[np.float32] | None = None
    seconds: float = 0.0
    _seen: dict[int, set[bytes]] = field(default_factory=dict)

    def count(self, problem: Problem, masks: Masks) -> None:
        """Count the rows of masks that are new in each window that a target reads."""
        for window in np.flatnonzero(problem.weights > 0).tolist():
            own = masks[:, problem.masks.units_of(window)]
            firsts, _ = distinct(own)
            seen = self._seen.setdefault(window, set())
            fresh = {np.packbits(own[first]).tobytes() for first in firsts.tolist()} - seen
            whole = np.packbits(np.ones(own.shape[1], dtype=np.bool_)).tobytes()  # of which all draws are the input
            seen |= fresh
            self.rows += problem.draws * len(fresh - {whole}) + (whole in fresh)
        if self.masks is None or len(masks) > len(self.masks):
            self.masks = masks


def rehearsed(problem: Problem, explainer: Explainer, random: np.random.Generator | None = None) -> Rehearsal:
    """Drive the method to its end with made-up replies; `random` is what it draws from."""
    told = Rehearsal()
    game, rng = problem.game, np.random.default_rng(0)
    weights = rng.standard_normal((game.n_units, game.n_targets)) ** 3  # few units matter much
    steps = explainer.explain(game, random or np.random.default_rng(0))
    started, idle = time.perf_counter(), 0.0

    def answer(request: Request) -> Any:
        nonlocal idle
        began = time.perf_counter()
        reply = _reply(told, problem, request, weights)
        idle += time.perf_counter() - began
        return reply

    driven(steps, answer)
    told.seconds = time.perf_counter() - started - idle
    return told


def _reply(told: Rehearsal, problem: Problem, request: Request, weights: Floats) -> Any:
    targets = len(problem.targets)
    match request:
        case Score(masks):
            told.count(problem, masks)
            return masks @ weights / len(weights)
        case Neighbours(count, rng, known):
            near = problem.sampler.neighbours(count, rng)
            told.neighbours = max(told.neighbours, count)  # those of each look are those of the look before, and more
            values = near.units[known:] @ weights / len(weights)
            return NeighbourReply(near.units, near.distances, values, near.width)
        case Blend(masks):
            told.blended += len(masks) * problem.draws
            told.soft_masks = masks[:SOME] if told.soft_masks is None else told.soft_masks
            return masks.mean(axis=(1, 2))[:, None] * weights.mean(axis=0)
        case Ends():
            width, paths = problem.width, len(problem.baselines)
            if problem.entrance is not None:
                width, paths = problem.entrance.width, problem.entrance.paths
            shape = (problem.game.n_positions, width)
            return PathEnds(np.ones(shape, np.float32), np.zeros((paths, *shape), np.float32))
        case Gradients(points):
            return _along_path(told, points, targets)
        case Gram():
            return np.eye(problem.width)
        case Attentions(window):
            told.attentions += 1
            length = len(problem.tokens[window].row)
            return AttentionReply(np.full((2, 1, length, length), 1 / length, np.float32), ((0,),) * targets)
        case TreeShapley(game):
            zeros = np.zeros(targets)
            return TreeReply(np.zeros((targets, len(weights))), zeros, zeros, game, "")
        case Predict(texts):
            told.texts = texts
            outputs = np.random.default_rng(0).random((len(texts), max(2, max(problem.game.outputs_of_targets) + 1)))
            return outputs / outputs.sum(axis=1, keepdims=True)


def _along_path(told: Rehearsal, points: Points, targets: int) -> PointReply:
    """A linear function of the points: a path is settled as soon as it can be."""
    told.points += len(points)
    each = 1.0 / points[0].size
    values = np.repeat(points.reshape(len(points), -1).mean(axis=1, dtype=np.float64)[:, None], targets, axis=1)
    return PointReply(values, np.full((len(points), targets, *points.shape[1:]), each, np.float32))
