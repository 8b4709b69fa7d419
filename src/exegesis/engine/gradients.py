"""Answers to requests for gradients: both ends of the path, values and gradients at its points, window by window."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Model
from exegesis.adapters.batching import out_of_memory
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import ModelError, UnsupportedError
from exegesis.core.types import Points
from exegesis.data.requests import PathEnds, PointReply
from exegesis.data.rows import TokenRow
from exegesis.engine import baselines
from exegesis.engine.fitting import told
from exegesis.engine.problem import Problem

if TYPE_CHECKING:
    from exegesis.engine.engine import Engine


def white_box(model: Model) -> TransformerModel:
    """The model as one that gives gradients, or an `UnsupportedError`."""
    if not isinstance(model, TransformerModel):
        raise UnsupportedError(f"{model.name} is a black box: it gives no gradients, attentions or embeddings.")
    return model


def ends(engine: "Engine", problem: Problem) -> PathEnds:
    """The input (P, D) and every baseline (K, P, D) at the layer where gradients are taken."""
    model = white_box(problem.model)
    inputs, starts = [], []
    for tokens in problem.tokens:
        absent = [baselines.row_of(model, tokens, name, problem.layer) for name in problem.baselines]
        rows = [tokens.row, *(made.row for made in absent)]
        captured = _captured(model, rows, problem)
        engine.forward_passes += len(rows)
        engine.tokens += len(rows) * len(tokens.row)
        inputs.append(captured[0])
        starts.append([baselines.with_vectors(model, *pair) for pair in zip(absent, captured[1:], strict=True)])
    # Captured vectors of all windows stand one after another, as positions do.
    stacked = [np.concatenate([window[k] for window in starts]) for k in range(len(problem.baselines))]
    return PathEnds(np.concatenate(inputs), np.stack(stacked))


def _captured(model: TransformerModel, rows: Sequence[TokenRow], problem: Problem) -> NDArray[np.float32]:
    try:
        return model.capture(rows, problem.layer)
    except UnsupportedError as error:
        if problem.layer is not None:  # the message says which layers do
            raise
        raise UnsupportedError(f"{error} {told(model, rows[0], len(problem.units))}") from error


def at_points(engine: "Engine", problem: Problem, points: Points) -> PointReply:
    """Values (S, T) and gradients (S, T, P, D): weighted over the windows, each of which reads its own positions."""
    count, targets = len(points), len(problem.targets)
    values = np.zeros((count, targets))
    grads = np.empty((count, targets, *points.shape[1:]), dtype=np.float32)
    for window, (tokens, part) in enumerate(zip(problem.tokens, problem.slices, strict=True)):
        weight = problem.weights[window]
        if weight == 0:  # no target reads this window
            grads[:, :, part] = 0
            continue
        for chosen in _even(count, max(1, engine.batch_tokens // len(tokens.row))):
            reply = _passes(engine, problem, window, points[chosen, part])
            values[chosen] += weight * reply.values
            grads[chosen, :, part] = weight * reply.gradients
            engine.forward_passes += len(reply.values)
            engine.backward_passes += len(reply.values) * targets
            engine.tokens += len(reply.values) * len(tokens.row)
            engine.progress(len(reply.values))
    return PointReply(values, grads)


def _even(count: int, most: int) -> Iterator[slice]:
    """`count` points in as few batches of at most `most` as will do, all of about one size."""
    batches = -(-count // most)
    stops = [round(count * (batch + 1) / batches) for batch in range(batches)]
    return (slice(start, stop) for start, stop in zip([0, *stops], stops, strict=False))


def _passes(engine: "Engine", problem: Problem, window: int, points: Points) -> PointReply:
    """One batch of points; halved and tried again when memory runs out."""
    row, read = problem.tokens[window].row, problem.readout.of_points(window)
    try:
        return white_box(problem.model).gradients(row, points, problem.layer, read, engine.precision)
    except (RuntimeError, MemoryError) as error:
        if not out_of_memory(error):
            raise
        if len(points) == 1:
            raise ModelError(f"memory ran out on one gradient over {len(row)} tokens; give a shorter text.") from error
    half = len(points) // 2
    replies = [_passes(engine, problem, window, part) for part in (points[:half], points[half:])]
    return PointReply(
        np.concatenate([reply.values for reply in replies]), np.concatenate([reply.gradients for reply in replies])
    )
