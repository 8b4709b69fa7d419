"""Counterfactuals of many texts, in their order, and the changed texts alone."""

import pytest

from exegesis.core.errors import InputError
from exegesis.counterfactuals import (
    Counterfactuals,
    CounterfactualText,
    changed_texts,
    counterfactual,
    counterfactual_many,
)
from exegesis.data.failed import Failed
from tests.counterfactuals.test_rows import MODEL as TABLE
from tests.counterfactuals.test_rows import OWN
from tests.counterfactuals.toys import FOUR, bag

MODEL = bag()


def test_each_is_what_it_is_alone_and_a_text_that_fails_stands_in_its_place() -> None:
    heard: list[tuple[int, int]] = []
    found = list(
        counterfactual_many(
            MODEL,
            [FOUR, "", "a dull film"],
            by="delete",
            ids=["x", "y", None],
            progress=lambda *both: heard.append(both),
        )
    )  # fmt: skip
    assert isinstance(found[0], Counterfactuals)
    assert found[0].found == counterfactual(MODEL, FOUR, by="delete", id="x").found
    assert isinstance(found[1], Failed)
    assert (found[1].index, found[1].id) == (1, "y")
    assert isinstance(found[2], Counterfactuals)
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_errors_are_raised_where_that_is_wished() -> None:
    with pytest.raises(InputError, match="empty or blank"):
        list(counterfactual_many(MODEL, [FOUR, ""], by="delete", errors="raise"))


def test_rows_of_a_table_too() -> None:
    (found,) = counterfactual_many(TABLE, [OWN], keep="sex")
    assert isinstance(found, Counterfactuals)
    assert found.found


def test_the_changed_texts_alone() -> None:
    found = list(changed_texts(MODEL, [FOUR, "film", "good dull"], by="delete", count=2))
    assert CounterfactualText(0, FOUR, "good", "fine bad film", "bad") in found
    assert {one.index for one in found if isinstance(one, CounterfactualText)} == {0, 2}  # of "film" nothing turns
    assert all(isinstance(one, CounterfactualText) and one.answer != one.changed_answer for one in found)


@pytest.mark.parametrize(
    ("given", "settings", "match"),
    [
        (FOUR, {}, "takes a list of texts; put the one text in a list"),
        ([FOUR], {"ids": ["a", "b"]}, "2 ids for 1 texts"),
        ([FOUR], {"errors": "hide"}, "unknown way with errors"),
        ((one for one in [FOUR, FOUR]), {"ids": iter(["a"]), "by": "delete"}, "there are ids for 1 texts only"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(given: object, settings: dict[str, object], match: str) -> None:
    with pytest.raises(InputError, match=match):
        list(counterfactual_many(MODEL, given, **settings))  # type: ignore[arg-type]
