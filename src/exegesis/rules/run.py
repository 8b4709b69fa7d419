"""The words that suffice for an answer: `anchor`."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.text import Segmenter
from exegesis.data.inputs import Input
from exegesis.data.requests import driven
from exegesis.data.targets import OneTarget
from exegesis.engine.estimate import Progress
from exegesis.rules.asking import RuleQuestion
from exegesis.rules.neighbours import RuleNeighbours
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
    target: OneTarget | None = None,
    baseline: str = "auto",
    proposer: Model | str | Path | None = None,
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
        target: None, the answer; or `Contrast`, that one class stays above another.
        baseline: what an absent unit becomes, as for `explain`.
        proposer: a masked language model, which draws words in the place of those that are absent, in their context.
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
        InputError: a setting that is out of range, or has no effect; a target that is not what the model answers.
        UnsupportedError: the model's answer is no class.

    Warns:
        LongWorkWarning: before a long text is drawn of for over a minute.
    """
    search = RuleSearch(
        precise=precise, delta=delta, tolerance=tolerance, beam=beam, batch=batch, most_units=most_units,
        draws=draws,
    )  # fmt: skip
    question = RuleQuestion(api.load(model), text, search, baseline, proposer, target, seed, unit, id, settings)
    neighbours, rng, heard = question.neighbours(), question.stream(), 0

    def kept(asked: Draws) -> list[int]:
        nonlocal heard
        counts = neighbours.kept(asked, rng)
        heard += asked.count * len(asked.rules)
        if progress is not None:
            progress(min(heard, draws), draws)
        return counts

    outcome = driven(search.steps(len(neighbours.units), neighbours.coverage), kept)
    return _result(question, neighbours, outcome)


def again(rule: Anchor, model: Model | str | Path) -> RuleQuestion:
    """The question that a rule answers, to be asked of the model anew; `InputError` where the rule does not hold it."""
    given = rule.again()
    search = RuleSearch(**{field.name: given.pop(field.name) for field in fields(RuleSearch)})
    named = {name: given.pop(name, None) for name in ("text", "seed", "unit", "id", "target", "proposer")}
    return RuleQuestion(
        api.load(model), named["text"], search, given.pop("baseline", "auto"), named["proposer"], named["target"],
        named["seed"], named["unit"], named["id"], given,
    )  # fmt: skip


def _result(question: RuleQuestion, neighbours: RuleNeighbours, outcome: Outcome) -> Anchor:
    arm, problem, engine = outcome.arm, neighbours.problem, neighbours.engine
    stays, labels = neighbours.stays, question.model.labels
    examples = neighbours.examples(arm.rule, question.stream("examples"))  # its passes count too
    return Anchor(
        text=problem.text,
        units=neighbours.units,
        rule=arm.rule,
        conditions=tuple(neighbours.conditions[index] for index in arm.rule),
        prediction=problem.predictions[0],
        precision=arm.precision,
        low=arm.low(outcome.level),
        high=arm.high(outcome.level),
        coverage=arm.coverage,
        wished=question.search.precise,
        holds=outcome.holds,
        stopped=outcome.stopped,
        neighbours=neighbours.described,
        growth=tuple(RuleStep(one.rule, one.precision, one.drawn) for one in outcome.growth),
        drawn=outcome.drawn,
        seed=question.seed,
        fingerprint=engine.fingerprint(),
        cost=engine.cost(),
        contrast=None if stays.versus is None else (labels[stays.answer], labels[stays.versus]),
        asked=question.asked(neighbours),
        parts=problem.parts,
        kept=problem.kept,
        id=question.id,
        examples=examples,
        proposing=neighbours.proposing,
    )
