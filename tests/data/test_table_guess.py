"""What columns hold, guessed and corrected."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from exegesis.core.errors import InputError
from exegesis.data.table_background import TableBackground
from exegesis.data.table_schema import TableColumn, TableSchema

FRAME = pd.DataFrame(
    {
        "age": [39, 50, 38, 53],
        "rate": [0.5, None, 1.5, -2.0],
        "job": ["clerk", "cook", None, "clerk"],
        "owner": [0, 1, 0, 0],
        "colour_light_red": [1, 0, 0, 0],
        "colour_blue": [0, 1, 1, 0],
        "land": ["DE"] * 4,
        "colour_green": [0, 0, 0, 1],
        "grade": pd.Categorical(["low", "high", "low", "low"], categories=["low", "mid", "high"], ordered=True),
    }
)


def _schema(wishes: Any = None) -> TableSchema:
    return TableBackground.of(FRAME, wishes).schema


def test_kinds_are_guessed() -> None:
    kinds = {one.name: one.kind for one in _schema()}
    assert kinds == {
        "age": "numeric",
        "rate": "numeric",
        "job": "categorical",
        "owner": "categorical",
        "colour": "one-hot",
        "land": "constant",
        "grade": "ordinal",
    }


def test_what_each_holds() -> None:
    schema = _schema()
    assert (schema["age"].low, schema["age"].high, schema["age"].is_whole, schema["age"].missing) == (
        38,
        53,
        True,
        False,
    )
    assert (schema["rate"].is_whole, schema["rate"].missing) == (False, True)
    assert schema["job"].categories == ("clerk", "cook")
    assert schema["colour"].columns == ("colour_light_red", "colour_blue", "colour_green")
    assert schema["colour"].categories == ("light_red", "blue", "green")
    assert schema["grade"].categories == ("low", "mid", "high")
    assert schema["land"].categories == ("DE",)


def test_one_hots_of_missing_cells_are_a_group_that_may_be_missing() -> None:
    frame = pd.get_dummies(pd.DataFrame({"job": ["a", "b", "c", None, "a"]}))
    (job,) = TableBackground.of(frame).schema
    assert (job.kind, job.name, job.missing) == ("one-hot", "job", True)


def test_two_flags_that_exclude_each_other_are_no_group() -> None:
    frame = pd.DataFrame({"job_lt_1": [1, 0, 0], "job_geq_4": [0, 1, 0]})
    assert [one.kind for one in TableBackground.of(frame).schema] == ["categorical", "categorical"]


def test_it_is_described() -> None:
    lines = _schema().describe().splitlines()
    assert lines[0] == "7 columns: what each holds in the background"
    assert lines[1].split() == ["age", "numeric", "38", "to", "53"]
    assert lines[2].endswith("−2 to 1.5, or missing")
    assert lines[5].endswith("light_red, blue, green [3 columns of the frame]")
    assert lines[7].endswith("low < mid < high")
    assert "\x1b" not in TableBackground.of(pd.DataFrame({"a\x1b": ["\x1b[31m", "b"]})).schema.describe()


def test_the_caller_knows_better() -> None:
    schema = _schema({"age": "categorical", "job": ["cook", "clerk"], "land": "categorical"})
    assert schema["age"].categories == (38, 39, 50, 53)
    assert (schema["job"].kind, schema["job"].categories) == ("ordinal", ("cook", "clerk"))
    assert schema["land"].kind == "categorical"
    assert [one.name for one in schema] == [one.name for one in _schema()]


def test_a_group_is_taken_apart_and_put_together() -> None:
    apart = _schema({"colour_blue": "categorical"})
    assert [one.name for one in apart] == [
        *("age", "rate", "job", "owner"),
        *("colour_blue", "colour_light_red", "colour_green"),
        *("land", "grade"),
    ]
    other = _schema({"paint": {"columns": ["colour_blue", "colour_green"]}})
    assert other["paint"].kind == "one-hot"
    assert other["paint"].missing
    assert other["colour_light_red"].kind == "categorical"


def test_a_column_or_a_schema_is_taken_as_it_is() -> None:
    schema = _schema()
    assert _schema(schema) == schema
    wider = replace(schema["age"], low=0.0, high=120.0)
    assert _schema({"age": wider})["age"] == wider


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"Age": "numeric"}, "unknown column of the schema 'Age'. Did you mean 'age'?"),
        ({"age": "number"}, "unknown kind of column for 'age' 'number'. Did you mean 'numeric'?"),
        ({"job": "numeric"}, "'job' holds no numbers"),
        ({"job": "ordinal"}, "give the categories of 'job' in their order"),
        ({"job": ["cook", "waiter"]}, "the background has 'clerk' in column 'job', which the order given lacks"),
        ({"job": ["cook", "cook", "clerk"]}, "each once"),
        ({"x": {"columns": ["owner", "colour_blue"]}}, "is none of one-hots: in row 1 of the background"),
        ({"x": {"columns": ["owner"]}}, "needs two columns"),
        ({"x": {"colums": ["owner"]}}, "is said by its columns"),
        ({"age": "one-hot"}, "is said by its columns"),
        (["age"], "must be a dict"),
        (TableSchema((TableColumn("age", "numeric", ("age",)),)), "the schema lacks 'rate'"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_line(wishes: Any, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        _schema(wishes)
