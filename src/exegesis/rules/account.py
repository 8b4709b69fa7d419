"""A rule in plain sentences, each tried on neighbours that are drawn anew: `account` of an `Anchor`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, check_count
from exegesis.data.account import Account, Claim, ClaimTrial
from exegesis.rules import wording as said
from exegesis.rules.neighbours import RuleNeighbours
from exegesis.rules.result import Anchor
from exegesis.rules.run import again
from exegesis.rules.search import Draws, Rule
from exegesis.views import wording

DRAWS = 1000  # fresh neighbours for each sentence


def account(rule: Anchor, model: Model | str | Path, draws: int = DRAWS) -> Account:
    """What the rule says, tried on `draws` fresh neighbours for each sentence; none of them is the search's.

    Raises `InputError` where the rule cannot be asked again of the model.
    """
    check_count("draws", draws)
    question = again(rule, model)
    neighbours, rng = question.neighbours(warns=False), question.stream("fresh draws")
    _check_same(rule, neighbours)
    whole = neighbours.problem.predictions[0]
    claims = [
        Claim(
            "answer",
            said.answered(rule, whole),
            (ClaimTrial("all there", wording.answer(whole), whole.outputs[whole.index], whole.label),),
            whole.label == rule.prediction.label,
        )
    ]
    claims.append(_suffices(rule, neighbours, draws, rng))
    if rule.rule:
        claims.append(_needed(rule, neighbours, draws, rng))
    return Account(
        about="anchor",
        title=said.heading(rule),
        source=f"{rule.fingerprint.model} · a rule that suffices",
        passage=rule.text,
        claims=tuple(claims),
        untried=said.fresh(rule, draws),
        output="share of neighbours that keep the answer",
    )


def _suffices(rule: Anchor, neighbours: RuleNeighbours, draws: int, rng: np.random.Generator) -> Claim:
    """Whether the rule keeps the answer as often as its search promised."""
    (kept,) = neighbours.kept(Draws((rule.rule,), draws), rng)
    holds = kept / draws >= rule.low
    return Claim("suffices", said.suffices(rule, kept, draws, holds), (_trial(rule, rule.rule, kept, draws),), holds)


def _needed(rule: Anchor, neighbours: RuleNeighbours, draws: int, rng: np.random.Generator) -> Claim:
    """Whether the answer stays as well where the rule holds one unit less: each is left out in turn."""
    shorter: list[Rule] = [tuple(unit for unit in rule.rule if unit != left_out) for left_out in rule.rule]
    counts = neighbours.kept(Draws(tuple(shorter), draws), rng)
    holds = all(kept / draws < rule.wished for kept in counts)
    trials = tuple(_trial(rule, one, kept, draws) for one, kept in zip(shorter, counts, strict=True))
    return Claim("needed", said.needed(rule, counts, draws, holds), trials, holds)


def _trial(rule: Anchor, held: Sequence[int], kept: int, draws: int) -> ClaimTrial:
    return ClaimTrial(said.held(rule, held), said.share(kept, draws), kept / draws)


def _check_same(rule: Anchor, neighbours: RuleNeighbours) -> None:
    if neighbours.units != rule.units:
        raise InputError(
            f"the rule's units cannot be rebuilt on {neighbours.engine.model.name}; look for the rule again with it."
        )
