"""Answers the requests of explainers: plans, dedupes, batches, runs the model and keeps the count of what it cost."""

import hashlib
import time
from collections.abc import Callable, Sequence

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.huggingface import PRECISIONS
from exegesis.batching import run_batched
from exegesis.engine import gradients
from exegesis.errors import InputError, unknown
from exegesis.explainers.base import Attribution, Steps
from exegesis.explanation import Cost
from exegesis.problem import Problem
from exegesis.requests import AttentionReply, Attentions, Ends, Gradients, Gram, Predict, Reply, Request, Score
from exegesis.rows import Row
from exegesis.types import Masks, Outputs, Values

# Rows are made and run in stretches of this many, so that memory stays bounded whatever a method asks for.
_ROWS_AT_ONCE = 4096


class Engine:
    """Runs one model. Remembers the outputs of every row it has run: no input is computed twice."""

    def __init__(
        self,
        model: Model,
        *,
        batch_tokens: int | None = None,
        precision: str = "float32",
    ) -> None:
        if batch_tokens is not None and (type(batch_tokens) is not int or batch_tokens < 1):
            raise InputError(f"batch_tokens must be a whole number of at least 1, not {batch_tokens!r}.")
        if precision not in PRECISIONS:
            raise unknown("precision", precision, PRECISIONS)
        self.model = model
        self.batch_tokens = batch_tokens or model.batch_tokens
        self.precision = precision
        self.progress: Callable[[int], None] = lambda rows: None  # hears of the rows finished in each batch
        self.known: dict[bytes, np.ndarray] = {}
        self.forward_passes = self.backward_passes = self.tokens = 0
        self.started = time.perf_counter()

    def cost(self) -> Cost:
        """What has been spent since the engine was made."""
        return Cost(self.forward_passes, self.backward_passes, self.tokens, time.perf_counter() - self.started)

    def drive(self, problem: Problem, steps: Steps) -> Attribution:
        """Answer an explainer's requests until it returns."""
        reply: Reply | None = None
        while True:
            try:
                request = steps.send(reply)
            except StopIteration as stop:
                attribution: Attribution = stop.value
                return attribution
            reply = self.answer(problem, request)

    def answer(self, problem: Problem, request: Request) -> Reply:
        """The reply to one request, as `requests` defines it."""
        match request:
            case Score(masks):
                return self.score(problem, masks)
            case Predict(texts):
                return self.model.predict(list(texts), run=self.outputs)
            case Ends():
                return gradients.ends(self, problem)
            case Gradients(points):
                return gradients.at_points(self, problem, points)
            case Gram():
                return gradients.white_box(self.model).embedding_gram()
            case Attentions(window):
                return self._attentions(problem, window)

    def _attentions(self, problem: Problem, window: int) -> AttentionReply:
        row = problem.tokens[window].row
        reply = gradients.white_box(self.model).attentions(row)
        self.forward_passes += 1
        self.tokens += len(row)
        self.progress(1)
        return reply

    def score(self, problem: Problem, masks: Masks) -> Values:
        """The targets' values (B, T) for keep masks (B, n)."""
        if masks.ndim != 2 or masks.shape[1] != len(problem.units):
            raise ValueError(f"masks of shape {masks.shape} for {len(problem.units)} units")
        if not len(masks):
            return np.empty((0, len(problem.targets)))
        outputs = np.stack([self._window(problem, window, masks) for window in range(len(problem.windows))], axis=1)
        return problem.values(outputs)

    def whole_value(self, problem: Problem) -> Values:
        """The targets' values (T,) for the unaltered text, already known from the prediction."""
        texts = [problem.text[window.start : window.end] for window in problem.windows]
        return problem.values(self.outputs(self.model.encode(texts)))

    def outputs(self, rows: Sequence[Row]) -> Outputs:
        """Raw model outputs (B, C), each distinct row computed once in the engine's life."""
        keys = [_key(row) for row in rows]
        fresh = {key: row for key, row in zip(keys, rows, strict=True) if key not in self.known}
        if fresh:
            new = list(fresh.values())
            found = run_batched(
                lambda batch: self.model.forward(batch, self.precision), new, self.batch_tokens, self.progress
            )
            self.known.update(zip(fresh, found, strict=True))
            self.forward_passes += len(new)
            self.tokens += sum(len(row) for row in new if not isinstance(row, str))
        return np.stack([self.known[key] for key in keys])

    def _window(self, problem: Problem, window: int, masks: Masks) -> Outputs:
        """Raw outputs (B, C) of one window; masks that agree on the window's own units share one input."""
        own = np.packbits(masks[:, problem.masker.units_of(window)], axis=1)
        _, firsts, inverse = np.unique(own, axis=0, return_index=True, return_inverse=True)
        parts = []
        for start in range(0, len(firsts), _ROWS_AT_ONCE):
            made = [problem.masker.row(window, masks[first]) for first in firsts[start : start + _ROWS_AT_ONCE]]
            strings = [row for row in made if isinstance(row, str)]
            parts.append(self.outputs(self.model.encode(strings) if strings else made))
        distinct: Outputs = np.concatenate(parts)
        return distinct[inverse.reshape(-1)]


def _key(row: Row) -> bytes:
    """A digest instead of the row: thousands of rows are remembered."""
    if isinstance(row, str):
        return hashlib.blake2b(row.encode("utf-8"), digest_size=16).digest()
    data = np.array(row.ids + (row.types or ()), dtype=np.int64).tobytes()
    return hashlib.blake2b(data, digest_size=16, key=b"tokens").digest()
