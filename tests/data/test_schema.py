"""The published schema: every real explanation fits it, and nearly nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from jsonschema import Draft202012Validator

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.asked import Asked
from exegesis.data.explanation import Explanation
from exegesis.data.records import Cost
from exegesis.data.schema import explanation_schema
from exegesis.data.targets import Answer, Contrast, Tag
from exegesis.data.verdict.checks import Again, Checks, Order
from tests.examples import examples
from tests.views import samples
from tests.views.strategies import explanations

CHECKS = Checks(
    Again(("1",), (2,)),
    Again(("pad",), (1,)),
    Order("mask", 20, 0.1, 0.02, 0.95),
    Cost(5, 1, 90, 0.5),
    {"seeds": "no"},
    Again(("0",), (2,)),
)
ASKED = Asked(
    "question",
    Contrast(Answer("a", 0, "end"), Tag("b", "O", 1)),
    "segment",
    {"samples": 20},
    (Span(0, 1),),
    "a",
    (Span(0, 1),),
    ("context",),
    ("a b",),
    "logit",
)
VALIDATOR = Draft202012Validator(explanation_schema())


def test_it_is_a_schema_of_this_version() -> None:
    Draft202012Validator.check_schema(explanation_schema())
    assert explanation_schema()["properties"]["schema_version"] == {"const": Explanation.VERSION}


def test_the_file_is_made_of_the_annotations() -> None:
    assert explanation_schema() == Explanation.json_schema(), "python -m exegesis.data.schema writes the file again"


@pytest.mark.parametrize("build", [*samples.SHAPES, lambda: samples.long(50), lambda: samples.hostile("<b>\x00")])
def test_explanations_of_every_shape_fit(build: Callable[[], Explanation]) -> None:
    VALIDATOR.validate(build().to_dict())


@given(explanations())
@examples(50)
def test_any_explanation_fits(explanation: Explanation) -> None:
    assume(all(part.start >= 0 and part.end >= 0 for part in explanation.parts))  # the views' tests draw nonsense too
    VALIDATOR.validate(explanation.to_dict())


def objects(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all objects whose fields are fixed."""
    if isinstance(data, list):
        return [found for index, item in enumerate(data) for found in objects(item, (*path, index))]
    if not isinstance(data, dict) or path[-1:] in (("settings",), ("diagnostics",), ("versions",), ("not_tried",)):
        return []
    return [path, *(found for name, item in data.items() for found in objects(item, (*path, name)))]


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def full() -> dict[str, Any]:
    """An explanation with something in every list, two units long."""
    data = replace(samples.hostile("a"), checks=CHECKS, asked=ASKED).to_dict()
    target = {**data["target"], "spans": [[0, 1]], "versus": data["target"]}
    prediction = {**data["prediction"], "spans": [[0, 1]]}
    parts = [{"name": "text", "start": 0, "end": 3}]
    lists = {"units": data["units"][:2], "scores": [0.5, -0.5], "standard_errors": [0.1, None], "parts": parts}
    return {**data, **lists, "target": target, "prediction": prediction, "truth": "good"}


OBJECTS = objects(full())


@pytest.mark.parametrize("path", OBJECTS, ids=str)
@pytest.mark.slow
def test_every_fixed_field_is_required_and_no_other_allowed(path: tuple[Any, ...]) -> None:
    VALIDATOR.validate(full())
    for name in at(full(), path):
        data = full()
        del at(data, path)[name]
        if (path, name) == (("prediction",), "ranks") or (path, name) in (
            ((), "verdict"),
            ((), "kept"),
            ((), "pairs"),
            ((), "by_pixel"),
        ):
            VALIDATOR.validate(data)
            Explanation.from_dict(data)
            continue
        assert not VALIDATOR.is_valid(data), name
    data = full()
    at(data, path)["unheard_of"] = 1
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize("path", OBJECTS, ids=str)
@pytest.mark.slow
def test_every_fixed_field_has_its_type(path: tuple[Any, ...]) -> None:
    for name, value in at(full(), path).items():
        if path[:1] == ("asked",) and name in ("target", "versus"):
            continue  # a text, a number or an object
        for wrong in ({"a": 1} if not isinstance(value, dict) else 5, [["a"]], ...):
            data = full()
            at(data, path)[name] = wrong if wrong is not ... else (5 if isinstance(value, str | bool) else "much")
            assert not VALIDATOR.is_valid(data), (name, at(data, path)[name])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), 3),
        (("unit",), "paragraph"),
        (("scores",), [None]),
        (("value",), None),
        (("target", "output"), "score"),
        (("target", "index"), -1),
        (("prediction", "kind"), "guess"),
        (("prediction", "outputs"), []),
        (("units", 0, "spans"), []),
        (("units", 0, "spans"), [[1]]),
        (("units", 0, "spans"), [[1, 2, 3]]),
        (("units", 0, "spans"), [[-1, 2]]),
        (("groups", 0, "units"), []),
        (("cost", "forward_passes"), 1.5),
        (("standard_errors",), [-1.0]),
        (("fingerprint", "versions"), {"torch": 2}),
        (("asked", "kind"), "film"),
        (("asked", "target"), 1.5),
        (("asked", "target"), {}),
        (("asked", "target"), {"word": "a"}),
        (("asked", "target"), {"target": {"word": "a", "place": "first"}, "versus": None}),
        (("asked", "unit"), "paragraph"),
        (("asked", "hidden"), [[1]]),
        (("asked", "phrases"), None),
    ],
    ids=str,
)
def test_wrong_values_are_refused(path: tuple[Any, ...], value: Any) -> None:
    data = full()
    at(data, path[:-1])[path[-1]] = value
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(InputError, match=f"^the data is not an explanation: (it lacks )?{path[0]}|schema version 2"):
        Explanation.from_dict(data)


def test_each_call_gives_a_schema_of_its_own() -> None:
    explanation_schema()["properties"].clear()
    assert explanation_schema()["properties"]


@pytest.mark.parametrize(
    ("unit", "valid"),
    [
        ({"text": "a", "spans": [[0, 1]]}, True),
        ({"text": "a", "at": {"column": 3}}, True),
        ({"text": "a", "at": {"runs": [[3, 2]]}}, True),
        ({"text": "a"}, False),
        ({"text": "a", "at": None}, False),
        ({"text": "a", "spans": [[0, 1]], "at": {"column": 3}}, False),
        ({"text": "a", "at": {"row": 3}}, False),
    ],
)
def test_a_unit_stands_in_the_text_or_elsewhere(unit: dict[str, Any], valid: bool) -> None:
    data = samples.lime().to_dict()
    data["units"][0] = unit
    assert VALIDATOR.is_valid(data) is valid
