"""The models that are compared: loaded with a head for questions, named apart, with their size."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from exegesis.adapters.base import Model
from exegesis.adapters.facts import facts_of
from exegesis.core.errors import InputError
from exegesis.core.naming import apart
from exegesis.data.facts import ModelFacts
from exegesis.qa.answers import question_task
from exegesis.qa.asking import load_question_model
from exegesis.tasks.span_qa import SpanQA


@dataclass(frozen=True)
class Contestant:
    """One of the models, ready to answer."""

    model: Model
    task: SpanQA
    facts: ModelFacts


def contestants(sources: Sequence[Any]) -> list[Contestant]:
    """The models of `sources`, which are what `api.load` takes, in their order.

    Two of one name are told apart: by what was given where that differs, else by a number. Raises `LoadError` or
    `UnsupportedError` where a source has no head that answers questions.
    """
    if not sources:
        raise InputError("there is no model to compare; give at least one.")
    models = [load_question_model(source) for source in sources]
    names = apart(sources, [model.name for model in models])
    return [
        Contestant(model, question_task(model), replace(facts_of(source, model), name=name))
        for name, source, model in zip(names, sources, models, strict=True)
    ]
