"""Labels of several models as one list: matched by name, whatever their order and their capitals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, unknown
from exegesis.data.records import Prediction
from exegesis.tasks.class_names import place_of

PREDICTED = "predicted"


@dataclass(frozen=True)
class Labels:
    """`names`: as the first model calls them; `columns[model][label]`: which of that model's outputs it is."""

    names: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    map: Mapping[str, str]

    def index(self, given: str | int, what: str) -> int:
        """The place of a label that is given by name or by number; `InputError` says `what` it is."""
        known = [name.casefold() for name in self.names]
        if isinstance(given, str) and (name := _mapped(given, self.map).casefold()) in known:
            return known.index(name)
        return place_of(given, self.names, what)

    def own(self, model: int, prediction: Prediction) -> Prediction:
        """A model's prediction with the labels called and ordered as the first model's."""
        columns = self.columns[model]
        index = columns.index(prediction.index)
        outputs = tuple(prediction.outputs[column] for column in columns)
        return Prediction(self.names[index], index, outputs, self.names, prediction.kind)


def labels_of(models: Sequence[Model], names: Sequence[str], map: Mapping[str, str] | None) -> Labels:
    """The labels that all models have; `InputError` in one line where one has others, and how to say which are meant.

    `map`: what a model's label is called by the first model.
    """
    given = {str(name).casefold(): str(meant) for name, meant in (map or {}).items()}
    _check_known(given, models)
    first = models[0]
    if first.kind == "regression" and all(len(model.labels) == 1 for model in models):
        return Labels(first.labels, ((0,),) * len(models), given)
    called = [[_mapped(label, given) for label in model.labels] for model in models]
    folded = [[label.casefold() for label in own] for own in called]
    for name, own in zip(names, folded, strict=True):
        _check_apart(name, own)
    for place, own in enumerate(folded):
        if sorted(own) != sorted(folded[0]):
            raise _differ(names, models, place)
    return Labels(tuple(called[0]), tuple(tuple(own.index(one) for one in folded[0]) for own in folded), given)


def _mapped(label: str, map: Mapping[str, str]) -> str:
    return map.get(label.casefold(), label)


def _check_known(map: Mapping[str, str], models: Sequence[Model]) -> None:
    known = {label.casefold(): label for model in models for label in model.labels}
    for name in map:
        if name not in known:
            raise unknown("label in label_map", name, known.values())


def _check_apart(name: str, labels: Sequence[str]) -> None:
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise InputError(f"{name} has several outputs called {twice!r}; tell them apart by label_map.")


def _differ(names: Sequence[str], models: Sequence[Model], place: int) -> InputError:
    ours, theirs = models[0].labels, models[place].labels
    said = f"{names[0]} has the labels {', '.join(ours)}, {names[place]} has {', '.join(theirs)}"
    if len(ours) != len(theirs):
        return InputError(f"{said}; compare models of the same labels.")
    return InputError(
        f"{said}; say which are the same by label_map={{{theirs[0]!r}: {ours[0]!r}, ...}} "
        f"(--label-map {theirs[0]}={ours[0]})."
    )
