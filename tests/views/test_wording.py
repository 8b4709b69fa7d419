"""Numbers, answers and names as a person reads them."""

import math
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.records import Prediction
from exegesis.views import wording
from tests.views import samples


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.97, "97%"), (0.9731, "97%"), (0.996, "99.6%"), (0.99951, ">99.9%"), (1.0, "100%"), (0.0, "0%"),
     (0.0004, "<0.1%"), (0.004, "0.4%"), (0.5, "50%"), (-1.5, "−1.5"), (math.nan, "nan")],
)  # fmt: skip
def test_percent(probability: float, said: str) -> None:
    assert wording.percent(probability) == said


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_only_certainty_is_called_certain(probability: float) -> None:
    assert wording.percent(probability) not in ("0%", "100%", "0.0%", "100.0%")


@pytest.mark.parametrize(
    ("prediction", "said"),
    [
        (Prediction("yes", 1, (0.2, 0.8), ("no", "yes"), "single-label"), "yes, 80%"),
        (Prediction("a", 0, (0.6, 0.1, 0.7), ("a", "b", "c"), "multi-label"), "c, 70%; a, 60%"),
        (Prediction("a", 0, (0.4, 0.1), ("a", "b"), "multi-label"), "no label at 50% (nearest: a, 40%)"),
        (
            Prediction("Denver Broncos", 0, (0.91, 0.02), ("Denver Broncos", "no answer"), "answer"),
            "Denver Broncos, 91%",
        ),
        (Prediction("no answer", 0, (0.8, 0.1), ("no answer", "Broncos"), "answer"), "no answer, 80%"),
        (Prediction("her", 0, (0.62, 0.3), ("her", "his"), "word"), "her, 62%"),
        (Prediction("B-LOC", 1, (0.05, 0.95), ("O", "B-LOC"), "tag"), "B-LOC, 95%"),
        (Prediction("stars", 0, (-4.25,), ("stars",), "regression"), "stars, −4.25"),
    ],
)
def test_answer(prediction: Prediction, said: str) -> None:
    assert wording.answer(prediction) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lime", "LIME"),
        ("partition_shap", "Partition SHAP"),
        ("integrated_gradients", "Integrated gradients"),
        ("", ""),
    ],
)
def test_method_name(name: str, said: str) -> None:
    assert wording.method_name(name) == said


@pytest.mark.parametrize(
    ("scores", "places"),
    [([0.312, -0.9], 3), ([3.21], 2), ([123.4], 0), ([0.0043], 5), ([0.0], 3), ([], 3), ([1e-30], 32), ([math.inf], 3)],
)
def test_decimals_give_the_largest_three_digits(scores: list[float], places: int) -> None:
    assert wording.decimals(scores) == places


@pytest.mark.parametrize(
    ("score", "places", "said"),
    [(0.3125, 3, "+0.312"), (-0.12, 3, "−0.120"), (0.0001, 3, "0"), (-0.0, 2, "0"), (-3.1e-9, 11, "−3.10e-09")],
)
def test_signed(score: float, places: int, said: str) -> None:
    assert wording.signed(score, places) == said


@pytest.mark.parametrize(("error", "said"), [(0.01, "+0.30 ± 0.01"), (None, "+0.30"), (math.nan, "+0.30")])
def test_signed_with_error(error: float | None, said: str) -> None:
    assert wording.signed_with_error(0.3, error, 2) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "none"),
        (True, "yes"),
        (3, "3"),
        (-0.25, "−0.25"),
        (np.float64(0.5), "0.5"),
        ("as it is", "as it is"),
        ((1, 2.5), "1, 2.5"),
        ([], "none"),
        (np.arange(2), "0, 1"),
        (MappingProxyType({"a": {"b": False}}), "a: b: no"),
    ],
)
def test_readable(value: Any, said: str) -> None:
    assert wording.readable(value) == said


def test_what_is_very_long_says_how_long() -> None:
    said = wording.readable("x" * 1000)
    assert said.endswith("(1,000 characters)")
    assert len(said) < 300


def test_occurrences_and_place() -> None:
    bag = samples.bag_of_words()
    the = next(i for i, unit in enumerate(bag.units) if unit.text == "the")
    assert wording.occurrences(bag, the) == " ×5"
    assert wording.place_of(bag, the) == "character 28"
    assert wording.occurrences(bag, 0).startswith(" ×")
    assert wording.occurrences(samples.lime(), 0) == ""


def test_whole_numbers_have_commas() -> None:
    assert [wording.readable(value) for value in (2000, -1, True, "2000")] == ["2,000", "−1", "yes", "2000"]
