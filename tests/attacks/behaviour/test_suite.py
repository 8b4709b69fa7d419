"""Suites read from YAML, JSON lines and plain data; what is none is told with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from exegesis.attacks.behaviour.suite import read_suite, suite_of
from exegesis.core.errors import InputError
from tests.datasets import FOLDER, needs_data

YAML = """
lists:
  good: [good, great]
tests:
  - name: negated
    capability: negation
    template: "It is not {good}."
    expect: negative
  - name: places
    type: INV
    templates: ["In Paris it is {good}.", "In Lagos it is {good}."]
  - name: more
    type: DIR
    texts: [["good", "very good"], ["great", "so great"]]
    expect: not lower
    tolerance: 0.05
"""


def test_yaml(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(YAML, encoding="utf-8")
    negated, places, more = read_suite(path)
    assert (negated.kind, negated.capability) == ("MFT", "negation")
    assert negated.cases == (("It is not good.",), ("It is not great.",))
    assert places.cases[0] == ("In Paris it is good.", "In Lagos it is good.")
    assert (more.expectations[0].wished, more.expectations[0].tolerance) == ("not lower", 0.05)
    assert (negated.expectations[0].wished, places.expectations[0].wished) == ("negative", "same")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "suite.jsonl"
    rows = [
        {"test": "a", "type": "MFT", "capability": "c", "texts": ["good"], "expect": "positive"},
        {"test": "b", "type": "INV", "texts": ["x", "y"], "expect": "same label or |dp| <= 0.1"},
        {"test": "a", "type": "MFT", "texts": ["bad"], "expect": "not positive"},
        {
            "test": "c",
            "type": "DIR",
            "texts": ["x", "y"],
            "expect": "confidence of the first label must not rise by more than 0.2",
        },
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    a, b, c = read_suite(path)
    assert (a.name, len(a.cases), [one.wished for one in a.expectations]) == ("a", 2, ["positive", "not positive"])
    (same, *_), (higher, *_) = b.expectations, c.expectations
    assert (same.wished, higher.wished, higher.tolerance) == ("same", "not higher", 0.2)


@needs_data
def test_the_released_cases_are_read_whole() -> None:
    tests = read_suite(FOLDER / "checklist" / "sentiment_templates.jsonl.gz")
    assert sum(len(test.cases) for test in tests) == 10_582
    assert len(tests) == 24


@pytest.mark.parametrize(
    ("data", "match"),
    [
        ([], "must have `tests`"),
        ({"tests": []}, "must have `tests`"),
        ({"tests": [1]}, "test 1 must have"),
        ({"tests": [{"template": "a", "expect": "b"}], "test": 1}, "unknown part"),
        ({"tests": [{"templat": "a"}]}, "unknown part of a test"),
        ({"tests": [{"template": "a", "type": "MTF", "expect": "b"}]}, "unknown type"),
        ({"tests": [{"expect": "b"}]}, "give one of `template`"),
        ({"tests": [{"template": "a", "texts": ["b"], "expect": "b"}]}, "give one of `template`"),
        ({"tests": [{"template": "a"}]}, "an MFT expects a label"),
        ({"tests": [{"type": "INV", "template": "a"}]}, "a text before the change"),
        ({"tests": [{"type": "INV", "templates": ["a", "b"], "expect": "positive"}]}, "INV expects 'same'"),
        ({"tests": [{"type": "DIR", "templates": ["a", "b"]}]}, "DIR expects 'not lower' or 'not higher'"),
        ({"tests": [{"texts": [["a", "b"]], "expect": "x"}]}, "an MFT has one text a case"),
        ({"tests": [{"texts": [3], "expect": "x"}]}, "is no case"),
        ({"tests": [{"template": "{b}", "expect": "x"}], "lists": {"a": ["c"]}}, "test 1: unknown list"),
        ({"tests": [{"template": "a", "expect": "x"}], "lists": {"a": "c"}}, "`lists` must have"),
        ({"tests": [{"template": "a", "expect": "x", "tolerance": 2}]}, "tolerance is a share"),
        ({"tests": [{"template": "a", "expect": "x", "count": 0}]}, "count must be"),
    ],
)
def test_other_data_is_told_with_its_place(data: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        suite_of(data)


@pytest.mark.parametrize(
    ("name", "text", "match"),
    [
        ("a.yaml", "tests: &x [*x]", "aliases"),
        ("b.yaml", "a: [", "is no YAML"),
        ("c.yaml", "tests: !!python/object/apply:os.system ['true']", "is no YAML"),
        ("d.jsonl", "{", "line 1 is no JSON"),
        ("e.jsonl", "[1]", "line 1: give"),
        ("f.jsonl", "", "holds no test"),
        ("g.jsonl", '{"test": "a", "type": "MFT", "texts": ["x"]}', "an MFT expects"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, text: str, match: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=match):
        read_suite(path)
