"""Answers the requests of explainers: plans, dedupes, batches, runs the model and keeps the count of what it cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesAttentions, GivesDeviation
from exegesis.adapters.reads import Read
from exegesis.adapters.texts import text_model
from exegesis.core.errors import UnsupportedError, check_count, unknown
from exegesis.core.types import Floats, Masks, Outputs, Points, Values
from exegesis.data.records import Cost, Fingerprint
from exegesis.data.requests import (
    PRECISIONS,
    AttentionReply,
    Attentions,
    Blend,
    Ends,
    Gradients,
    Gram,
    NeighbourReply,
    Neighbours,
    PointReply,
    Predict,
    Reply,
    Request,
    Score,
    TreeShapley,
    driven,
)
from exegesis.data.rows import Row, inputs_of
from exegesis.engine import gradients
from exegesis.engine.asks import Ask, Asks, distinct, row_key, run_asks
from exegesis.engine.fitting import told
from exegesis.engine.meter import Meter
from exegesis.engine.problem import Problem
from exegesis.engine.trees import tree_reply
from exegesis.explainers.base import Attribution, Steps

T = TypeVar("T")
# Rows are made and run in stretches of this many, so that memory stays bounded whatever a method asks for.
_ROWS_AT_ONCE = 4096
_NO_FASTER = 1.1  # times as long as in float32: what bfloat16 was chosen for, it does not give
_PROBED = 8  # rows on which bfloat16 is compared with float32


@dataclass(frozen=True, eq=False)
class _Predicted:
    """The model's outputs for texts that a method asked for, and for each row that they took, by its key."""

    outputs: Outputs
    rows: dict[bytes, tuple[Row, Floats]]


