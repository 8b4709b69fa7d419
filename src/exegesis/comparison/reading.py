"""A comparison's fields from plain data."""

from collections.abc import Mapping
from typing import Any

from exegesis.comparison.records import ComparedText, Failure, Side, Unsupported
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.records import Fingerprint, Prediction, Unit


def fields_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `Comparison`; what is computed from them is left aside."""
    return {
        "models": tuple(_facts(one) for one in data["models"]),
        "methods": tuple(data["methods"]),
        "labels": tuple(data["labels"]),
        "sides": tuple(Side(**one) for one in data["sides"]),
        "unsupported": tuple(Unsupported(**one) for one in data["unsupported"]),
        "texts": tuple(_text(one) for one in data["texts"]),
        "seed": data["seed"],
        "notes": tuple(data["notes"]),
    }


def _facts(data: Mapping[str, Any]) -> ModelFacts:
    return ModelFacts(**{**data, "fingerprint": Fingerprint(**data["fingerprint"])})


def _text(data: Mapping[str, Any]) -> ComparedText:
    parts = {
        "predictions": tuple(None if one is None else _prediction(one) for one in data["predictions"]),
        "words": tuple(Unit(one["text"], tuple(Span(*span) for span in one["spans"])) for one in data["words"]),
        "explanations": tuple(None if one is None else Explanation.from_dict(one) for one in data["explanations"]),
        "scores": tuple(None if one is None else tuple(one) for one in data["scores"]),
        "failures": tuple(Failure(**one) for one in data["failures"]),
    }
    return ComparedText(**{**data, **parts})


def _prediction(data: Mapping[str, Any]) -> Prediction:
    lists: dict[str, Any] = {name: tuple(data[name]) for name in ("outputs", "labels")}
    return Prediction(
        **{
            **data,
            **lists,
            "ranks": tuple(data.get("ranks", ())),
            "spans": tuple(Span(*span) for span in data["spans"]),
        }
    )
