"""Many explanations put into words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.accounts.binding import bound_to
from exegesis.accounts.groups import wording as said
from exegesis.accounts.groups.choosing import Chosen, Holders, check_shared_names, chosen, folded
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.core.statistics import Interval, bootstrapped
from exegesis.core.types import Floats, Masks
from exegesis.data.account import Account, Claim
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.engine.estimate import Progress


@dataclass(frozen=True)
class UnitTrials:
    """A unit taken away from every input that holds it: how the explained number moves in each, and the mean."""

    unit: Holders
    changes: Floats  # (inputs that hold it,)
    mean: Interval


@dataclass(frozen=True)
class GroupTrials:
    """What came of all trials.

    `whole`: how many inputs have the label as their answer, None where answers are no labels. `turned`: of the inputs
    that hold any of the chosen units how many have another answer without all of them.
    """

    inputs: int
    whole: int | None
    units: tuple[UnitTrials, ...]
    holding: int
    turned: int


def account_of_group(
    explanations: Sequence[Explanation], model: Model, baseline: str, progress: Progress | None
) -> Account:
    """What the units of these do to one target, tried on each input that holds them."""
    target, used, signs = _of_one_target(explanations, model)
    check_shared_names(used[0].of)
    picked = chosen(used, signs)
    trials, output, absent = _tried(used, target, picked, model, baseline, progress)
    topic = said.GroupTopic(used[0], target, output, trials.inputs)
    weakest = picked.weakest
    beside = "" if weakest is None else said.beside(topic, weakest.name, trials.units[-1].mean)
    return Account(
        about="explanations",
        title=said.title(topic),
        source=said.source(topic),
        passage="",
        claims=tuple(_claims(topic, picked, trials)),
        untried=said.untried(topic, absent, picked.others, len(explanations) - len(used), beside),
        output=output,
    )


def _claims(topic: said.GroupTopic, picked: Chosen, trials: GroupTrials) -> list[Claim]:
    by_name = {one.unit.name: one for one in trials.units}
    claims = [] if trials.whole is None else [said.answers(topic, trials.whole)]
    for holders, sign in ((picked.towards, 1), (picked.against, -1)):
        for one in (by_name[unit.name] for unit in holders):
            holds = one.mean.high < 0 if sign > 0 else one.mean.low > 0  # without it the number moves the other way
            claims.append(said.speaks(topic, one.unit.name, sign, one.changes, one.mean, holds))
    floor = None if picked.weakest is None else (picked.weakest.name, by_name[picked.weakest.name].mean)
    for one in (by_name[unit.name] for unit in picked.moving):
        holds = one.mean.low > (0.0 if floor is None else floor[1].mean)
        claims.append(said.moves(topic, one.unit.name, one.mean, floor, holds))
    if trials.whole is not None and not picked.moving:
        claims.append(said.turns(topic, trials.holding, trials.turned))
    return claims


def _of_one_target(explanations: Sequence[Explanation], model: Model) -> tuple[Target, list[Explanation], list[int]]:
    """The commonest target, the explanations that say something of it, and the sign with which each does."""
    for place, one in enumerate(explanations, 1):
        if not isinstance(one, Explanation):
            raise InputError(f"explanation {place} is none but a {type(one).__name__}; leave it out.")
        if one.of != explanations[0].of:
            raise InputError(f"explanations of {explanations[0].of}s and of {one.of}s are told apart; give one kind.")
    (target, _), *_ = Counter(one.target for one in explanations).most_common(1)
    used, signs = [], []
    for one in explanations:
        if one.target == target:
            used.append(one)
            signs.append(1)
        elif _is_the_other(one.target, target, model):
            used.append(one)
            signs.append(-1)
    return target, used, signs


def _is_the_other(one: Target, target: Target, model: Model) -> bool:
    """Whether these are the two classes of a model that has no others, so that what is for one is against the other."""
    of_classes = one.kind == target.kind == "class" and one.versus is None and target.versus is None
    return of_classes and one.output == target.output and model.kind == "single-label" and len(model.labels) == 2


def _tried(
    used: Sequence[Explanation],
    target: Target,
    picked: Chosen,
    model: Model,
    baseline: str,
    progress: Progress | None,
) -> tuple[GroupTrials, str, str]:
    names = {unit.name for unit in picked.units}
    changes: dict[str, list[float]] = {name: [] for name in names}
    output, absent, whole, holding, turned, labels = "", "", 0, 0, 0, True
    for number, explanation in enumerate(used, 1):
        bound = bound_to(explanation, model, baseline, target)
        held = _held(explanation, names)
        told = bound.told(_masks(held, len(explanation.units)))
        output, absent = bound.output, bound.absent
        labels = labels and told.answers[0] is not None
        whole += told.answers[0] == target.name
        for name, value in zip(held, told.values[1:], strict=False):
            changes[name].append(float(value - told.values[0]))
        if held:
            holding += 1
            turned += told.answers[-1] != told.answers[0]
        if progress is not None:
            progress(number, len(used))
    moving = bool(picked.moving)
    units = tuple(_of_unit(unit, np.array(changes[unit.name]), moving) for unit in picked.units)
    return GroupTrials(len(used), whole if labels else None, units, holding, turned), output, absent


def _of_unit(unit: Holders, changes: Floats, moving: bool) -> UnitTrials:
    mean = bootstrapped(np.abs(changes) if moving else changes, 0, f"account {unit.name}")
    assert mean is not None  # some input holds it
    return UnitTrials(unit, changes, mean)


def _held(explanation: Explanation, names: set[str]) -> dict[str, list[int]]:
    """The chosen units that the input holds, with their places in it."""
    held: dict[str, list[int]] = {}
    for place, unit in enumerate(explanation.units):
        name = folded(unit.text, explanation.of)
        if name in names:
            held.setdefault(name, []).append(place)
    return held


def _masks(held: dict[str, list[int]], n: int) -> Masks:
    """(2 + units, n): all there, without each of them, and without all of them."""
    masks: Masks = np.ones((len(held) + 2, n), dtype=np.bool_)
    for row, places in zip(masks[1:], held.values(), strict=False):
        row[places] = False
        masks[-1, places] = False
    return masks
