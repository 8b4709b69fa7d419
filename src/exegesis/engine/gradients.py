"""Answers to requests for gradients: both ends of the path, values and gradients at its points, window by window."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Model
from exegesis.adapters.batching import out_of_memory
from exegesis.adapters.capabilities import GivesGradients, WhiteBox
from exegesis.adapters.texts import text_model
from exegesis.core.errors import ModelError, UnsupportedError
from exegesis.core.types import Floats, Points
from exegesis.data.requests import PathEnds, PointReply
from exegesis.data.rows import TokenRow
from exegesis.engine import baselines
from exegesis.engine.entrance import Entrance
from exegesis.engine.fitting import told
from exegesis.engine.meter import Meter
from exegesis.engine.problem import Problem


def white_box(model: Model) -> WhiteBox:
    """The model as one that gives gradients at word embeddings, or an `UnsupportedError`."""
    if not isinstance(model, WhiteBox):
        raise UnsupportedError(f"{model.name} is a black box: it gives no gradients, attentions or embeddings.")
    return model


def ends(problem: Problem, meter: Meter) -> PathEnds:
    """The input (P, D) and every baseline (K, P, D) at the layer where gradients are taken."""
    if problem.entrance is not None:
        return problem.entrance.ends(meter)
    model = white_box(problem.model)
    inputs, starts = [], []
    for tokens in problem.tokens:
        absent = [
            baselines.row_of(text_model(problem.model), tokens, name, problem.layer) for name in problem.baselines
        ]
        rows = [tokens.row, *(made.row for made in absent)]
        captured = _captured(model, rows, problem)
        meter.forward(rows)
        inputs.append(captured[0])
        starts.append([baselines.with_vectors(model, *pair) for pair in zip(absent, captured[1:], strict=True)])
    # Captured vectors of all windows stand one after another, as positions do.
    stacked = [np.concatenate([window[k] for window in starts]) for k in range(len(problem.baselines))]
    return PathEnds(np.concatenate(inputs), np.stack(stacked))


def gram(problem: Problem) -> Floats:
    """E^T E of the word embeddings; `UnsupportedError` of what has none."""
    if not problem.tokens:
        raise UnsupportedError("kind='one_hot_norm' is taken over a vocabulary, and here there is none; use 'norm'.")
    return white_box(problem.model).embedding_gram(problem.tokens[0].row)


def _captured(model: GivesGradients, rows: Sequence[TokenRow], problem: Problem) -> NDArray[np.float32]:
    try:
        return model.capture(rows, problem.layer)
    except UnsupportedError as error:
        if problem.layer is not None:  # the message says which layers do
            raise
        raise UnsupportedError(f"{error} {told(problem.model, rows[0], len(problem.units))}") from error


@dataclass(frozen=True)
class PointPasses:
    """How values and gradients at points are found: batches of so many tokens, in a precision, all counted by `meter`.

    `progress` hears of the passes of each batch.
    """

    problem: Problem
    batch_tokens: int
    precision: str
    meter: Meter
    progress: Callable[[int], None]

    def at(self, points: Points) -> PointReply:
        """Values (S, T) and gradients (S, T, P, D): weighted over windows, each of which reads its own positions."""
        if self.problem.entrance is not None:
            return self._entering(self.problem.entrance, points)
        problem, count, model = self.problem, len(points), white_box(self.problem.model)
        values = np.zeros((count, len(problem.targets)))
        grads = np.empty((*values.shape, *points.shape[1:]), dtype=np.float32)
        for window, part in enumerate(problem.slices):
            weight = problem.weights[window]
            if weight == 0:  # no target reads this window
                grads[:, :, part] = 0
                continue
            length = len(problem.tokens[window].row)
            for chosen in _even(count, max(1, self.batch_tokens // length)):
                reply = self._batch(model, window, points[chosen, part])
                values[chosen] += weight * reply.values
                grads[chosen, :, part] = weight * reply.gradients
        return PointReply(values, grads)

    def _entering(self, entrance: Entrance, points: Points) -> PointReply:
        """The same of what is no text, which is read in one window."""
        read = self.problem.readout.of_points(0)
        replies = []
        for chosen in _even(len(points), entrance.at_once(self.batch_tokens)):
            some = points[chosen]
            way = f"over {len(points[0])} positions; let the model's preprocessing make smaller inputs"
            replies.append(_or_halved(some, lambda part: entrance.gradients(part, read), way))
            self.meter.forward([entrance.row] * len(some))
            self.meter.backward(replies[-1].values.size)
            self.progress(len(some))
        return _joined(replies)

    def _batch(self, model: GivesGradients, window: int, points: Points) -> PointReply:
        """One batch of points in one window, counted."""
        row = self.problem.tokens[window].row
        reply = self._passes(model, window, row, points)
        self.meter.forward([row] * len(points))
        self.meter.backward(reply.values.size)
        self.progress(len(points))
        return reply

    def _passes(self, model: GivesGradients, window: int, row: TokenRow, points: Points) -> PointReply:
        problem, read = self.problem, self.problem.readout.of_points(window)
        return _or_halved(
            points,
            lambda part: model.gradients(row, part, problem.layer, read, self.precision),
            f"over {len(row)} tokens; give a shorter text",
        )


def _or_halved(points: Points, run: Callable[[Points], PointReply], way: str) -> PointReply:
    """What `run` gives for all points; halved and tried again when memory runs out. `way`: what helps against that."""
    try:
        return run(points)
    except (RuntimeError, MemoryError) as error:
        if not out_of_memory(error):
            raise
        if len(points) == 1:
            raise ModelError(f"memory ran out on one gradient {way}.") from error
    half = len(points) // 2
    return _joined([_or_halved(part, run, way) for part in (points[:half], points[half:])])


def _joined(replies: Sequence[PointReply]) -> PointReply:
    return PointReply(
        np.concatenate([reply.values for reply in replies]), np.concatenate([reply.gradients for reply in replies])
    )


def _even(count: int, most: int) -> Iterator[slice]:
    """`count` points in as few batches of at most `most` as will do, all of about one size."""
    batches = -(-count // most)
    stops = [round(count * (batch + 1) / batches) for batch in range(batches)]
    return (slice(start, stop) for start, stop in zip([0, *stops], stops, strict=False))