class Engine:
    """Runs one model. Remembers the outputs of every row it has run: no input is computed twice.

    What needs rows is work that yields asks (`driving`, `answering`, `wanting`): `finish` answers them here and now,
    and where there are many texts they are answered together (`pooling`).
    """

    def __init__(
        self,
        model: Model,
        *,
        batch_tokens: int | None = None,
        precision: str = "float32",
        meter: Meter | None = None,
    ) -> None:
        """`meter`: what counts the passes; one of its own where none is given."""
        if batch_tokens is not None:
            check_count("batch_tokens", batch_tokens)
        if precision not in PRECISIONS:
            raise unknown("precision", precision, PRECISIONS)
        self.model = model
        self.batch_tokens = batch_tokens or model.batch_tokens
        self.precision = precision
        self.progress: Callable[[int], None] = lambda rows: None  # hears of the rows finished in each batch
        self.known: dict[bytes, Floats] = {}
        self.predicted: dict[tuple[str, ...], _Predicted] = {}
        self.meter = meter or Meter()
        self._fingerprint: Fingerprint | None = None
        self._rounded: tuple[list[Row], Read | None] | None = None  # some of the rows that ran in bfloat16, how read

    def cost(self) -> Cost:
        """What has been spent since the engine was made."""
        return self.meter.cost()

    def beside(self) -> "Engine":
        """An engine for another text of the same work: it counts and remembers for itself, but shares what is common
        to all texts: the outputs for other texts that a method asks for, and the model's fingerprint."""
        other = Engine(self.model, batch_tokens=self.batch_tokens, precision=self.precision)
        other.predicted = self.predicted
        other._fingerprint = self.fingerprint()
        return other

    def of(self, model: Model) -> "Engine":
        """An engine for another model in the same work: it remembers for itself, and what it spends counts here."""
        return Engine(model, batch_tokens=self.batch_tokens, precision=self.precision, meter=self.meter)

    def fingerprint(self) -> Fingerprint:
        """Which model this is, found out once for all that is done beside one another."""
        if self._fingerprint is None:
            self._fingerprint = self.model.fingerprint()
        return self._fingerprint

    def notes(self, problem: Problem) -> tuple[str, ...]:
        """What a reader of the result should know of how its passes were made."""
        model = self.model
        if self.precision == "bfloat16" and self._rounded is None:  # gradients: of the input itself
            self._rounded = problem.scene.rows(problem.model)[:1], problem.readout.of_rows(0)
        if self._rounded is None or not isinstance(model, GivesDeviation):
            return model.notes
        rows, read = self._rounded
        moved = f"bfloat16 moved what is explained by up to {model.deviation(rows, read):.1g}"
        notes = (*model.notes, f"{moved}, measured against float32 on {len(rows)} of the inputs.")
        if (slowness := model.slowness()) < _NO_FASTER:
            return notes
        return (*notes, f"On this processor products in bfloat16 take {slowness:.1f} times as long as in float32.")

    # -- here and now -----------------------------------------------------------------------------------------------

    def finish(self, work: Asks[T]) -> T:
        """Answer all asks of a work with the model."""
        return driven(work, self._run)

    def drive(self, problem: Problem, steps: Steps) -> Attribution:
        """Answer an explainer's requests until it returns."""
        return self.finish(self.driving(problem, steps))

    def answer(self, problem: Problem, request: Request) -> Reply:
        """The reply to one request, as `requests` defines it."""
        return self.finish(self.answering(problem, request))

    def score(self, problem: Problem, masks: Masks) -> Values:
        """The targets' values (B, T) for keep masks (B, n)."""
        return self.finish(self.scoring(problem, masks))

    def whole_value(self, problem: Problem) -> Values:
        """The targets' values (T,) for the unaltered input; of a classifier already known from the prediction."""
        return self.finish(self.valuing(problem))

    def outputs(self, rows: Sequence[Row], read: Read | None = None, kind: str = "") -> Outputs:
        """What is read off the rows (B, K), all outputs by default; computed once for rows and a `kind` of reading."""
        return self.finish(self.wanting(rows, read, kind))

    def fresh(self, rows: Sequence[Row], kind: str = "") -> dict[bytes, int]:
        """Of the rows whose `outputs` are not known yet the passes that each would take, by what it is known by."""
        keys = [row_key(row, self._kind(kind)) for row in rows]
        return {key: inputs_of(row) for key, row in zip(keys, rows, strict=True) if key not in self.known}

    def look(self, row: Row, read: Read | None) -> Floats:
        """What is read off one row, (K,); remembered only where it is all of the model's outputs."""
        if read is None:
            return np.asarray(self.outputs([row])[0])
        self.meter.forward([row])
        return np.asarray(self.model.forward([row], self.precision, read)[0])

    def _run(self, ask: Ask) -> Outputs:
        return run_asks(self.model, [ask], self.batch_tokens, self.progress)[0]

    # -- as work that yields asks -----------------------------------------------------------------------------------

    def driving(self, problem: Problem, steps: Steps) -> Asks[Attribution]:
        """`drive`."""
        reply: Reply | None = None
        while True:
            try:
                request = steps.send(reply)
            except StopIteration as stop:
                attribution: Attribution = stop.value
                return attribution
            reply = yield from self.answering(problem, request)

    def answering(self, problem: Problem, request: Request) -> Asks[Reply]:
        """`answer`. Gradients and attentions are computed at once: they are one text's own."""
        match request:
            case Score(masks, precision):
                return (yield from self.scoring(problem, masks, precision))
            case Neighbours():
                return (yield from self._neighbours(problem, request))
            case Blend(masks):
                return (yield from self._blended(problem, masks))
            case TreeShapley(game):
                return tree_reply(problem, game, (yield from self.valuing(problem)))
            case Predict(texts):
                return self._predict(problem, texts)
            case Ends():
                return gradients.ends(problem, self.meter)
            case Gradients(points):
                return self._gradients(problem, points)
            case Gram():
                return gradients.gram(problem)
            case Attentions(window):
                return self._attentions(problem, window)

    def scoring(self, problem: Problem, masks: Masks, precision: str | None = None) -> Asks[Values]:
        """`score`, in a precision of its own where one is given; of a masker's several draws their weighted mean."""
        if masks.ndim != 2 or masks.shape[1] != len(problem.units):
            raise ValueError(f"masks of shape {masks.shape} for {len(problem.units)} units")
        if not len(masks):
            return np.empty((0, len(problem.targets)))
        found: dict[int, Outputs] = {}
        for window in np.flatnonzero(problem.weights > 0).tolist():
            found[window] = yield from self._window(problem, window, masks, precision)
        unread = np.zeros_like(next(iter(found.values())))
        outputs = np.stack([found.get(window, unread) for window in range(len(problem.windows))], axis=2)
        values: Values = np.einsum("k,bkt->bt", problem.masks.draws, problem.row_readout.values(outputs))
        return values

    def valuing(self, problem: Problem) -> Asks[Values]:
        """`whole_value`."""
        readout, found = problem.readout, []
        for window, row in enumerate(problem.scene.rows(problem.model)):
            outputs = yield from self.wanting([row], readout.of_rows(window), readout.key(window))
            found.append(outputs[0])
        return readout.values(np.stack(found))

    def wanting(
        self, rows: Sequence[Row], read: Read | None = None, kind: str = "", precision: str | None = None
    ) -> Asks[Outputs]:
        """`outputs`: asks for the rows that are not known yet."""
        way = self._kind(kind, precision)
        keys = [row_key(row, way) for row in rows]
        fresh = {key: row for key, row in zip(keys, rows, strict=True) if key not in self.known}
        if fresh:
            new = list(fresh.values())
            found = yield Ask(new, list(fresh), read, precision or self.precision)
            self.known.update(zip(fresh, found, strict=True))
            self.meter.forward(new)
        return np.stack([self.known[key] for key in keys])

    def _kind(self, kind: str = "", precision: str | None = None) -> bytes:
        """How rows are read, and how exactly: outputs of other kinds are not theirs."""
        return f"{precision or self.precision} {kind}".encode()

    def _window(self, problem: Problem, window: int, masks: Masks, precision: str | None) -> Asks[Outputs]:
        """Raw outputs (B, K, C) of one window, K draws a mask; masks that agree on its own units share their inputs."""
        masker, readout = problem.masks, problem.row_readout
        firsts, inverse = distinct(masks[:, masker.units_of(window)])
        at_once = _ROWS_AT_ONCE if masker.together else max(1, _ROWS_AT_ONCE // len(masker.draws))
        parts = []
        for start in range(0, len(firsts), at_once):
            some = masks[firsts[start : start + at_once]]
            rows = self._encoded(problem, masker.rows(window, some))
            if len(rows) != len(some) * (1 if masker.together else len(masker.draws)):
                raise ValueError(f"{len(rows)} rows for {len(some)} masks of {len(masker.draws)} draws")
            if (precision or self.precision) == "bfloat16" and self._rounded is None:
                self._rounded = rows[:_PROBED], readout.of_rows(window)
            parts.append((yield from self.wanting(rows, readout.of_rows(window), readout.key(window), precision)))
        outputs: Outputs = np.concatenate(parts)
        return outputs.reshape(len(firsts), len(masker.draws), -1)[inverse]

    def _neighbours(self, problem: Problem, request: Neighbours) -> Asks[NeighbourReply]:
        """Values of neighbours that the kind of data draws itself; all are of one window."""
        near = problem.sampler.neighbours(request.count, request.rng)
        readout, fresh = problem.row_readout, self._encoded(problem, near.after(request.known))
        outputs = yield from self.wanting(fresh, readout.of_rows(0), readout.key(0))
        values = readout.values(outputs.reshape(len(near.units) - request.known, 1, -1))
        return NeighbourReply(near.units, near.distances, values, near.width)

    def _blended(self, problem: Problem, masks: NDArray[np.float32]) -> Asks[Values]:
        """Values of images that are there in part: (B, T), of several draws the weighted mean."""
        readout, draws = problem.row_readout, problem.masks.draws
        rows = problem.blender.blended(masks)
        outputs = yield from self.wanting(rows, readout.of_rows(0), readout.key(0))
        values = readout.values(outputs.reshape(len(masks), len(draws), 1, -1))
        return np.asarray(np.einsum("k,bkt->bt", draws, values))

    def _encoded(self, problem: Problem, rows: list[Row]) -> list[Row]:
        texts = [row for row in rows if isinstance(row, str | tuple)]
        return text_model(problem.model).encode(texts) if texts else rows

    # -- at once ----------------------------------------------------------------------------------------------------

    def _predict(self, problem: Problem, texts: tuple[str, ...]) -> Outputs:
        """The model's outputs for other texts. Where these were computed beside this, they are counted all the same."""
        if texts not in self.predicted:
            self.predicted[texts] = self._predicted(problem, texts)
            return self.predicted[texts].outputs
        found = self.predicted[texts]
        fresh = {key: pair for key, pair in found.rows.items() if key not in self.known}
        self.known.update((key, outputs) for key, (_, outputs) in fresh.items())
        self.meter.forward([row for row, _ in fresh.values()])
        return found.outputs

    def _predicted(self, problem: Problem, texts: tuple[str, ...]) -> _Predicted:
        seen: dict[bytes, tuple[Row, Floats]] = {}

        def run(rows: Sequence[Row]) -> Outputs:
            outputs = self.outputs(rows)
            seen.update((row_key(row, self._kind()), (row, output)) for row, output in zip(rows, outputs, strict=True))
            return outputs

        return _Predicted(text_model(problem.model).predict(list(texts), run=run), seen)

    def _gradients(self, problem: Problem, points: Points) -> PointReply:
        passes = gradients.PointPasses(problem, self.batch_tokens, self.precision, self.meter, self.progress)
        return passes.at(points)

    def _attentions(self, problem: Problem, window: int) -> AttentionReply:
        row, model = problem.tokens[window].row, problem.model
        if not isinstance(model, GivesAttentions):
            raise UnsupportedError(f"{model.name} is a black box: it gives no attentions.")
        try:
            weights = model.attentions(row)
        except UnsupportedError as error:
            raise UnsupportedError(f"{error} {told(model, row, len(problem.units))}") from error
        self.meter.forward([row])
        self.progress(1)
        read = problem.readout.positions(window)
        usual = ((model.readout_position(row),),) * len(problem.targets)
        return AttentionReply(weights, usual if read is None else read)
