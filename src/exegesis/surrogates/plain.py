"""A Surrogate's records to plain data and back."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from exegesis.core.bag import Bag
from exegesis.core.types import Span
from exegesis.data.records import Cost, Fingerprint, Target, Unit
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.records import Accuracy, Feature, Fidelity, Point
from exegesis.surrogates.tree import Node, Tree


def plain(value: Any) -> Any:
    """`value` as JSON has it; a number that is none (NaN, infinite) becomes None."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return str.__str__(value)  # no subclass, which might call itself safe HTML
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int) else str(value)


def records(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a Surrogate that are not plain data, built from it."""
    return {
        "target": _target(data["target"]),
        "form": form(data["family"], data["form"]),
        "features": tuple(Feature(**one) for one in data["features"]),
        "curve": tuple(_point(one) for one in data["curve"]),
        "accuracy": None if data["accuracy"] is None else Accuracy(**data["accuracy"]),
        "bag": None if data["bag"] is None else Bag(**data["bag"]),
        "units": tuple(Unit(one["text"], _spans(one["spans"])) for one in data["units"]),
        "fingerprint": Fingerprint(**data["fingerprint"]),
        "cost": Cost(**data["cost"]),
        "warnings": tuple(data["warnings"]),
    }


def form(family: str, data: Mapping[str, Any]) -> Linear | Tree:
    """The surrogate's own arithmetic, from plain data."""
    if family == "tree":
        return Tree(tuple(Node(**node) for node in data["nodes"]))
    return Linear(data["intercept"], tuple(data["features"]), tuple(data["weights"]), data["rows"])


def _point(data: Mapping[str, Any]) -> Point:
    outside = data["outside"]
    fields: dict[str, Any] = {**data, "inside": Fidelity(**data["inside"])}
    return Point(**{**fields, "outside": None if outside is None else Fidelity(**outside)})


def _target(data: Mapping[str, Any]) -> Target:
    versus = data["versus"]
    return Target(**{**data, "spans": _spans(data["spans"]), "versus": None if versus is None else _target(versus)})


def _spans(data: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in data)
