"""The words that suffice for an answer: `anchor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.tables import TableModel, table_model
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import Segmenter
from exegesis.data.inputs import Input
from exegesis.data.place import Column, Pixels
from exegesis.data.records import Unit
from exegesis.data.requests import driven
from exegesis.data.table_inputs import InputRow
from exegesis.data.table_row import TableRow
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.engine.long_work import LongWork
from exegesis.engine.plan import Plan, planned_with
from exegesis.engine.problem import Problem
from exegesis.rules.columns import RuleRows
from exegesis.rules.masking import MaskedRules
from exegesis.rules.result import Anchor, RuleStep
from exegesis.rules.search import Draws, Outcome, RuleSearch


def anchor(
    model: Model | str | Path,
    text: Input | Any,
    precise: float = 0.95,
    seed: int = 0,
    unit: str | Segmenter | None = None,
    id: str | None = None,
    *,
    baseline: str = "auto",
    delta: float = 0.05,
    tolerance: float = 0.05,
    beam: int = 10,
    batch: int = 50,
    most_units: int = 8,
    draws: int = 20_000,
    progress: Progress | None = None,
    **settings: Any,
) -> Anchor:
    """The units that suffice: while they are as they are, the answer stays, whatever the others do.

    Neighbours of the input keep the rule's units; every other one is there with chance 1/2. Of a row of a table they
    are background rows made to pass the rule, whose units are tests ("age > 37", cut at quartiles). Of the rules that
    are precise enough this is the one that holds in the most neighbours (Ribeiro, Singh & Guestrin, "Anchors:
    High-Precision Model-Agnostic Explanations", AAAI 2018).

    Args:
        model: what `load` gives or takes, with classes; any kind of data whose units can be absent.
        text: the input, as for `explain`.
        precise: the share of neighbours that must keep the answer.
        seed: of all that is random.
        unit: as for `explain`.
        id: names the input, as for `explain`.
        baseline: what an absent unit becomes, as for `explain`.
        delta: the chance to be wrong about the precision.
        tolerance: how far below `precise` its lower bound may lie.
        beam: rules of each length that are carried on.
        batch: neighbours that are drawn at a time.
        most_units: of a rule.
        draws: neighbours of all rules together; equal ones take one pass.
        progress: called as (neighbours drawn, draws).
        settings: those that all methods share (`parts`, `phrases`, `batch_tokens`, `threads`; of images `segments`).

    Returns:
        The rule with its precision, bounds and coverage; where none is precise enough, the surest that was met.

    Raises:
        InputError: a setting that is out of range, or has no effect.
        UnsupportedError: the model's answer is no class.

    Warns:
        LongWorkWarning: before a long text is drawn of for over a minute.
    """
    search = RuleSearch(
        precise=precise, delta=delta, tolerance=tolerance, beam=beam, batch=batch, most_units=most_units,
        draws=draws,
    )  # fmt: skip
    loaded = api.load(model)
    _classes(loaded)
    if "output" in settings:
        raise InputError("output has no effect on an anchor, which counts answers; leave it out.")
    work = _of_rows if isinstance(loaded, TableModel) else _of_masks
    return work(_Asked(loaded, text, search, baseline, seed, unit, id, settings), progress)


@dataclass(frozen=True)
class _Asked:
    """What the caller wants, beside how the rule is looked for."""

    model: Model
    given: Any
    search: RuleSearch
    baseline: str
    seed: int
    unit: Any
    id: str | None
    settings: Mapping[str, Any]

    @property
    def explainer(self) -> MaskedRules:
        """The search as a method."""
        return MaskedRules(search=self.search, baseline=self.baseline)

    @property
    def plan(self) -> Plan:
        """The search planned on all of the model's classes."""
        classes = list(range(_classes(self.model)))
        return planned_with(self.model, self.explainer, self.settings, classes, self.unit, self.seed)


def _of_masks(asked: _Asked, progress: Progress | None) -> Anchor:
    plan, explainer, draws = asked.plan, asked.explainer, asked.search.draws
    engine, scene = plan.engine(), plan.scene(asked.given)
    layout = plan.layout(scene)
    LongWork(explainer, plan.target).laid_out(engine, scene, layout)
    problem, heard = plan.problem(engine, scene, layout), 0

    def answered(request: Any) -> Any:
        nonlocal heard
        values = engine.score(problem, request.masks)
        heard += len(request.masks)
        if progress is not None:
            progress(min(heard, draws), draws)
        return values

    outcome = driven(explainer.finding(problem.game, plan.stream(asked.given, asked.id)), answered)
    said = f"each other {problem.unit} is there with chance 1/2; {problem.baseline.description}"
    conditions = tuple(_condition(unit) for unit in problem.units)
    return _result(engine, problem, problem.units, conditions, said, outcome, asked.search, plan.seed)


def _of_rows(asked: _Asked, progress: Progress | None) -> Anchor:
    """Of a row of a table: neighbours are background rows, made to pass the rule."""
    if asked.baseline != "auto" or "background_rows" in asked.settings:
        name = "background_rows" if asked.baseline == "auto" else "baseline"
        raise InputError(f"{name} has no effect on the anchor of a row: its neighbours are background rows.")
    plan, search = asked.plan, asked.search
    engine = plan.engine()
    problem, model = plan.problem(engine, asked.given), table_model(asked.model)
    row = InputRow(model.background.form.row_codes(TableRow.of(asked.given)))
    rows, rng = RuleRows(model.background, row.cells), plan.stream(asked.given, asked.id)
    answer, heard = int(engine.outputs([row])[0].argmax()), 0

    def kept(draws: Draws) -> list[int]:
        nonlocal heard
        block = np.concatenate([rows.drawn(rule, draws.count, rng) for rule in draws.rules])
        answers = engine.outputs([InputRow(cells) for cells in block]).argmax(axis=1)
        heard += len(block)
        if progress is not None:
            progress(min(heard, search.draws), search.draws)
        stayed = (answers == answer).reshape(len(draws.rules), draws.count)
        return [int(count) for count in stayed.sum(axis=1)]

    outcome = driven(search.steps(len(rows.tests), rows.coverage), kept)
    units = tuple(Unit(test.text, at=Column(test.column)) for test in rows.tests)
    said = f"rows of the background ({len(model.background):,}); cells that the rule excludes are taken from other rows"
    return _result(engine, problem, units, tuple(test.text for test in rows.tests), said, outcome, search, plan.seed)


def _classes(model: Model) -> int:
    """How many classes the model chooses from."""
    if not model.gives_classes or model.kind != "single-label" or len(model.labels) < 2:
        raise UnsupportedError(f"an anchor needs an answer that is one of several classes; {model.name} gives none.")
    return len(model.labels)


def _result(
    engine: Engine,
    problem: Problem,
    units: tuple[Unit, ...],
    conditions: tuple[str, ...],
    neighbours: str,
    outcome: Outcome,
    search: RuleSearch,
    seed: int,
) -> Anchor:
    arm = outcome.arm
    return Anchor(
        text=problem.text,
        units=units,
        rule=arm.rule,
        conditions=tuple(conditions[index] for index in arm.rule),
        prediction=problem.predictions[0],
        precision=arm.precision,
        low=arm.low(outcome.level),
        high=arm.high(outcome.level),
        coverage=arm.coverage,
        wished=search.precise,
        holds=outcome.holds,
        stopped=outcome.stopped,
        neighbours=neighbours,
        growth=tuple(RuleStep(one.rule, one.precision, one.drawn) for one in outcome.growth),
        drawn=outcome.drawn,
        seed=seed,
        fingerprint=engine.fingerprint(),
        cost=engine.cost(),
    )


def _condition(unit: Unit) -> str:
    return f"{unit.text} is there" if isinstance(unit.at, Pixels) else unit.text
