"""What an explanation will cost, told before the work starts."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.core.errors import ExegesisError, LongWorkWarning, warn
from exegesis.core.plurals import plural, several, spoken
from exegesis.core.types import Masks
from exegesis.data.requests import Attentions, Blend, Gradients, Neighbours, Reply, Request
from exegesis.data.rows import TokenRow
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.engine.rehearsal import Rehearsal, rehearsed
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import setting_names

Progress: TypeAlias = Callable[[int, int], None]
_LONG_SECONDS = 60.0


_TRIAL_SECONDS = 0.4  # that a trial takes, about
_TRIAL_ROWS = 8  # of its first batch
_TRIAL_TEXTS = 32
_PACES: "WeakKeyDictionary[Model, float]" = WeakKeyDictionary()  # seconds of a neighbour
_TRIAL_NEIGHBOURS = 64  # of a first batch: of tables, where one row takes as long as some hundreds
_USUAL_POINTS = 25  # of a path whose steps are not given: the middle (as a factor) of the 9 to 69 that were met


@dataclass(frozen=True)
class Estimate:
    """What an explanation will take: passes and their tokens at most, and the seconds to expect on this machine."""

    forward_passes: int
    backward_passes: int
    tokens: int
    seconds: float


def estimated(
    engine: Engine, problem: Problem, explainer: Explainer, random: np.random.Generator | None = None
) -> Estimate:
    """What the explainer will take: the method rehearsed without the model, and some of its own passes timed.

    `random`: what it will draw from, where that is known.
    """
    forward, backward = rows_to_come(problem, explainer)
    row = problem.scene.rows(problem.model)[0]
    tokens = len(row) if isinstance(row, TokenRow) else 0
    return Estimate(forward, backward, (forward + backward) * tokens, _seconds(engine, problem, explainer, random))


def _seconds(engine: Engine, problem: Problem, explainer: Explainer, random: np.random.Generator | None) -> float:
    engine.fingerprint()
    before = engine.cost().seconds  # on what comes first: the input bound, the answer, which model it is
    try:
        told = rehearsed(problem, explainer, random)
    except ExegesisError:  # the method has no use for what was made up; all it may ask for is counted then
        told = Rehearsal(rows=rows_to_come(problem, explainer)[0], masks=np.eye(len(problem.units), dtype=np.bool_))
    trial = _Trial(engine, problem)
    spent = told.seconds + before
    if told.masks is not None:
        spent += told.rows * trial.each_row(told.masks, told.rows)
    if told.neighbours:
        spent += told.neighbours * trial.each_neighbour(told.neighbours)
    if told.soft_masks is not None:
        spent += told.blended * trial.seconds_of(Blend(told.soft_masks)) / (len(told.soft_masks) * problem.draws)
    if told.points:
        most = explainer.passes(problem.game).forward
        follows = told.points < most  # the steps of a path, which are more where the model bends on the way
        spent += trial.along_path(explainer, min(max(told.points, _USUAL_POINTS), most) if follows else told.points)
    if told.attentions:
        spent += told.attentions * trial.seconds_of(Attentions(0))
    if told.texts:
        spent += len(told.texts) * trial.each_text(told.texts)
    return spent


@dataclass(frozen=True)
class _Trial:
    """Seconds that a few of the passes take, made as the work will make them: its masks, batches and readings."""

    engine: Engine
    problem: Problem

    def each_again(self) -> float:
        """Of the whole input once more: what a model does only once has been done."""
        fresh = self.engine.beside()
        if self.problem.draws > 1:  # a mask's many inputs are run together, at far less each than one alone
            nothing = np.zeros((1, len(self.problem.units)), dtype=np.bool_)
            return _timed(lambda: fresh.score(self.problem, nothing)) / max(1, fresh.cost().forward_passes)
        return _timed(lambda: fresh.whole_value(self.problem)) / max(1, fresh.cost().forward_passes)

    def each_row(self, masks: Masks, rows: int) -> float:
        """Of masks spread over those given: some at first, then as many as the time allows, in full batches."""
        seconds, count, took = 0.0, 1, 0
        while seconds < _TRIAL_SECONDS / 4 and took < min(rows, len(masks)):
            took = min(len(masks), max(_TRIAL_ROWS, count))
            fresh = self.engine.beside()
            seconds = _timed(lambda: fresh.score(self.problem, masks[_spread(len(masks), took)]))  # noqa: B023
            each = seconds / max(1, fresh.cost().forward_passes)
            count = int(min(4 * took, _TRIAL_SECONDS / max(seconds / took, 1e-9)))
            if count <= took:
                break
        return each

    def each_neighbour(self, count: int) -> float:
        """Of some of the inputs that the kind of data draws itself: more of them, where a batch takes hardly longer.

        What one input of a model took, the next will take too.
        """
        if self.problem.model in _PACES and _PACES[self.problem.model] * count < _LONG_SECONDS:
            return _PACES[self.problem.model]
        took, seconds = 0, 0.0
        while took < count and seconds < _TRIAL_SECONDS / 4:
            took = min(count, max(_TRIAL_NEIGHBOURS, 8 * took))
            seconds = self.seconds_of(Neighbours(took, np.random.default_rng(0)))
            if seconds / took * count < _LONG_SECONDS:
                break
        _PACES[self.problem.model] = seconds / took
        return seconds / took

    def along_path(self, explainer: Explainer, expected: float) -> float:
        """Of gradients at points: the method itself, which may end in that time, else its pace for those expected.

        The pace is that after the first answers, which wait for what a model does once.
        """
        fresh = self.engine.beside()
        steps = explainer.explain(self.problem.game, np.random.default_rng(0))
        started = warm = time.perf_counter()
        points = cold = 0
        reply: Reply | None = None
        try:
            while points == cold or time.perf_counter() - started < _TRIAL_SECONDS:
                request = steps.send(reply)
                reply = fresh.answer(self.problem, request)
                points += len(request.points) if isinstance(request, Gradients) else 0
                if points and not cold:
                    warm, cold = time.perf_counter(), points
        except StopIteration:
            return time.perf_counter() - started
        pace = (time.perf_counter() - warm) / (points - cold)
        return warm - started + pace * max(expected, 1.5 * points)

    def each_text(self, texts: tuple[str, ...]) -> float:
        """Of other texts through the model."""
        some = tuple(texts[place] for place in _spread(len(texts), _TRIAL_TEXTS))
        return _timed(lambda: text_model(self.problem.model).predict(list(some))) / len(some)

    def seconds_of(self, request: Request) -> float:
        """Of one request."""
        return _timed(lambda: self.engine.beside().answer(self.problem, request))


def _spread(count: int, wanted: int) -> list[int]:
    """So many places out of `count`, evenly apart."""
    wanted = min(wanted, count)
    return [place * count // wanted for place in range(wanted)]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def rows_to_come(problem: Problem, explainer: Explainer) -> tuple[int, int]:
    """Rows to come at most, forward and backward."""
    passes = explainer.passes(problem.game)
    # A mask that touches one unit changes the windows that unit stands in, and the other windows are known already.
    windows = min(len(problem.windows), 2) if passes.local else len(problem.windows)
    return passes.forward * windows * problem.draws, passes.backward * windows


def counted(progress: Progress, rows: tuple[int, int]) -> Callable[[int], None]:
    """An engine's progress (rows just finished) as the caller's (rows done, rows expected)."""
    done = 0

    def advance(finished: int) -> None:
        nonlocal done
        done += finished
        progress(done, max(rows[0], done))

    return advance


def tell_if_long(engine: Engine, problem: Problem, explainer: Explainer) -> None:
    """Warn with `LongWorkWarning`, before it starts, of work that takes over a minute."""
    forward, backward = rows_to_come(problem, explainer)
    passes, spent = forward + 2 * backward, engine.cost()  # by now on the prediction alone, a cold start included
    if passes * spent.seconds / spent.forward_passes < _LONG_SECONDS:
        return
    trial = _Trial(engine, problem)
    again = trial.each_neighbour(forward) if problem.game.neighbours else trial.each_again()
    if passes * again < _LONG_SECONDS:  # it was the cold start, or one row alone: no longer trial is needed
        return
    expected = estimated(engine, problem, explainer)
    if expected.seconds > _LONG_SECONDS:
        where = plural(len(problem.units), problem.unit)
        where += f" in {len(problem.windows):,} windows" if len(problem.windows) > 1 else ""
        told = plural(expected.forward_passes, "forward pass", "forward passes")
        told += f" and {expected.backward_passes:,} backward" if expected.backward_passes else ""
        warn(
            f"{explainer.name} on {where} will take about {spoken(expected.seconds)} (up to {told}); "
            + _faster(problem, explainer),
            LongWorkWarning,
        )


def _faster(problem: Problem, explainer: Explainer) -> str:
    """What would shorten this work: nothing that it has already, or that this model does not give."""
    settings = setting_names(type(explainer))
    ways = [f"fewer {name}" for name in ("samples", "steps") if name in settings][:1]
    if problem.text and problem.unit != "sentence" and "gradients" not in explainer.needs:
        ways.append("unit='sentence'")
    fewer = "a shorter text" if problem.text else f"fewer {several(problem.unit)}"
    return f"{' or '.join(ways) or fewer} would be faster."
