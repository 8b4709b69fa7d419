"""Texts edited by tokens and words: what stands where afterwards, and what cannot be done."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import exegesis
from exegesis.core.errors import InputError
from exegesis.explorer import look
from exegesis.explorer.changes.aligning import by_order, by_place
from exegesis.explorer.changes.editing import Edited, EditWishes
from exegesis.explorer.reading import document_of
from exegesis.explorer.records import LookToken
from tests import tiny

MODEL = tiny.bert()
TEXT = "The plot is dull, but it wasn't boringly bad."


def tokens(text: Any) -> tuple[LookToken, ...]:
    return look(MODEL, text).rows


def edited(text: Any, **wishes: Any) -> Edited:
    return EditWishes(**wishes).of(document_of(text), tokens(text))


def test_words_and_tokens_are_changed_where_they_stand() -> None:
    for wishes, expected, what in (
        (
            {"replace": {"dull": "great"}},
            "The plot is great, but it wasn't boringly bad.",
            "replaced: 'dull' by 'great'",
        ),
        ({"delete": "dull"}, "The plot is, but it wasn't boringly bad.", "deleted: 'dull'"),
        ({"delete": ["The", "plot"]}, "is dull, but it wasn't boringly bad.", "deleted: 'The', 'plot'"),
        (
            {"insert": {"is": "never"}},
            "The plot is never dull, but it wasn't boringly bad.",
            "inserted: 'never' after 'is'",
        ),
        ({"insert": {"dull": "."}}, "The plot is dull., but it wasn't boringly bad.", "inserted: '.' after 'dull'"),
        (
            {"insert": {0: "Yes:"}},
            "Yes: The plot is dull, but it wasn't boringly bad.",
            "inserted: 'Yes:' after '[CLS]'",
        ),
    ):
        found = edited(TEXT, **wishes)
        assert (found.document.text, found.what) == (expected, what)
    pieces = [n for n, token in enumerate(tokens(TEXT)) if token.piece == "##ly"]
    assert edited(TEXT, delete=pieces).document.text == TEXT.replace("boringly", "boring")
    both = edited(TEXT, delete="dull", mask="bad", insert={"bad": "indeed"})
    assert both.document.text == "The plot is, but it wasn't boringly bad indeed."
    ((start, end),) = both.document.hidden
    assert both.document.text[start:end] == "bad"


def test_pairs_and_questions_keep_their_parts() -> None:
    pair = exegesis.Pair("a bad film", "the plot was dull")
    found = edited(pair, replace={"film": "masterpiece"}, delete="the")
    inside = {part.name: found.document.text[part.start : part.end] for part in found.document.parts}
    assert inside == {"first": "a bad masterpiece", "second": "plot was dull"}
    assert found.document.text == "a bad masterpiece\n\nplot was dull"


def test_hidden_words_stay_hidden() -> None:
    found = edited(exegesis.Hidden.word(TEXT, "plot"), delete="dull", mask="bad")
    assert [found.document.text[slice(*span)] for span in found.document.hidden] == ["plot", "bad"]


def test_what_cannot_be_changed_is_told() -> None:
    for wishes, said in (
        ({}, "say what to change: mask=, replace=, delete= or insert="),
        ({"mask": 0}, r"token 0 \(\[CLS\]\) is put there by the tokenizer"),
        ({"insert": {len(tokens(TEXT)) - 1: "so"}}, r"\(\[SEP\]\) is put there by the tokenizer; insert after another"),
        ({"replace": {"dull": " "}}, "the text to replace must be a word, not ' '; delete= takes words away"),
        ({"replace": "dull"}, "replace takes {token or word: text}, not 'dull'"),
        ({"mask": "dull", "delete": "dull"}, "two changes meet at 'dull'"),
        ({"delete": "film"}, "'film' does not stand in the text"),
        ({"delete": 99}, "token 99 is not there"),
    ):
        with pytest.raises(InputError, match=said):
            edited(TEXT, **wishes)
    with pytest.raises(InputError, match="nothing would be left of the text; delete less"):
        edited("a film", delete=[1, 2])
    with pytest.raises(InputError, match="nothing would be left of the second"):
        edited(exegesis.Pair("a film", "dull"), delete="dull")
    with pytest.raises(InputError, match="is hidden already"):
        edited(exegesis.Hidden.word(TEXT, "plot"), mask="plot")


WORDS = some.lists(some.sampled_from(["a", "film", "boringly", "plot", "dull", "wasn't"]), min_size=2, max_size=8)


@settings(max_examples=40, deadline=None)
@given(WORDS, some.data())
def test_tokens_stand_beside_those_of_the_same_characters(words: list[str], data: some.DataObject) -> None:
    text = " ".join(words)
    before = tokens(text)
    number = data.draw(some.integers(1, len(before) - 2))
    kind = data.draw(some.sampled_from(["mask", "replace", "insert"]))
    wishes = {"mask": number} if kind == "mask" else {kind: {number: "great"}}
    found = edited(text, **wishes)
    after = look_of(found)
    pairs = by_place(before, after, found.moved, found.replaced)
    assert [pair.before for pair in pairs] == sorted({pair.before for pair in pairs})
    assert len({pair.after for pair in pairs}) == len(pairs)
    for pair in pairs:
        one, other = before[pair.before], after[pair.after]
        assert pair.changed == ((one.text, one.hidden) != (other.text, other.hidden))
    same = {pair.before for pair in pairs if not pair.changed}
    if kind == "mask":  # else what stands beside it may be in other pieces
        assert set(range(len(before))) - same == {number}
    assert {0, len(before) - 1} <= same


def look_of(found: Edited) -> tuple[LookToken, ...]:
    return tokens(found.document)


def test_tokens_of_two_texts_stand_beside_one_another_by_order() -> None:
    one, other = tokens("the film is good"), tokens("a very bad film is great")
    pairs = by_order(one, other)
    said = [(one[pair.before].text, other[pair.after].text, pair.changed) for pair in pairs]
    assert said == [
        ("[CLS]", "[CLS]", False), ("film", "film", False), ("is", "is", False), ("good", "great", True),
        ("[SEP]", "[SEP]", False),
    ]  # fmt: skip
    assert [(pair.before, pair.after, pair.changed) for pair in by_order(one, one)] == [(n, n, False) for n in range(6)]
