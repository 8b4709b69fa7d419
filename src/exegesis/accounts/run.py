"""An explanation put into words: `account`."""

from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.accounts import wording as said
from exegesis.accounts.claims import Told, claims
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.core.types import Masks
from exegesis.data.account import Account
from exegesis.data.explanation import Explanation
from exegesis.data.requests import driven
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import kind_of
from exegesis.engine.problem import Problem
from exegesis.tasks.table import task_of
from exegesis.views import naming

_DUST = 1e-9  # of the largest score: what rounding leaves of 0
_PROBABILITY = "probability"


def account(explanation: Explanation, model: Model | str | Path, baseline: str = "auto") -> Account:
    """The explanation as two to five sentences of plain English, each of which was tried on the model before.

    What is tried: what the model answers; without which of the strongest units it would answer otherwise; which of them
    alone keep the answer; whether what has the lowest score speaks against it; whether the strongest pair acts only
    together. No language model writes them, and where a trial comes out otherwise than the scores say, that is said.

    Args:
        explanation: of any method and kind of data.
        model: the model it is of, as `load` gives or takes it.
        baseline: what an absent unit becomes in the trials, as for `explain`; "auto" is the explanation's own where
            that is a way to take units away, else the usual of the kind of data.

    Returns:
        The claims with the trials behind them; `text` and `sentences` say them.

    Raises:
        InputError: the explanation cannot be asked again of the model.
    """
    if not isinstance(explanation, Explanation):
        raise InputError(f"account takes an Explanation, not {type(explanation).__name__}.")
    loaded = api.load(model)
    engine = Engine(loaded, precision=str(explanation.settings.get("precision", "float32")))
    of_class = _is_class(explanation, loaded)
    output = _PROBABILITY if of_class else explanation.target.output
    problem = _bound(engine, explanation, of_class, output, baseline)

    def told(masks: Masks) -> Told:
        values = engine.score(problem, masks)
        if not of_class:
            return Told(values[:, 0], [None] * len(masks))
        answers = [loaded.labels[index] for index in values.argmax(axis=1)]
        return Told(values[:, explanation.target.index], answers)

    tried = driven(claims(explanation.scores, explanation.pairs), told)
    spoken_of = {unit for claim in tried for unit in claim.units}
    dust = _DUST * float(np.abs(explanation.scores).max(initial=0.0))
    untried = sum(abs(score) > dust and unit not in spoken_of for unit, score in enumerate(explanation.scores))
    topic = said.Topic(explanation, output)
    return Account(
        about="explanation",
        title=naming.title(explanation),
        source=said.source(explanation),
        passage=explanation.text,
        claims=tuple(said.said(topic, claim) for claim in tried),
        untried=said.untried(problem.baseline.description, explanation.unit, untried),
        output=output,
        explanation=explanation,
    )


def _is_class(explanation: Explanation, model: Model) -> bool:
    """Whether the target is one of several classes, so that a trial has an answer of its own."""
    target = explanation.target
    return target.kind == "class" and target.versus is None and model.gives_classes and model.kind == "single-label"


def _bound(engine: Engine, explanation: Explanation, of_class: bool, output: str, baseline: str) -> Problem:
    if explanation.asked is None:
        raise InputError("the explanation does not say what it was asked; explain again.")
    target: Any = list(range(len(engine.model.labels))) if of_class else explanation.asked.target
    kind, task = kind_of(engine.model), task_of(engine.model, output)
    if baseline == "auto" and explanation.baseline.name in kind.removals:
        baseline = explanation.baseline.name
    problem = kind.rebound(engine, task, explanation, target, Wishes(baseline=baseline))
    if problem.units != explanation.units:
        raise InputError(f"the explanation's units cannot be rebuilt on {engine.model.name}; explain again with it.")
    return problem
