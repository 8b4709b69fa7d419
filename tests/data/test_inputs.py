"""Documents: one text made of named parts; words found in it; what is refused."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exegesis
from exegesis.core.errors import InputError
from exegesis.core.text import is_blank
from exegesis.core.types import Span
from exegesis.data.inputs import GAP, Hidden, Pair, Question, find, of_two, plain, trimmed
from exegesis.data.records import Part, Window

VISIBLE = st.text(min_size=1, max_size=12).filter(lambda text: not is_blank(text))


@given(VISIBLE, VISIBLE)
def test_two_texts_stand_apart_in_one_and_keep_their_characters(first: str, second: str) -> None:
    document = of_two(("question", "context"), first, second)
    assert document.text == first + GAP + second
    one, other = document.parts
    assert (document.inside(0), document.inside(1)) == (first, second)
    assert (one.name, one.start, one.end) == ("question", 0, len(first))
    assert (other.name, other.start, other.end) == ("context", len(first) + len(GAP), len(document.text))
    assert document.hidden == ()


@given(VISIBLE, VISIBLE, st.data())
def test_a_window_shows_the_first_part_whole_and_a_stretch_of_the_last(
    first: str, second: str, data: st.DataObject
) -> None:
    document = of_two(("first", "second"), first, second)
    start = data.draw(st.integers(document.parts[1].start, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    window = Window(start, end, 1.0)
    assert document.stretches(window) == (Span(0, len(first)), Span(start, end))
    assert document.texts(window) == (first, document.text[start:end])
    whole = Window(0, len(document.text), 1.0)  # the gap between belongs to neither
    assert document.texts(whole) == (first, second)


def test_a_plain_text_is_one_part() -> None:
    document = plain(" a b ", [Span(1, 2)])
    assert document.parts == (Part("text", 0, 5),)
    assert document.hidden == (Span(1, 2),)
    assert document.texts(Window(1, 4, 0.5)) == "a b"


@pytest.mark.parametrize("bad", ["", " \n\t", "\u200b\u200f", None, 5, b"a", "a\ud800"])
def test_an_empty_text_or_none_is_told_by_its_name(bad: Any) -> None:
    with pytest.raises(InputError, match="the text "):
        plain(bad)
    with pytest.raises(InputError, match="the question "):
        of_two(("question", "context"), bad, "a")
    with pytest.raises(InputError, match="the context "):
        of_two(("question", "context"), "a", bad)


# -- finding words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "occurrence", "expected"),
    [
        ("the other he", "he", 1, (10, 12)),  # not in "the" or "other"
        ("he said he", "he", 2, (8, 10)),
        ("New York, New York", "New York", 2, (10, 18)),
        ("a. b. c", ".", 2, (4, 5)),  # a mark has no letters beside it to be apart from
        ("it's (fine).", "(fine)", 1, (5, 11)),
        ("(a+b)*c", "a+b", 1, (1, 4)),  # nothing in it is a pattern
        ("na\u00efve naive", "naive", 1, (6, 11)),
        ("cafe\u0301 cafe", "cafe", 1, (6, 10)),  # a combining mark belongs to the word before it
        ("x_y y", "y", 1, (4, 5)),
        ("我爱北京天安门", "北京", 1, (2, 4)),  # no spaces: any run of characters may be a word
        ("東京タワーです", "タワー", 1, (2, 5)),
        ("ภาษาไทย", "ไทย", 1, (4, 7)),
        ("word日本", "word", 1, (0, 4)),
        ("שלום עולם", "עולם", 1, (5, 9)),
        ("👍🏽 ok 👍🏽", "👍🏽", 2, (6, 8)),
        ("a\nb c", "a\nb", 1, (0, 3)),
    ],
)
def test_whole_words_are_found(text: str, word: str, occurrence: int, expected: tuple[int, int]) -> None:
    assert find(text, word, occurrence) == Span(*expected)
    assert Hidden.word(text, word, occurrence) == Hidden(text, (Span(*expected),))


@pytest.mark.parametrize(
    ("word", "occurrence", "said"),
    [
        ("mov", 1, "'mov' does not stand in the text (upper and lower case count)"),
        ("Movie", 1, "'Movie' does not stand in the text"),
        ("the", 3, "'the' stands 2 times in the text, so there is no occurrence 3"),
        ("the", 0, "no occurrence 0"),
        ("the", -1, "no occurrence -1"),
        ("the", 1.0, "no occurrence 1.0"),
        ("the", "1", "no occurrence '1'"),
        ("the", True, "no occurrence True"),
        ("", 1, "the word to find is empty"),
        ("  ", 1, "the word to find is empty"),
        (None, 1, "the word to find is empty"),
        (b"the", 1, "the word to find is empty"),
    ],
)
def test_what_is_not_found_is_told_in_one_line(word: Any, occurrence: Any, said: str) -> None:
    for search in (find, Hidden.word):
        with pytest.raises(InputError) as caught:
            search("the movie, the plot", word, occurrence)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)


def test_the_text_to_hide_in_is_checked() -> None:
    for text, said in ((5, "must be a string"), ("", "is empty"), ("a\ud800", "lone surrogate")):
        with pytest.raises(InputError, match=said):
            Hidden.word(text, "a")  # type: ignore[arg-type]


@given(st.text(alphabet="ab _é日👍", max_size=10), st.text(alphabet="ab é日👍", min_size=1, max_size=3))
def test_whatever_is_found_is_the_word_and_letters_do_not_go_on_beside_it(text: str, word: str) -> None:
    try:
        span = find(text, word)
    except InputError:
        return
    assert text[span.start : span.end] == word
    letters = set("ab_é")
    before, after = text[: span.start][-1:], text[span.end :][:1]
    assert not (word[0] in letters and before in letters and before)
    assert not (word[-1] in letters and after in letters and after)


@given(st.text(alphabet=" \u00a0\n\tab", max_size=9), st.data())
def test_trimming_leaves_what_can_be_seen(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = trimmed(text, start, end)
    assert start <= span.start <= span.end <= end
    assert text[span.start : span.end] == text[start:end].strip()


def test_inputs_are_plain_data() -> None:
    assert Question("a", "b") == Question("a", "b", None)
    assert hash(Pair("a", "b")) == hash(Pair("a", "b"))
    assert hash(Hidden("a", ((0, 1),))) == hash(Hidden("a", ((0, 1),)))
    with pytest.raises(AttributeError):
        Question("a", "b").question = "c"  # type: ignore[misc]


TABLE = pd.DataFrame({"text": ["a bad film", "a good film"], "label": [0, 1]})


class Frame:
    """A table as polars and Arrow have it: names of columns, and iteration over something else."""

    def __init__(self, names: str) -> None:
        setattr(self, names, ["review", "label"])

    def __iter__(self) -> Iterator[list[str]]:
        return iter([["a film"]])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (TABLE, r"not a DataFrame; give the column with the texts: table\['text'\] \(it has text, label\)"),
        (TABLE.rename(columns={"text": "review"}), r"table\['review'\] \(it has review, label\)"),
        ({"text": ["a bad film"], "label": [1]}, r"not a dict; give the column with the texts: table\['text'\]"),
        ({"train": TABLE, "test": TABLE}, r"table\['train'\]\['text'\] \(it has text, label\)"),
        ({}, r"table\['text'\]"),
        (Frame("columns"), r"not a Frame; give the column with the texts: table\['review'\]"),
        (Frame("column_names"), r"not a Frame; give the column with the texts: table\['review'\]"),
        (np.array([["a film"], ["a plot"]]), r"not a ndarray; give the column with the texts, such as table\[:, 0\]"),
        (b"a film", "not bytes; decode them"),
        ({"a film", "a plot"}, "a set has no order"),
        ("a film", "put the one text in a list"),
        (Pair("a", "b"), "put the one text in a list"),
        (5, "put the one text in a list"),
        (None, "put the one text in a list"),
    ],
    ids=lambda given: type(given).__name__,
)
@pytest.mark.parametrize("verb", ["explain_many", "predict", "compare", "Model.predict"])
def test_what_is_no_list_of_texts_is_one_line(given: Any, message: str, verb: str) -> None:
    model = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), labels=["a", "b"])
    takes = {
        "explain_many": lambda: exegesis.explain_many(model, given, "occlusion"),
        "predict": lambda: exegesis.predict(model, given),
        "compare": lambda: exegesis.compare([model], given, "occlusion"),
        "Model.predict": lambda: model.predict(given),
    }
    if verb == "predict" and isinstance(given, str | Pair):
        pytest.skip("one input is what it takes")
    with pytest.raises(InputError, match=message) as caught:
        takes[verb]()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [TABLE["text"], TABLE["text"].to_numpy(), tuple(TABLE["text"]), iter(TABLE["text"])])
def test_a_column_is_a_list_of_texts(given: Any) -> None:
    model = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), labels=["a", "b"])
    assert [found.text for found in exegesis.explain_many(model, given, "occlusion")] == ["a bad film", "a good film"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (TABLE["text"], "must be a string, not Series; for several texts there is explain_many"),
        (["a film", "a plot"], "not list; for several texts there is explain_many"),
        (b"a film", "not bytes; decode it"),
        ({"text": "a film"}, "not dict.$"),
        (5, "not int.$"),
    ],
)
def test_what_is_no_text_is_one_line(given: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        exegesis.explain(exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts)), given, "occlusion")
