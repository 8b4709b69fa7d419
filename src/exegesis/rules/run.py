"""The words that suffice for an answer: `anchor`."""

from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import Segmenter
from exegesis.data.inputs import Input
from exegesis.data.place import Pixels
from exegesis.data.requests import driven
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.engine.plan import planned_with
from exegesis.engine.problem import Problem
from exegesis.rules.masking import MaskedRules
from exegesis.rules.result import Anchor, RuleStep
from exegesis.rules.search import Outcome, RuleSearch


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

    Neighbours of the input keep the rule's units; every other one is there with chance 1/2. Of the rules that are
    precise enough this is the one that holds in the most neighbours (Ribeiro, Singh & Guestrin, "Anchors:
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
    """
    search = RuleSearch(
        precise=precise, delta=delta, tolerance=tolerance, beam=beam, batch=batch, most_units=most_units,
        draws=draws,
    )  # fmt: skip
    loaded = api.load(model)
    classes = _classes(loaded)
    if "output" in settings:
        raise InputError("output has no effect on an anchor, which counts answers; leave it out.")
    explainer = MaskedRules(search=search, baseline=baseline)
    plan = planned_with(loaded, explainer, settings, list(range(classes)), unit, seed)
    engine = plan.engine()
    problem = plan.problem(engine, text)
    steps, heard = explainer.finding(problem.game, plan.stream(text, id)), 0

    def answered(request: Any) -> Any:
        nonlocal heard
        values = engine.score(problem, request.masks)
        heard += len(request.masks)
        if progress is not None:
            progress(min(heard, draws), draws)
        return values

    outcome = driven(steps, answered)
    return _result(engine, problem, outcome, search, plan.seed)


def _classes(model: Model) -> int:
    """How many classes the model chooses from."""
    if not model.gives_classes or model.kind != "single-label" or len(model.labels) < 2:
        raise UnsupportedError(f"an anchor needs an answer that is one of several classes; {model.name} gives none.")
    return len(model.labels)


def _result(engine: Engine, problem: Problem, outcome: Outcome, search: RuleSearch, seed: int) -> Anchor:
    arm = outcome.arm
    return Anchor(
        text=problem.text,
        units=problem.units,
        rule=arm.rule,
        conditions=tuple(_condition(problem, index) for index in arm.rule),
        prediction=problem.predictions[0],
        precision=arm.precision,
        low=arm.low(outcome.level),
        high=arm.high(outcome.level),
        coverage=arm.coverage,
        wished=search.precise,
        holds=outcome.holds,
        stopped=outcome.stopped,
        neighbours=f"each other {problem.unit} is there with chance 1/2; {problem.baseline.description}",
        growth=tuple(RuleStep(one.rule, one.precision, one.drawn) for one in outcome.growth),
        drawn=outcome.drawn,
        seed=seed,
        fingerprint=engine.fingerprint(),
        cost=engine.cost(),
    )


def _condition(problem: Problem, index: int) -> str:
    unit = problem.units[index]
    return f"{unit.text} is there" if isinstance(unit.at, Pixels) else unit.text
