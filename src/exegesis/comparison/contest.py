"""The models and methods that are set beside each other, checked before the work."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesTokens
from exegesis.adapters.facts import facts_of
from exegesis.adapters.texts import TextModel, text_model
from exegesis.comparison.labels import Labels, labels_of
from exegesis.comparison.records import Unsupported
from exegesis.core.errors import InputError, UnsupportedError, unknown
from exegesis.core.naming import apart
from exegesis.core.text import Segmenter
from exegesis.data.facts import ModelFacts
from exegesis.engine.chosen_methods import ChosenMethod, MethodSpec, chosen_methods
from exegesis.engine.plan import planned

HEAD = "classification"
UNITS = ("word", "token", "sentence")


@dataclass(frozen=True)
class Way:
    """A model with a method that fits it, the settings of that method, and what its texts are cut into."""

    model: int
    method: str
    settings: Mapping[str, Any]
    unit: str | Segmenter


@dataclass(frozen=True)
class Contest:
    """The models with their common labels, and the ways to explain them."""

    models: tuple[Model, ...]
    facts: tuple[ModelFacts, ...]
    labels: Labels
    methods: tuple[str, ...]
    ways: tuple[Way, ...]
    unsupported: tuple[Unsupported, ...]


def contest_of(
    sources: Sequence[Any] | Mapping[str, Any],
    methods: MethodSpec | Sequence[MethodSpec],
    label_map: Mapping[str, str] | None,
    unit: str | Segmenter,
    seed: int,
    settings: Mapping[str, Any],
) -> Contest:
    """Models loaded, labels matched, methods tried on each; `InputError` for what cannot stand side by side."""
    if isinstance(unit, str) and unit not in UNITS:
        raise unknown("unit", unit, (*UNITS, "a function text -> spans"))
    chosen = _each_once(methods, settings)
    models, facts = _loaded(sources)
    names = [one.name for one in facts]
    _check_one_task(models, names)
    labels = labels_of(models, names, label_map)
    ways, lacking = [], []
    for place, model in enumerate(models):
        for one in chosen:
            cut = "word" if unit == "token" and not isinstance(model, GivesTokens) else unit
            way = Way(place, one.method, one.settings, cut)
            try:
                planned(model, one.method, one.settings, None, way.unit, seed)
            except UnsupportedError as error:
                lacking.append(Unsupported(names[place], one.method, str(error)))
            else:
                ways.append(way)
    names_of_methods = tuple(one.method for one in chosen)
    return Contest(tuple(models), tuple(facts), labels, names_of_methods, tuple(ways), tuple(lacking))


def _each_once(methods: MethodSpec | Sequence[MethodSpec], settings: Mapping[str, Any]) -> tuple[ChosenMethod, ...]:
    """The methods, of which none stands twice: their names tell them apart in the result."""
    chosen = chosen_methods(methods, settings)
    for name, count in Counter(one.method for one in chosen).items():
        if count > 1:
            raise InputError(f"the method {name!r} is given twice.")
    return chosen


def _loaded(sources: Sequence[Any] | Mapping[str, Any]) -> tuple[list[TextModel], list[ModelFacts]]:
    if isinstance(sources, str | Model):
        raise InputError("compare takes a list of models; put the one model in a list.")
    given = list(sources.values() if isinstance(sources, Mapping) else sources)
    if not given:
        raise InputError("there is no model to compare; give at least one.")
    models = [text_model(api.load(source), "compare") for source in given]
    names = list(map(str, sources)) if isinstance(sources, Mapping) else apart(given, [one.name for one in models])
    facts = [facts_of(*pair) for pair in zip(given, models, strict=True)]
    return models, [
        ModelFacts(name, one.parameters, one.megabytes, one.fingerprint) for name, one in zip(names, facts, strict=True)
    ]


def _check_one_task(models: Sequence[Model], names: Sequence[str]) -> None:
    for name, model in zip(names, models, strict=True):
        if model.head != HEAD:
            raise InputError(
                f"{name} is for {model.head}; compare takes models for {HEAD}. "
                "For question answering there is `exegesis compare-qa`."
            )
        if model.kind != models[0].kind:
            raise InputError(f"{names[0]} is {models[0].kind} and {name} is {model.kind}; compare models of one kind.")
