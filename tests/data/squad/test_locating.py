import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.squad.locating import At, line_of, shown, spelled
from tests.data.squad.making import lines_of

_TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from('"\\{}[],:\n\r\t '), max_size=6)
_SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | _TEXT
_VALUE = st.recursive(
    _SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=25
)


@given(_VALUE, st.sampled_from([0, 1, 4, "\t"]), st.booleans())
def test_every_value_of_an_indented_text_is_found(value: Any, indent: int | str, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for at, line in lines_of(value):
        assert line_of(text, at) == line


@given(_VALUE)
def test_a_text_without_line_ends_has_one_line(value: Any) -> None:
    text = json.dumps(value)
    assert {line_of(text, at) for at, _ in lines_of(value)} == {1}


@pytest.mark.parametrize(
    ("text", "at", "line"),
    [
        ("\n\n 7", (), 3),
        ('{"a":\n1,\n"a":\n2}', ("a",), 4),  # the last of two, as JSON readers take it
        ('{"a": {"b": 1},\n"b": 2}', ("b",), 2),
        ('{"\\u0061": 1,\n"b": 2}', ("a",), 1),  # a name spelled with an escape
        ('{"x": "]}\\"{[",\n"a": [1,\n[]\n,\n{}]}', ("a", 2), 5),
        ('\r\n[\r\n{ "a" :\r\n1 }\r\n]', (0, "a"), 4),
        ('{\n"a": 1}', ("absent",), 1),
    ],
)
def test_lines_by_hand(text: str, at: At, line: int) -> None:
    assert line_of(text, at) == line


def test_values_on_the_way_may_be_nested_deeply_and_be_long() -> None:
    text = '{"deep": ' + "[" * 100_000 + "]" * 100_000 + ', "digits": ' + "9" * 5_000 + ',\n"here": 1}'
    assert line_of(text, ("here",)) == 2


def test_paths_are_spelled_as_a_person_would() -> None:
    assert spelled(()) == "the file"
    assert spelled(("data", 0, "paragraphs", 12, "qas")) == "data[0].paragraphs[12].qas"
    assert spelled(("56be4db0acb8001400a502ec",)) == "['56be4db0acb8001400a502ec']"
    assert spelled((3, "a b\n")) == r"[3]['a b\n']"


def test_a_long_or_odd_text_is_shown_on_one_short_line() -> None:
    assert shown("x" * 60) == repr("x" * 60)
    assert shown("x" * 61) == repr("x" * 60 + "…")
    assert shown("a\nb\ud800") == r"'a\nb\ud800'"
    assert len(spelled(("name" * 1000,))) < 80
