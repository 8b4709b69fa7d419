"""One input taken through the search, from the model's answer to a result."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.tables import table_model
from exegesis.core.errors import InputError, shown
from exegesis.counterfactuals.absence import ChangeableUnits
from exegesis.counterfactuals.asking import BudgetedAsking, spent
from exegesis.counterfactuals.changing import Changeable
from exegesis.counterfactuals.fluency import Fluent
from exegesis.counterfactuals.ordering import Ranking, planned_for, ranking
from exegesis.counterfactuals.reading import AnswerReader, check_answers, reader_of
from exegesis.counterfactuals.result import Counterfactual, Counterfactuals, UnitEdit
from exegesis.counterfactuals.rows import ChangeableRow
from exegesis.counterfactuals.search import CounterfactualSearch, Flip, SearchOutcome
from exegesis.counterfactuals.space import Space
from exegesis.counterfactuals.texts import ChangeableText
from exegesis.counterfactuals.trials import EditTrial
from exegesis.counterfactuals.ways.words import ChangeableWords, Offered
from exegesis.counterfactuals.wishes import CounterfactualWishes
from exegesis.data.inputs import Question
from exegesis.data.requests import driven
from exegesis.data.table_inputs import InputRow
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.engine.plan import Plan
from exegesis.engine.problem import Problem
from exegesis.tasks.base import Scene


def searched(
    model: Model, given: Any, wishes: CounterfactualWishes, id: str | None = None, progress: Progress | None = None
) -> Counterfactuals:
    """The search of one input, whole."""
    settings = dict(wishes.settings)
    if isinstance(given, Question):  # which a person asks about what is read, not about the asking
        settings.setdefault("parts", "context")
    plan, is_ours = planned_for(model, wishes.method, settings, wishes.unit, wishes.seed, wishes.baseline)
    check_answers(plan.task)
    engine = plan.engine()
    scene = plan.scene(given)
    if len(scene.windows) > wishes.budget:
        raise InputError(
            f"the answer alone takes {len(scene.windows)} passes, a pass for each stretch of the text; "
            f"budget={wishes.budget} is too small."
        )
    problem = plan.problem(engine, scene)
    reader = reader_of(plan.task, scene, problem.predictions[0], wishes.target, wishes.at_least, wishes.at_most)
    left = wishes.budget - spent(engine)
    ranked = ranking(plan, engine, problem, reader, scene, given, id, left, is_ours)
    changeable, offered = changeable_of(plan, problem, scene, ranked, wishes)
    asking = BudgetedAsking(engine, changeable, reader, wishes.budget, progress)
    space = _space(changeable, ranked, wishes.most_edits)
    outcome = _outcome(wishes.search, space, asking, plan.stream(given, id))
    return _result(plan, engine, problem, reader, ranked, changeable, offered, asking, space, outcome, wishes)


def _outcome(
    search: CounterfactualSearch, space: Space, asking: BudgetedAsking, rng: np.random.Generator
) -> SearchOutcome:
    """How the search ends; where nothing may change it has no beginning."""
    if not space.order:
        return SearchOutcome((), "exhausted", 0)
    whole = asking(EditTrial(((),)))
    if not whole.margins:
        return SearchOutcome((), "budget", 0)
    return driven(search.steps(space, rng, whole.margins[0], whole.left), asking)


def changeable_of(
    plan: Plan, problem: Problem, scene: Scene, ranked: Ranking, wishes: CounterfactualWishes
) -> tuple[Changeable, Sequence[Offered]]:
    """The input with its edits, and how these are made."""
    if problem.model.reads == "table":
        model, (row,) = table_model(problem.model), scene.data
        wishes.limits.check(model.schema)
        assert isinstance(row, InputRow)  # the task makes it
        rows = ChangeableRow(model, row.cells, problem.units, wishes.limits)
        return rows, [Offered((), f"columns take other values of the background ({len(model.background):,} rows)")]
    if problem.model.reads != "text":
        return ChangeableUnits(problem), [Offered((), problem.baseline.description)]
    _check_kept(wishes.keep, [unit.text for unit in problem.units])
    order = tuple(unit for unit in ranked.units if problem.units[unit].text not in wishes.keep)
    words = ChangeableWords(scene.document, _noun(problem), problem.units, order, wishes.words)
    offered = [way.offered(words) for way in wishes.ways]
    every = [sum(parts, ()) for parts in zip(*(one.alternatives for one in offered), strict=True)]
    given: Any = scene.given
    return ChangeableText(plan.task, given, scene.document, problem.units, every), offered


def _noun(problem: Problem) -> str:
    """What a unit is called; those of the caller's own segmenter have no name."""
    return problem.unit if problem.unit in ("word", "token", "sentence") else "unit"


def _space(changeable: Changeable, ranked: Ranking, most_edits: int | None) -> Space:
    order = tuple(unit for unit in ranked.units if changeable.alternatives[unit])
    most = len(order) if most_edits is None else min(most_edits, len(order))
    return Space(tuple(changeable.alternatives), order, max(most, 1))


def _result(
    plan: Plan,
    engine: Engine,
    problem: Problem,
    reader: AnswerReader,
    ranked: Ranking,
    changeable: Changeable,
    offered: Sequence[Offered],
    asking: BudgetedAsking,
    space: Space,
    outcome: SearchOutcome,
    wishes: CounterfactualWishes,
) -> Counterfactuals:
    found = [_counterfactual(changeable, asking, space, flip, wishes.fluent) for flip in outcome.flips]
    return Counterfactuals(
        of=problem.model.reads,
        text=problem.text,
        parts=problem.parts,
        unit=problem.unit,
        prediction=reader.prediction,
        wanted=reader.name,
        found=tuple(found),
        stopped=outcome.stopped,
        count=wishes.search.count,
        budget=wishes.budget,
        passes=spent(engine),
        tried=outcome.tried,
        units=len(problem.units),
        changeable=len(space.order),
        order=ranked.method,
        ways=tuple(one.description for one in offered),
        proposing=sum(one.passes for one in offered),
        kept=problem.kept,
        seed=plan.seed,
        fingerprint=engine.fingerprint(),
        cost=engine.cost(),
    )


def _counterfactual(
    changeable: Changeable, asking: BudgetedAsking, space: Space, flip: Flip, fluent: Fluent | None
) -> Counterfactual:
    judgement, text, fluency = asking.judgements[flip.edits], "", None
    if isinstance(changeable, ChangeableText):
        changed = changeable.changed(flip.edits)
        text = changeable.task.document(changed).text
        fluency = None if fluent is None else fluent.beside(changeable.document.text, text)
    cost = space.cost(flip.edits)
    is_shared = not isinstance(changeable, ChangeableRow)
    return Counterfactual(
        edits=tuple(
            UnitEdit(
                changeable.units[edit.unit],
                changeable.old(edit.unit),
                space[edit].text,
                space[edit].way,
                float(space[edit].cost),
            )
            for edit in flip.edits
        ),
        prediction=judgement.prediction,
        text=text,
        margin=float(judgement.margin),
        distance=float(cost / len(changeable.units) if is_shared else cost),
        minimal=flip.minimal,
        fluency=fluency,
        changed=changeable.kept(flip.edits),
    )


def _check_kept(keep: Sequence[str], words: Sequence[str]) -> None:
    for word in keep:
        if word not in words:
            raise InputError(
                f"{shown(word)} is no unit of the text, so it cannot be kept (upper and lower case count)."
            )
    if keep and all(word in keep for word in words):
        raise InputError("all units of the text are to be kept, so nothing can change; keep fewer.")
