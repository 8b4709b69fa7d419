"""Text is hostile: nothing in a text, a label or a setting can add an element or an attribute to the page."""

from typing import Any

import pytest
from hypothesis import example, given
from markupsafe import Markup

from exegesis.data.explanation import Explanation
from exegesis.views.characters import visible
from exegesis.views.html import fragment, page
from tests.examples import examples
from tests.views import samples
from tests.views.parsing import content, names, of_class, parse
from tests.views.strategies import ATTACKS, hostile_strings

FIXED = {"unit", "output", "kind"}  # fields whose strings are one of a few words


def benign(data: Any, name: str = "") -> Any:
    """The same data with every string replaced by as many harmless letters."""
    if isinstance(data, dict):
        return {key if _kept(key, name) else f"key{i}": benign(data[key], key) for i, key in enumerate(data)}
    if isinstance(data, list):
        return [benign(item, name) for item in data]
    if isinstance(data, str) and name not in FIXED:
        return "".join(char if char.isspace() else "x" for char in data)  # where words end is no business of this test
    return data


def _kept(key: str, name: str) -> bool:
    """Fields of records, and diagnostics whose names are the methods' own: a verdict may rest on them."""
    return name in RECORDS or (name == "diagnostics" and key.isidentifier())


RECORDS = {
    "", "units", "groups", "target", "versus", "prediction", "baseline", "fingerprint", "cost", "windows", "parts",
}  # fmt: skip


def harmless(explanation: Explanation) -> Explanation:
    return Explanation.from_dict(benign(explanation.to_dict()))


@given(hostile_strings)
@example("")
def test_no_string_adds_an_element_or_an_attribute(string: str) -> None:
    explanation = samples.hostile(string)
    for draw in (page, fragment):
        assert names(parse(draw([explanation]))) == names(parse(draw([harmless(explanation)])))


@given(hostile_strings)
@examples(40)
@example("")
@example("x\n\ny")
def test_no_question_answer_or_word_adds_an_element_or_an_attribute(string: str) -> None:
    for explanation in (samples.hostile_question(string), samples.hostile_next(string)):
        assert names(parse(page([explanation]))) == names(parse(page([harmless(explanation)])))


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_parts_and_answers_are_shown_as_they_are(attack: str) -> None:
    explanation = samples.hostile_question(attack)
    root = parse(page([explanation, explanation]))
    assert len(list(of_class(root, "exg-part"))) == 4
    found = [content(box) for text in of_class(root, "exg-text") for box in text.iter("mark")]
    assert found == [visible(attack), visible(attack)] * 2


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_text_and_the_labels_are_shown_as_they_are(attack: str) -> None:
    explanation = samples.hostile(attack)
    root = parse(page([explanation]))
    (overlay,) = of_class(root, "exg-text")
    assert content(overlay) == visible(explanation.text)
    assert [content(e) for e in of_class(root, "exg-warning")] == ["!" + visible(attack)]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.slow
def test_the_comparison_of_methods_escapes_too(attack: str) -> None:
    pair = [samples.hostile(attack)] * 2
    assert names(parse(page(pair))) == names(parse(page([harmless(pair[0])] * 2)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_title_is_text(attack: str) -> None:
    root = parse(page([samples.lime()], title=attack))
    assert names(root) == names(parse(page([samples.lime()], title="harmless")))


def test_a_string_that_calls_itself_safe_is_escaped_too() -> None:
    attack = Markup("<script>alert(1)</script>")
    explanation = samples.hostile(attack)
    for title in (attack, None):
        assert names(parse(page([explanation], title))) == names(parse(page([harmless(explanation)])))


def test_templates_in_a_text_are_not_run() -> None:
    assert ">49<" not in page([samples.hostile("{{7*7}}")])
    assert "{{7*7}}" in page([samples.hostile("{{7*7}}")])


def test_a_page_holds_no_control_character() -> None:
    text = page([samples.hostile("".join(map(chr, range(0xA0))) + "\ud800\ufffe")])
    text.encode("utf-8")
    assert not [c for c in text if (ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0]
