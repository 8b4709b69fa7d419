"""Which units look most promising: those that an explanation of the present answer names first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesGradients
from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.counterfactuals.reading import AnswerReader
from exegesis.data.targets import OneTarget
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import rows_to_come
from exegesis.engine.plan import Plan, planned
from exegesis.engine.problem import Problem
from exegesis.explainers.gradient import Gradient
from exegesis.explainers.occlusion import Occlusion
from exegesis.explainers.table import AUTO, folded
from exegesis.tasks.base import Scene

_SHARE = 4  # of the passes at most one in so many goes into the order


@dataclass(frozen=True)
class Ranking:
    """The units (n,), most promising first. `method`: whose order it is; "" for the units' own."""

    units: tuple[int, ...]
    method: str


def planned_for(
    model: Model, method: str, settings: Mapping[str, Any], unit: Any, seed: int, baseline: str | None
) -> tuple[Plan, bool]:
    """The plan of the explanation that gives the order, and whether the method was left to us.

    It is leaving one unit out: of texts its passes are those of the deletions, which are then known.
    """
    for name in ("output", "precision"):
        if name in settings:
            raise InputError(f"{name} has no effect on a counterfactual, which goes by answers; leave it out.")
    if not (isinstance(method, str) and folded(method) == AUTO):
        own = {} if baseline is None else {"baseline": baseline}
        return planned(model, method, {**settings, **own}, None, unit, seed), False
    usual = "delete" if model.reads == "text" and model.gives_classes else "auto"
    return planned(model, Occlusion.name, {**settings, "baseline": baseline or usual}, None, unit, seed), True


def ranking(
    plan: Plan,
    engine: Engine,
    problem: Problem,
    reader: AnswerReader,
    scene: Scene,
    given: Any,
    id: str | None,
    left: int,
    is_ours: bool,
) -> Ranking:
    """The order of the units, at the cost of the explanation's passes; `InputError` where these are more than `left`.

    Where the choice is ours, no more than a quarter of the passes goes into it: a table's columns, of which each would
    take many, are tried in their own order, and of a long text the gradient says which words come first.
    """
    n = problem.game.n_units
    in_order = Ranking(tuple(range(n)), "")
    if n == 1 or (is_ours and problem.model.reads == "table"):
        return in_order
    if is_ours and _expected(plan, problem) > left // _SHARE:
        if not isinstance(problem.model, GivesGradients) or left // _SHARE < 2 * len(problem.windows):
            return in_order
        plan = planned(plan.model, Gradient.name, plan.shared, None, plan.unit, plan.seed)
    if _expected(plan, problem) > left:
        raise InputError(
            f"{plan.explainer.name} takes up to {_expected(plan, problem):,} passes for the order of the units, and "
            f"the budget leaves {left:,}; give a larger budget, or leave out method."
        )
    scores = _scores(plan, engine, scene, given, id, reader.contrast)
    order = tuple(int(place) for place in np.argsort(-np.round(scores, 9), kind="stable"))
    return Ranking(order, plan.explainer.name)


def _expected(plan: Plan, problem: Problem) -> int:
    """The passes of the explanation, at most."""
    return sum(rows_to_come(problem, plan.explainer))


def _scores(plan: Plan, engine: Engine, scene: Scene, given: Any, id: str | None, contrast: OneTarget | None) -> Floats:
    """(n,) towards the present answer."""
    aimed = replace(plan, target=contrast)
    problem = aimed.problem(engine, scene)
    attribution = engine.drive(problem, aimed.explainer.explain(problem.game, aimed.stream(given, id)))
    scores: Floats = np.asarray(attribution.scores)[0]
    return scores
