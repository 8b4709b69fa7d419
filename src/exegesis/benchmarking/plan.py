"""What a benchmark is to do, checked before the work: models, sets, methods, measures, and how they are named."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.benchmarking.records import MeasureRow, MethodRow, ModelRow, SetRow
from exegesis.core.errors import InputError, check_count
from exegesis.core.text import check_text, words
from exegesis.core.texts import Columns, read_texts
from exegesis.data.records import Fingerprint
from exegesis.engine.chosen_methods import ChosenMethod
from exegesis.engine.plan import planned
from exegesis.explainers.table import METHODS
from exegesis.metrics.base import Metric
from exegesis.metrics.settings import chosen
from exegesis.metrics.table import METRICS

Data: TypeAlias = str | Path | Sequence[str]
COSTLY = 20  # texts of each set on which costly measures are taken, where nothing else is said


@dataclass(frozen=True)
class TextSet:
    """Texts under a name, and where each came from."""

    name: str
    texts: tuple[str, ...]
    places: tuple[str, ...]

    def row(self) -> SetRow:
        """What the result says of it."""
        lengths = [len(words(text)) for text in self.texts]
        spread = (min(lengths), int(np.median(lengths)), max(lengths))
        return SetRow(self.name, len(self.texts), spread, digest("\0".join(self.texts)))


@dataclass(frozen=True)
class Measured:
    """A measure, and on how many texts of each set it is taken (None: all)."""

    name: str
    metric: Metric
    given: Mapping[str, Any]  # the settings that the caller gave
    limit: int | None

    def row(self) -> MeasureRow:
        """What the result says of it; the unit of f is the same for all methods, so it need not be spelled out."""
        table, metric = METRICS[self.name], self.metric
        settings = {one.name: getattr(metric, one.name) for one in fields(metric)}
        return MeasureRow(
            name=self.name,
            summary=table.summary,
            unit=metric.unit,
            direction=metric.direction,
            asks_model=metric.removes,
            is_costly=table.is_costly,
            settings={name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()},
            limit=self.limit,
        )


@dataclass(frozen=True)
class BenchmarkPlan:
    """Everything that decides the results, but for the machine."""

    models: tuple[tuple[str, Model, Fingerprint], ...]
    sets: tuple[TextSet, ...]
    contenders: tuple[ChosenMethod, ...]
    measures: tuple[Measured, ...]
    seed: int
    unit: str
    removal: str

    def rows(self) -> dict[str, Any]:
        """The plan as the result's own rows."""
        return {
            "models": tuple(ModelRow(name, print_) for name, _, print_ in self.models),
            "sets": tuple(one.row() for one in self.sets),
            "methods": tuple(map(_method_row, self.contenders)),
            "measures": tuple(one.row() for one in self.measures),
            "seed": self.seed,
            "unit": self.unit,
            "removal": self.removal,
        }

    def wishes(self) -> dict[str, Any]:
        """What a store must have been begun with to be gone on with, part by part."""
        return {
            "models": [[name, print_.weights, print_.tokenizer] for name, _, print_ in self.models],
            "sets": [[one.name, len(one.texts), digest("\0".join(one.texts))] for one in self.sets],
            "methods": [one.label for one in self.contenders],
            "measures": [[one.name, repr(one.metric), one.limit] for one in self.measures],
            "seed": self.seed,
            "unit": self.unit,
            "removal": self.removal,
        }

    def wanted(self, index: int) -> list[Measured]:
        """The measures of a set's text of that number."""
        return [one for one in self.measures if one.limit is None or index < one.limit]


def _method_row(one: ChosenMethod) -> MethodRow:
    return MethodRow(one.label, one.method, dict(one.settings), METHODS[one.method].is_control)


def digest(text: str) -> str:
    """Names a text or texts."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def measures(
    metrics: Sequence[str], settings: Mapping[str, Mapping[str, Any]], costly_limit: int | None
) -> tuple[Measured, ...]:
    """The measures by name, with settings; those that need a second thing beside the explanation do not go here."""
    if isinstance(metrics, str):
        raise InputError("metrics must be a list of names; put the one name in a list.")
    found = chosen(list(metrics), settings, has_rationale=False, has_other=False)
    return tuple(
        Measured(name, metric, settings.get(name, {}), costly_limit if METRICS[name].is_costly else None)
        for name, metric in found.items()
    )


def text_sets(data: Mapping[str, Data] | Data, column: str = "text", limit: int | None = None) -> tuple[TextSet, ...]:
    """Sets of texts, each its first `limit`: files (named by their stems), lists, or these by name."""
    if isinstance(data, str | Path):
        named: Mapping[str, Data] = {_stem(Path(data)): data}
    else:
        named = data if isinstance(data, Mapping) else {"texts": data}
    found = tuple(_text_set(name, given, column, limit) for name, given in named.items())
    if not found:
        raise InputError("there is no data; give at least one set of texts.")
    return found


def files(paths: Sequence[Path]) -> dict[str, Data]:
    """Files by their names without the ending; `InputError` where two would be called alike."""
    found: dict[str, Data] = {}
    for path in paths:
        name = _stem(path)
        if name in found:
            raise InputError(f"two files are called {name!r}; rename one, so that the tables tell them apart.")
        found[name] = path
    return found


def models(sources: Sequence[Any]) -> tuple[tuple[str, Model, Fingerprint], ...]:
    """The models loaded and named apart: of two called alike what was given, which must differ."""
    if isinstance(sources, str | Path | Model) or not isinstance(sources, Sequence):
        sources = [sources]
    loaded = [text_model(api.load(source), "benchmark") for source in sources]
    if not loaded:
        raise InputError("there is no model; give at least one.")
    several = Counter(model.name for model in loaded)
    names = [
        str(source) if several[model.name] > 1 else model.name for source, model in zip(sources, loaded, strict=True)
    ]
    for name, count in Counter(names).items():
        if count > 1:
            raise InputError(f"two models are called {name!r}; load one with a name of its own (name=).")
    return tuple((name, model, model.fingerprint()) for name, model in zip(names, loaded, strict=True))


def check_fit(plan: BenchmarkPlan) -> None:
    """Every method fits every model, and every setting is one of its own; told before the work."""
    for _, model, _ in plan.models:
        for one in plan.contenders:
            planned(model, one.method, one.settings, None, plan.unit, plan.seed)


def _text_set(name: str, given: Data, column: str, limit: int | None) -> TextSet:
    if limit is not None:
        check_count("limit", limit)
    if isinstance(given, str | Path):
        read = read_texts(Path(given), Columns(column), limit)
        return TextSet(name, read.texts, read.places)
    texts = tuple(check_text(text) for text in list(given)[:limit])
    if not texts:
        raise InputError(f"{name!r} holds no text.")
    return TextSet(name, texts, tuple(f"text {number}" for number in range(1, len(texts) + 1)))


def _stem(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    return name.rpartition(".")[0] or name


def as_json(value: Any) -> str:
    """One line; the same for the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
