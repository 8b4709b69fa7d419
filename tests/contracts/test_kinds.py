"""What holds for every kind of data: additive models are explained exactly, and results come back, show and ask again.

The kinds stand in `kinds.py`, one entry each.
"""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError
from exegesis.data.asked import ENGINE
from exegesis.data.requests import Score
from exegesis.engine.kinds import KINDS
from exegesis.explainers.table import METHODS
from exegesis.views.terminal import show
from tests.contracts.kinds import EXAMPLES, KindExample

METHODS_OF_MASKS = [row.name for row in METHODS.values() if Score in row.load().asks]
EXACT = ("kernel_shap", "exact_shap", "partition_shap", "permutation_shap", "occlusion")
KIND_NAMES = list(KINDS)

# Verbs that may be for some kinds of data alone: each gives something, or refuses in a line.
VERBS: dict[str, Callable[[Any, Any], Any]] = {
    "compare": lambda model, given: exegesis.compare({"one": model, "other": model}, [given], ["occlusion"]),
    "benchmark": lambda model, given: exegesis.benchmark(model, [given], ["occlusion"]),
    "edit": lambda model, given: exegesis.edit(model, given, given),
    "surrogate": lambda model, given: exegesis.surrogate(model, [given]),
}


def example(kind: str) -> KindExample:
    assert kind in EXAMPLES, f"add an additive model of {kind} to tests/contracts/kinds.py"
    return EXAMPLES[kind]


def explained(kind: str, method: str, **settings: Any) -> Explanation:
    known = example(kind)
    found = exegesis.explain(known.model(), known.input, method, **{**known.asked, **settings})
    assert isinstance(found, Explanation)
    return found


def few(method: str) -> dict[str, Any]:
    return {"samples": 60} if method == "lime" else {}


def printed(found: Explanation, **options: Any) -> str:
    console = Console(file=StringIO(), width=100, **options)
    show(found, console)
    return console.file.getvalue()


def test_every_kind_of_data_has_an_example_and_no_other_has() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", KIND_NAMES)
@pytest.mark.parametrize("method", EXACT)
def test_a_sum_is_explained_by_its_terms(kind: str, method: str) -> None:
    known = example(kind)
    near = 1e-9 * float(np.abs(known.scores).max())
    np.testing.assert_allclose(explained(kind, method).scores, known.scores, rtol=1e-9, atol=near)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_lime_comes_near_them(kind: str) -> None:
    known = example(kind)
    near = known.lime_near * float(np.abs(known.scores).max())
    np.testing.assert_allclose(explained(kind, "lime", **known.lime).scores, known.scores, atol=near)


@pytest.mark.parametrize("kind", KIND_NAMES)
@pytest.mark.parametrize("method", METHODS_OF_MASKS)
def test_it_comes_back_from_json_and_asks_the_same_again(kind: str, method: str) -> None:
    known = example(kind)
    found = explained(kind, method, seed=2, **few(method))
    again = Explanation.from_json(found.to_json())
    assert again == found
    assert again.of == kind
    Draft202012Validator(exegesis.explanation_schema()).validate(json.loads(found.to_json()))
    repeated = exegesis.explain(known.model(), **again.again())
    assert repeated.units == found.units
    np.testing.assert_allclose(repeated.scores, found.scores, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_units_have_the_place_of_their_kind(kind: str) -> None:
    found, place = explained(kind, "occlusion"), example(kind).place
    assert len(found.units) == len(example(kind).scores)
    for unit in found.units:
        assert unit.spans if place is None else isinstance(unit.at, place)


def test_the_bound_of_a_batch_is_no_setting_of_a_method() -> None:
    assert {kind.budget for kind in KINDS.values()} <= set(ENGINE)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_its_page_names_its_units_and_needs_no_network(kind: str) -> None:
    found = explained(kind, "partition_shap")
    page = found.to_html()
    assert example(kind).seen in page
    assert all(unit.text in page for unit, _ in found.top(3))
    assert not [mark for mark in ('src="http', 'href="http', "url(", "@import") if mark in page]
    assert example(kind).seen in exegesis.Explanation.from_json(found.to_json())._repr_html_()


@pytest.mark.parametrize("kind", KIND_NAMES)
@pytest.mark.parametrize(
    "options", [{}, {"force_terminal": True, "color_system": "truecolor"}], ids=["plain", "colours"]
)
def test_it_is_printed(kind: str, options: dict[str, Any]) -> None:
    found = explained(kind, "occlusion")
    said = printed(found, **options)
    assert found.top(1)[0][0].text in said
    assert "occlusion" in said.lower()


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_it_is_plotted(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "found.png"
    assert explained(kind, "occlusion").plot(path).axes
    assert path.stat().st_size > 1000


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_it_is_measured_and_checked(kind: str) -> None:
    known, found = example(kind), explained(kind, "occlusion")
    model = known.model()
    measured = exegesis.evaluate(found, model, "all")
    assert measured.measures
    checks = exegesis.check(found, model, seeds=1).checks
    assert checks is not None
    assert not [why for why in checks.not_tried.values() if "cannot be run again" in why]
    assert checks.again is not None  # occlusion leaves nothing to chance


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_cost_is_told_and_many_are_explained(kind: str) -> None:
    known = example(kind)
    assert exegesis.estimate(known.model(), known.input, "occlusion", **known.asked).forward_passes > 0
    found = list(exegesis.explain_many(known.model(), [known.input] * 2, "occlusion", **known.asked))
    np.testing.assert_allclose([one.scores for one in found], [known.scores] * 2, rtol=1e-6, atol=1e-9)  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", KIND_NAMES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_gives_something_or_refuses_in_a_line(kind: str, verb: str) -> None:
    known = example(kind)
    try:
        found, refused = VERBS[verb](known.model(), known.input), ""
    except InputError as error:
        found, refused = None, str(error)
    assert found is not None or 0 < len(refused) < 400


@pytest.mark.parametrize("kind", KIND_NAMES)
@pytest.mark.parametrize("other", KIND_NAMES)
def test_kinds_are_not_mistaken_for_one_another(kind: str, other: str) -> None:
    if kind == other:
        return
    found = explained(kind, "occlusion")
    with pytest.raises(InputError, match="reads "):
        exegesis.check(found, example(other).model())
