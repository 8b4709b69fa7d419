"""A benchmark's rows to plain data and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from exegesis.benchmarking.records import Cell, Contrast, Failure, MeasureRow, MethodRow, ModelRow, SetRow, Spent
from exegesis.core.statistics import Interval
from exegesis.data.records import Fingerprint

T = TypeVar("T")


def read(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `Benchmark` from its plain data; `TypeError`, `KeyError` or `ValueError` where it is none."""
    given = {name: value for name, value in data.items() if name != "schema_version"}
    models = [ModelRow(one["name"], Fingerprint(**one["fingerprint"])) for one in given["models"]]
    cells = [Cell(**{**one, "mean": _interval(one["mean"])}) for one in given["cells"]]
    contrasts = [Contrast(**{**one, "difference": _interval(one["difference"])}) for one in given["contrasts"]]
    return {
        **given,
        "models": tuple(models),
        "sets": tuple(SetRow(**{**one, "words": tuple(one["words"])}) for one in given["sets"]),
        "methods": _each(MethodRow, given["methods"]),
        "measures": _each(MeasureRow, given["measures"]),
        "cells": tuple(cells),
        "costs": _each(Spent, given["costs"]),
        "contrasts": tuple(contrasts),
        "failures": _each(Failure, given["failures"]),
        "done": tuple((model, name, count) for model, name, count in given["done"]),
    }


def _each(kind: type[T], given: Any) -> tuple[T, ...]:
    return tuple(kind(**one) for one in given)


def _interval(data: Mapping[str, Any] | None) -> Interval | None:
    return None if data is None else Interval(**data)


def plain(value: Any) -> Any:
    """Records, rows of them and mappings as what JSON holds."""
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return value
