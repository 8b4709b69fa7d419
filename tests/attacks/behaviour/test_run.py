"""A checklist run: failures counted by hand, on a model that can be read."""

import io

import numpy as np
import pytest
from rich.console import Console

import exegesis
from exegesis.attacks import CheckList, checklist
from exegesis.attacks.behaviour.expectations import Expectation
from exegesis.attacks.behaviour.page import fragment, page
from exegesis.attacks.behaviour.terminal import show
from exegesis.core.errors import InputError, UnsupportedError
from tests.attacks.victims import MODEL

SUITE = {
    "lists": {"good": ["good", "fine"]},
    "tests": [
        # A sum of weights knows no "not": 2.0 is positive, 0.5 is negative.
        {"name": "negated", "template": "a not {good} film", "expect": "negative"},
        {"name": "neutral", "template": "a <b>", "expect": "neutral"},
        {"name": "names", "type": "INV", "texts": [["good good Bob", "good good Eve"], ["a film", "a good good film"]]},
        {"name": "more", "type": "DIR", "texts": [["a good film", "a good movie"]], "expect": "not lower"},
        {"name": "sure", "type": "DIR", "texts": [["good " * 9, "film"]], "expect": "not higher"},
    ],
}
FOUND = checklist(MODEL, SUITE)


def test_failures_are_counted() -> None:
    figures = {one.name: (one.failed, one.cases, one.left_out) for one in FOUND.tests}
    assert figures == {
        "negated": (1, 2, 0),
        "neutral": (0, 0, 1),
        "names": (1, 2, 0),
        "more": (1, 1, 0),
        "sure": (0, 0, 1),
    }
    (negated,) = (one for one in FOUND.tests if one.name == "negated")
    assert negated.rate == 0.5
    assert negated.examples[0].texts == ("a not good film",)
    assert negated.examples[0].answers == ("positive",)
    assert FOUND.tests[4].why_left_out == "they could not fail"
    assert FOUND.neutral == "left out"


def test_between_two_classes_there_may_be_a_middle() -> None:
    found = checklist(MODEL, SUITE, neutral="middle")
    assert {one.name: one.cases for one in found.tests}["neutral"] == 1
    # Sums of 0 give .82 to negative, which is above two thirds: not neutral.
    assert {one.name: one.failed for one in found.tests}["neutral"] == 1
    middle = checklist(MODEL, {"tests": [{"template": "nice film", "expect": "neutral"}]}, neutral="middle")
    assert middle.tests[0].failed == 0


@pytest.mark.parametrize(
    ("wished", "probabilities", "label", "holds"),
    [
        ("positive", [[0.4, 0.6]], 1, True),
        ("not positive", [[0.4, 0.6]], 1, False),
        ("same", [[0.4, 0.6], [0.1, 0.9]], None, True),
        ("same", [[0.45, 0.55], [0.51, 0.49]], None, True),  # by .06
        ("same", [[0.3, 0.7], [0.55, 0.45]], None, False),
        ("not lower", [[0.3, 0.7], [0.35, 0.65]], None, True),
        ("not lower", [[0.3, 0.7], [0.45, 0.55]], None, False),
        ("not higher", [[0.3, 0.7], [0.15, 0.85]], None, False),
        ("not higher", [[0.3, 0.7], [0.9, 0.1]], None, True),
    ],
)
def test_expectations_by_hand(wished: str, probabilities: list[list[float]], label: int | None, holds: bool) -> None:
    assert Expectation(wished, 0.1).holds(np.array(probabilities), label, False) is holds


def test_it_is_drawn_and_written() -> None:
    assert CheckList.from_json(FOUND.to_json()).to_dict() == FOUND.to_dict()
    written = io.StringIO()
    show(FOUND, Console(file=written, width=200))
    lines = written.getvalue().splitlines()
    assert lines[0] == "3 of 3 tests fail in more than a tenth of the cases"
    assert any("left out: the model has no neutral answer MFT  neutral" in line for line in lines)
    assert "left out: they could not fail" in page(FOUND)
    assert "a not good film" in fragment(FOUND)
    hostile = checklist(MODEL, {"tests": [{"name": "<b>", "template": "<i>good</i> good", "expect": "negative"}]})
    assert "<i>" not in page(hostile).partition("<body>")[2]


def test_bad_wishes_are_one_line() -> None:
    with pytest.raises(InputError, match="unknown neutral"):
        checklist(MODEL, SUITE, neutral="between")
    with pytest.raises(InputError, match="unknown label of a test 'glad'"):
        checklist(MODEL, {"tests": [{"template": "a", "expect": "glad"}]})
    with pytest.raises(InputError, match="a suite is a file"):
        checklist(MODEL, [])
    three = exegesis.load(lambda texts: np.full((len(texts), 3), 1 / 3), labels=["negative", "neutral", "positive"])
    assert checklist(three, SUITE).neutral == "class"
    with pytest.raises(InputError, match="without a neutral class"):
        checklist(three, SUITE, neutral="middle")
    with pytest.raises(UnsupportedError, match="choose one of several classes"):
        checklist("bundled:masked-words", SUITE)
