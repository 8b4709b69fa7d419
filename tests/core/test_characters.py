"""Foreign words in messages and in JSON: one line, nothing that a terminal obeys, the same value."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.characters import escaped_json, one_line

anything = st.text(st.characters())
EVIL = "\x1b]52;c;ZWNobw==\x07\x9b2J\x7f\u202eevil\u2066"


@given(anything)
def test_a_message_is_one_line_that_no_terminal_obeys(text: str) -> None:
    said = one_line(text)
    assert len(said.splitlines()) <= 1
    said.encode("utf-8")
    assert not [char for char in said if unicodedata.category(char) == "Cc"]
    assert not [char for char in said if unicodedata.bidirectional(char) in ("RLO", "LRO", "RLE", "LRE", "RLI", "PDI")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain, as it is", "plain, as it is"),
        ("  a column  and another", "  a column  and another"),
        ("neg\nerror: faked line", "neg error: faked line"),
        ("one\r\n  two\n", "one two"),
        ("a\u2028b\x85c\x0bd", "a b c d"),
        ("\x1b[2Jgone", "␛[2Jgone"),
        ("pay \u202e001", "pay �001"),
    ],
)
def test_what_becomes_of_them(text: str, said: str) -> None:
    assert one_line(text) == said


@given(st.dictionaries(anything.filter(str.isprintable), anything))
def test_escaped_json_is_the_same_value(data: dict[str, str]) -> None:
    assert json.loads(escaped_json(json.dumps(data, ensure_ascii=False))) == data


def test_escaped_json_has_nothing_that_a_terminal_obeys() -> None:
    said = escaped_json(json.dumps({EVIL: [EVIL, "café"]}, ensure_ascii=False))
    assert "café" in said
    assert not set(said) & set("\x1b\x07\x9b\x7f\u202e\u2066")
    assert all(escape in said for escape in ("\\u009b", "\\u202e", "\\u007f"))
