"""Answers the requests of explainers: plans, dedupes, batches, runs the model and keeps the count of what it cost."""

import hashlib
import time
from collections.abc import Callable, Sequence

import numpy as np

from exegesis.adapters.base import Model, Read
from exegesis.adapters.huggingface import PRECISIONS
from exegesis.batching import run_batched
from exegesis.engine import gradients
from exegesis.errors import InputError, unknown
from exegesis.explainers.base import Attribution, Steps
from exegesis.problem import Problem
from exegesis.records import Cost
from exegesis.requests import AttentionReply, Attentions, Ends, Gradients, Gram, Predict, Reply, Request, Score
from exegesis.rows import Row, TokenRow
from exegesis.types import Floats, Masks, Outputs, Values

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
        model = gradients.white_box(self.model)
        weights = model.attentions(row)
        self._count([row])
        self.progress(1)
        read = problem.readout.positions(window)
        usual = ((model.readout_position(row),),) * len(problem.targets)
        return AttentionReply(weights, usual if read is None else read)

    def score(self, problem: Problem, masks: Masks) -> Values:
        """The targets' values (B, T) for keep masks (B, n)."""
        if masks.ndim != 2 or masks.shape[1] != len(problem.units):
            raise ValueError(f"masks of shape {masks.shape} for {len(problem.units)} units")
        if not len(masks):
            return np.empty((0, len(problem.targets)))
        read = [w for w in range(len(problem.windows)) if problem.weights[w] > 0]
        found = {window: self._window(problem, window, masks) for window in read}
        unread = np.zeros_like(next(iter(found.values())))
        outputs = np.stack([found.get(window, unread) for window in range(len(problem.windows))], axis=1)
        return problem.row_readout.values(outputs)

    def whole_value(self, problem: Problem) -> Values:
        """The targets' values (T,) for the unaltered input; of a classifier already known from the prediction."""
        rows = problem.scene.rows(self.model)
        readout = problem.readout
        found = [
            self.outputs([row], readout.of_rows(window), readout.key(window))[0] for window, row in enumerate(rows)
        ]
        return readout.values(np.stack(found))

    def look(self, row: Row, read: Read | None) -> Floats:
        """What is read off one row, (K,); remembered only where it is all of the model's outputs."""
        if read is None:
            return np.asarray(self.outputs([row])[0])
        self._count([row])
        return np.asarray(self.model.forward([row], self.precision, read)[0])

    def outputs(self, rows: Sequence[Row], read: Read | None = None, kind: str = "") -> Outputs:
        """What is read off the rows (B, K), all outputs by default; computed once for rows and a `kind` of reading."""
        keys = [_key(row, kind) for row in rows]
        fresh = {key: row for key, row in zip(keys, rows, strict=True) if key not in self.known}
        if fresh:
            new = list(fresh.values())
            found = run_batched(
                lambda batch: self.model.forward(batch, self.precision, read), new, self.batch_tokens, self.progress
            )
            self.known.update(zip(fresh, found, strict=True))
            self._count(new)
        return np.stack([self.known[key] for key in keys])

    def _count(self, rows: Sequence[Row]) -> None:
        self.forward_passes += len(rows)
        self.tokens += sum(len(row) for row in rows if isinstance(row, TokenRow))

    def _window(self, problem: Problem, window: int, masks: Masks) -> Outputs:
        """Raw outputs (B, C) of one window; masks that agree on the window's own units share one input."""
        own = np.packbits(masks[:, problem.masker.units_of(window)], axis=1)
        _, firsts, inverse = np.unique(own, axis=0, return_index=True, return_inverse=True)
        parts = []
        for start in range(0, len(firsts), _ROWS_AT_ONCE):
            made = problem.masker.rows(window, masks[firsts[start : start + _ROWS_AT_ONCE]])
            texts = [row for row in made if not isinstance(row, TokenRow)]
            rows = self.model.encode(texts) if texts else made
            readout = problem.row_readout
            parts.append(self.outputs(rows, readout.of_rows(window), readout.key(window)))
        distinct: Outputs = np.concatenate(parts)
        return distinct[inverse.reshape(-1)]


def _key(row: Row, kind: str) -> bytes:
    """A digest instead of the row: thousands of rows are remembered. `kind` says how it is read."""
    if isinstance(row, TokenRow):
        data = np.array(row.ids + (row.types or ()), dtype=np.int64).tobytes()
        return hashlib.blake2b(data, digest_size=16, key=b"tokens" + kind.encode()).digest()
    texts = (row,) if isinstance(row, str) else row
    lengths = ",".join(str(len(text)) for text in texts)  # ("ab", "c") is not ("a", "bc")
    return hashlib.blake2b(f"{lengths}:{''.join(texts)}".encode(), digest_size=16, key=kind.encode()).digest()
