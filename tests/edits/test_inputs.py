"""How an edited input is made: whole words at every place, all edits of the original, spaces where they belong."""

import pytest

from exegesis.core.errors import InputError
from exegesis.data.inputs import Hidden, Pair, Question
from exegesis.edits.inputs import edited_input, words_of

TEXT = "Not a good film, but a good plot."


@pytest.mark.parametrize(
    ("replaced", "deleted", "made"),
    [
        ({"film": "footage"}, (), "Not a good footage, but a good plot."),
        ({"good": "bad"}, (), "Not a bad film, but a bad plot."),
        ({"good film": "masterpiece"}, (), "Not a masterpiece, but a good plot."),
        ({"good": "plot", "plot": "good"}, (), "Not a plot film, but a plot good."),
        ({}, "good", "Not a film, but a plot."),
        ({}, ["Not"], "a good film, but a good plot."),
        ({}, ["plot", "."], "Not a good film, but a good"),
        ({}, ["Not", "a"], "good film, but good plot."),
        ({"film": "footage"}, ["Not"], "a good footage, but a good plot."),
        ({",": ";"}, (), "Not a good film; but a good plot."),
    ],
)
def test_words_are_replaced_and_deleted(replaced: dict[str, str], deleted: str | list[str], made: str) -> None:
    assert edited_input(TEXT, None, words_of(replaced, deleted)) == made


@pytest.mark.parametrize(
    ("text", "word", "left"),
    [("one\ntwo three", "two", "one\nthree"), ("one two\nthree", "two", "one\nthree"), ("好 film 好", "film", "好 好")],
)
def test_a_deleted_word_takes_one_space_along_and_no_line_end(text: str, word: str, left: str) -> None:
    assert edited_input(text, None, {word: ""}) == left


@pytest.mark.parametrize(
    ("edited", "replaced", "deleted", "said"),
    [
        (None, {}, (), "say what to edit"),
        ("a text", {"good": "bad"}, (), "one of the two"),
        (None, {"goo": "bad"}, (), "'goo' does not stand in the text"),
        (None, {"Good": "bad"}, (), "upper and lower case count"),
        (None, {"good": " "}, (), "delete it instead"),
        (None, {"good film": "x"}, "film", "'good film' and 'film' meet"),
        (TEXT, {}, (), "the edited text is the original"),
        (None, {"good": "good"}, (), "the edited text is the original"),
        (Pair("a", "b"), {}, (), "the edit of a str must be one too, not a Pair"),
    ],
)
def test_what_cannot_be_edited_is_told(
    edited: str | None, replaced: dict[str, str], deleted: str | tuple[str, ...], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        edited_input(TEXT, edited, words_of(replaced, deleted))


def test_both_parts_of_an_input_are_edited_and_a_truth_is_not_kept() -> None:
    assert edited_input(Pair("a man", "a person"), None, {"a": "the"}) == Pair("the man", "the person")
    asked = Question("Who came?", "Ann came.", "Ann")
    assert edited_input(asked, None, {"Ann": "Eve"}) == Question("Who came?", "Eve came.")


def test_a_hidden_word_moves_with_its_text_and_is_not_itself_edited() -> None:
    given = Hidden.word("Mary very much loved her cat", "her")
    made = edited_input(given, None, {"Mary": "Margaret", "very": "", "much": ""})
    assert made == Hidden.word("Margaret loved her cat", "her")
    with pytest.raises(InputError, match="hidden word itself"):
        edited_input(given, None, {"her": "his"})
