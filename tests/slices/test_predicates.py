"""Each kind of predicate on rows where its slices are known, and what is refused."""

import time
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.slices.naming import SearchWish, predicates_of, row_slices
from exegesis.slices.predicates.base import Sliced
from exegesis.slices.predicates.table import KINDS
from exegesis.slices.rows import SlicedRows, columns_of
from tests.slices.worlds import answered

TEXTS = ("Not a good film", "a good film", "It isn't bad at all", "dull, dull, dull", "no", "the plot of the film")
COLUMNS = {"genre": ["a", "b", "a", None, "b", "a"], "age": [10, 20, 30, 40, None, 60], "odd": [[1]] * 6}


def sliced(**columns: Any) -> Sliced:
    table, left_out = columns_of(columns or COLUMNS)
    outcomes = answered(np.array([0, 1, 1, 0, 0, 1]), np.array([1, 0, 0, 0, 1, 0], bool), np.full(6, 0.9))
    rows = SlicedRows(outcomes, TEXTS, table, left_out)
    return Sliced(rows, np.ones(6, bool), ~outcomes.right, fewest=2)


def rows_of(given: str) -> list[int]:
    (found,) = predicates_of(sliced(), [], [given])
    return np.flatnonzero(found.holds).tolist()


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ("label:positive", [1, 2, 5]), ("label:0", [0, 3, 4]), ("answer:positive", [0, 1, 2, 4, 5]),
        ("word:GOOD", [0, 1]), ("word:isn't", [2]), ("length:>3", [0, 2, 5]), ("length:<=1", [4]),
        ("length:=3", [1, 3]),
        ("negation", [0, 2, 4]), ("negation:no", [1, 3, 5]), (r"expression:^(\w+)[ ,]+\1", [3]),
        ("column:genre=b", [1, 4]), ("column:genre=missing", [3]), ("column:age>20", [2, 3, 5]),
        ("column:age<=20", [0, 1]),
        ("word:film AND label:positive", [1, 5]), ("word:film AND label:positive AND length:>3", [5]),
        ("word:xylophone", []),
    ],
)  # fmt: skip
def test_one_slice_by_its_name(given: str, rows: list[int]) -> None:
    assert rows_of(given) == rows


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("colour:red", r"unknown kind of slice 'colour'.*label, answer, column"),
        ("label:good", "unknown label 'good'"),
        ("length:long", "written as length:>20"),
        ("word:a film", "is not one word"),
        ("column:sex=f", "unknown column 'sex'"),
        ("column:genre=z", r"unknown value of column 'genre' 'z'.*a, b, missing"),
        ("column:genre", "written as column:NAME=VALUE"),
        ("expression:(", "is no regular expression"),
        ("negation:perhaps", "by negation there is negation:yes and negation:no"),
        ("word:film AND ", "with AND between them"),
        ("", "unknown kind of slice ''|with AND between them"),
    ],
)
def test_what_is_no_slice_is_told(given: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        rows_of(given)


def test_a_hostile_expression_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.slices.predicates.expressions._SECONDS", 0.05)
    about = sliced()
    hostile = Sliced(SlicedRows(about.rows.outcomes, ("a" * 60 + "?",) * 6), about.searched, about.marked)
    began = time.monotonic()
    with pytest.raises(InputError, match=r"was stopped after 0\.05 s"):
        predicates_of(hostile, [], [r"expression:(a|a)+$"])
    assert time.monotonic() - began < 30


def test_parts_hold_every_row_once() -> None:
    for kind in ("label", "answer", "length", "negation", "column:genre", "column:age"):
        parts = predicates_of(sliced(), [kind], [])
        assert np.sum([part.holds for part in parts], axis=0).tolist() == [1] * 6, kind


def test_the_usual_kinds_are_those_that_rows_have() -> None:
    assert {one.kind for one in predicates_of(sliced(), None, [])} == {
        "label",
        "answer",
        "column",
        "length",
        "negation",
    }
    bare = Sliced(SlicedRows(sliced().rows.outcomes), np.ones(6, bool), np.ones(6, bool))
    assert {one.kind for one in predicates_of(bare, None, [])} == {"label", "answer"}
    with pytest.raises(InputError, match="the rows have no texts, by which to slice them by length"):
        predicates_of(bare, ["length"], [])


@pytest.mark.parametrize(
    ("by", "said"), [("word", "name one as word:WORD"), ("label:positive", "the one slice label:pos")]
)
def test_kinds_that_cannot_be_listed(by: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        predicates_of(sliced(), [by], [])


def test_a_slice_that_is_named_twice_is_tested_once() -> None:
    found = predicates_of(sliced(), ["label"], ["label:positive", "word:film", "word:Film"])
    assert [one.said for one in found] == ["label = negative", "label = positive", "has the word “film”"]


def test_columns_that_tell_rows_apart_are_left_out_and_said() -> None:
    _, notes = columns_of({"id": [f"r{number}" for number in range(99)], "odd": [[1]] * 99})
    assert notes == (
        "Column 'id' has 99 different values, and is not sliced by.",
        "Column 'odd' holds neither texts nor numbers alone, and is not sliced by.",
    )


def test_numbers_written_as_text_are_numbers_where_there_are_many() -> None:
    table, _ = columns_of({"price": [f"{number}.5" for number in range(12)], "stars": ["1", "2"] * 6})
    assert table is not None
    assert [(one.name, one.kind) for one in table.schema] == [("price", "numeric"), ("stars", "categorical")]


def test_a_search_has_words_of_enough_rows_on_the_half_that_it_may_see() -> None:
    about = sliced()
    words = {one.said for one in SearchWish([]).terms(about) if one.kind == "word"}
    assert words == {"has the word “a”", "has the word “film”", "has the word “good”"}
    half = Sliced(about.rows, np.array([1, 1, 1, 0, 0, 0], bool), about.marked, fewest=1)
    assert "has the word “dull”" not in {one.said for one in SearchWish([]).terms(half)}


def test_a_search_uses_the_kinds_that_are_named_for_it() -> None:
    assert {one.kind for one in SearchWish(["tag"], ["answer", "column:genre"]).terms(sliced())} == {"answer", "column"}
    assert {one.kind for one in SearchWish(["answer"]).terms(sliced())} >= {"answer", "label", "word"}


def test_small_slices_are_said_and_not_tested() -> None:
    about = Sliced(sliced().rows, np.ones(6, bool), np.ones(6, bool), fewest=3)
    film, rare, none = row_slices(about, predicates_of(about, [], ["word:film", "word:no", "word:xylophone"]))
    assert (film.errors.rows, film.errors.marked, film.is_small) == (3, 1, False)
    assert film.p == pytest.approx(1.0)  # of 6 rows with 2 errors 1 in 3: nothing is likelier
    assert (rare.errors.rows, rare.is_small, rare.p, rare.q) == (1, True, None, None)
    assert (none.errors.rows, none.confidence) == (0, None)


def test_every_kind_says_what_it_is() -> None:
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.about
        assert kind.form
