"""Counterfactuals in plain sentences, each change put before the model again: `account` of `Counterfactuals`."""

from math import isclose
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.counterfactuals import wording as said
from exegesis.counterfactuals.result import Counterfactuals
from exegesis.data.account import Account, Claim, ClaimTrial
from exegesis.data.inputs import Pair, Question
from exegesis.data.records import Prediction
from exegesis.views import wording

_NEAR = 1e-4
_ON = 0.5


def account(given: Counterfactuals, model: Model | str | Path) -> Account:
    """What the model answers, and what to each of the changed inputs; a pass each.

    Raises `InputError` where the model cannot read the inputs.
    """
    loaded = api.load(model)
    now = _answer(loaded, given, given.text, given.kept)
    claims = [
        Claim("answer", said.answered(now), (_trial("as it is", now),), _is_same(now, given.prediction)),
    ]
    untold = 0
    for one in given.found:
        if not one.text and one.changed is None:
            untold += 1
            continue
        then = _answer(loaded, given, one.text, one.changed)
        holds = _is_same(then, one.prediction)
        trials = (_trial("as it is", now), _trial(said.edits(one), then))
        claims.append(Claim("changed", said.changed(one, then, now), trials, holds))
    return Account(
        about="counterfactual",
        title=said.heading(given),
        source=f"{given.fingerprint.model} · counterfactuals",
        passage=given.text,
        claims=tuple(claims),
        untried=said.untried(given, untold),
        output="probability",
    )


def _answer(model: Model, given: Counterfactuals, text: str, kept: Any) -> Prediction:
    found: Prediction = api.predict(model, kept.input if kept is not None else _input(model, given, text))[0]
    return found


def _input(model: Model, given: Counterfactuals, text: str) -> Any:
    """The text, or both texts of a pair or a question, parted where the gap between the original ones stands."""
    if not given.parts:
        return text
    first, second = given.parts
    gap = given.text[first.end : second.start]
    if text.count(gap) != 1:
        raise InputError("it cannot be told where the first text ends in the changed ones; ask the model yourself.")
    before, after = text.split(gap)
    return Question(before, after) if model.head == "question-answering" else Pair(before, after)


def _is_same(one: Prediction, other: Prediction) -> bool:
    """Whether it is the same answer, of values the same number up to what batches move."""
    if one.kind == "regression":
        return isclose(one.outputs[0], other.outputs[0], rel_tol=_NEAR, abs_tol=_NEAR)
    if one.kind == "multi-label":
        return [value >= _ON for value in one.outputs] == [value >= _ON for value in other.outputs]
    return one.label == other.label


def _trial(asked: str, prediction: Prediction) -> ClaimTrial:
    value = prediction.outputs[prediction.index] if prediction.index < len(prediction.outputs) else 0.0
    return ClaimTrial(asked, wording.answer(prediction), value, prediction.label)
