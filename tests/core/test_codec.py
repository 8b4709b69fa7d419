"""The codec: records to JSON and back without losing a bit, and what is wrong in one line that names the field."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from exegesis.core.codec import LATER, Array, Limit, Note, OneOf, fields_of, parsed, plain, read, to_json
from exegesis.core.errors import InputError
from exegesis.core.schemas import json_schema
from exegesis.core.types import Count, Floats, Span


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Tree:
    """A tree.

    And more about it.
    """

    kind: Annotated[str, OneOf("oak", "elm")]
    age: Count
    height: float
    is_green: bool
    leaves: Annotated[tuple[Leaf, ...], Note("All of them."), Limit(items=1)]
    pair: tuple[str, int]
    widths: Floats
    errors: Annotated[Floats, Array(at_least=0, holes=True)] | None
    names: Mapping[str, int]
    facts: Mapping[str, Any] = field(default_factory=dict)
    parent: "Tree | None" = None
    share: Annotated[float, Limit(at_least=0, at_most=1)] | None = None
    note: str = field(default="none", metadata=LATER)

    KINDS: ClassVar[int] = 2

    def __post_init__(self) -> None:
        if self.kind == "elm" and self.age > 400:
            raise ValueError("no elm is so old")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tree) and plain(self) == plain(other)


finite = st.floats(allow_nan=False, allow_infinity=False)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(Span._make)
facts = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
trees = st.builds(
    Tree,
    kind=st.sampled_from(["oak", "elm"]),
    age=st.integers(0, 400),
    height=finite,
    is_green=st.booleans(),
    leaves=st.lists(st.builds(Leaf, st.text(), st.lists(spans, max_size=2).map(tuple)), min_size=1, max_size=3).map(
        tuple
    ),
    pair=st.tuples(st.text(), st.integers()),
    widths=st.lists(finite).map(np.array),
    errors=st.none() | st.lists(finite.map(abs) | st.just(np.nan)).map(np.array),
    names=st.dictionaries(st.text(), st.integers()),
    facts=st.dictionaries(st.text(), facts, max_size=3),
    share=st.none() | st.floats(0, 1),
    note=st.text(),
)
TREE = Tree("oak", 3, 1.5, True, (Leaf("a", (Span(0, 1),)),), ("b", 2), np.array([0.1]), None, {"c": 1})


def data(**changes: Any) -> dict[str, Any]:
    return {**plain(TREE), **changes}


# -- there and back -----------------------------------------------------------------------------------------------


@given(trees, st.none() | trees)
def test_records_come_back_as_they_were(tree: Tree, parent: Tree | None) -> None:
    whole = replace(tree, parent=parent)
    text = to_json(plain(whole))
    again = read(Tree, parsed(text), "a tree")
    assert again == whole
    assert to_json(plain(again)) == text
    assert again.widths.tobytes() == np.asarray(whole.widths, dtype=np.float64).tobytes()
    Draft202012Validator(json_schema(Tree)).validate(json.loads(text))


def test_arrays_that_come_back_cannot_be_written_to_and_null_in_one_is_nan() -> None:
    found = read(Tree, data(errors=[None, 2]), "a tree")
    assert found.errors is not None
    assert np.isnan(found.errors[0])
    assert found.errors.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        found.widths[0] = 1.0


def test_lists_become_tuples_and_a_whole_number_is_a_number() -> None:
    found = read(Tree, data(height=2), "a tree")
    assert (found.height, type(found.height)) == (2.0, float)
    assert found.leaves == (Leaf("a", (Span(0, 1),)),)
    assert found.pair == ("b", 2)


class Safe(str):
    """A string that calls itself safe HTML."""

    def __html__(self) -> str:
        return self

    def __str__(self) -> str:
        return self


def test_plain_data_holds_nothing_but_what_json_has() -> None:
    given_data = {
        Safe("key"): Safe("<b>"), "float32": np.float32(0.5), "array": np.arange(2), "zero": np.array(1.5),
        "nan": np.nan, "inf": -np.inf, "rule": len, "flag": np.bool_(True), "span": Span(1, 2), "kind": Leaf, "nine": 9,
    }  # fmt: skip
    found = plain(given_data)
    assert found == {
        "key": "<b>", "float32": 0.5, "array": [0, 1], "zero": 1.5, "nan": None, "inf": None, "rule": "len",
        "flag": True, "span": [1, 2], "kind": "Leaf", "nine": 9,
    }  # fmt: skip
    assert {type(value) for value in found.values()} <= {str, float, list, bool, int, type(None)}
    assert {type(name) for name in found} == {str}


def test_a_record_that_writes_itself_does_so() -> None:
    @dataclass(frozen=True)
    class Own:
        one: int

        def written(self) -> dict[str, Any]:
            return {"version": 1, **fields_of(self)}

    assert plain([Own(1)]) == [{"version": 1, "one": 1}]


@pytest.mark.parametrize("number", [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 1e22, 123456789.123456789])
def test_numbers_keep_every_bit(number: float) -> None:
    found = read(Tree, parsed(to_json(data(height=number))), "a tree").height
    assert np.float64(found).tobytes() == np.float64(number).tobytes()


# -- what is wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in plain(TREE) if name != "note"])
def test_every_field_must_be_there_even_one_with_a_default(name: str) -> None:
    given_data = data()
    del given_data[name]
    with pytest.raises(InputError, match=f"^the data is not a tree: it lacks {name}\\.$"):
        read(Tree, given_data, "a tree")


def test_a_field_that_came_later_may_be_missing() -> None:
    given_data = data()
    del given_data["note"]
    assert read(Tree, given_data, "a tree").note == "none"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"extra": 1}, "it has an unknown field extra"),
        ({"kind": "ash"}, "kind should be 'oak' or 'elm', not 'ash'"),
        ({"age": -1}, "age should be 0 or more, not -1"),
        ({"age": 1.5}, "age should be a whole number, not 1.5"),
        ({"age": True}, "age should be a whole number, not True"),
        ({"age": "3"}, "age should be a whole number, not '3'"),
        ({"height": "1.5"}, "height should be a number, not '1.5'"),
        ({"height": None}, "height should be a number, not None"),
        ({"height": True}, "height should be a number, not True"),
        ({"is_green": 1}, "is_green should be true or false, not 1"),
        ({"note": 5}, "note should be a text, not 5"),
        ({"leaves": "a"}, "leaves should be a list, not 'a'"),
        ({"leaves": {}}, "leaves should be a list, not {}"),
        ({"leaves": []}, r"leaves should be a list of 1 or more, not \[\]"),
        ({"leaves": ["a"]}, r"leaves\[0\] should be an object, not 'a'"),
        ({"leaves": [{"text": "a"}]}, r"it lacks leaves\[0\].spans"),
        ({"leaves": [{"text": "a", "spans": [[1]]}]}, r"it lacks leaves\[0\].spans\[0\]\[1\]"),
        ({"leaves": [{"text": "a", "spans": [[1, 2, 3]]}]}, r"leaves\[0\].spans\[0\] should be a list of 2 or fewer"),
        ({"leaves": [{"text": "a", "spans": [[-1, 2]]}]}, r"leaves\[0\].spans\[0\]\[0\] should be 0 or more, not -1"),
        ({"leaves": [{"text": "a", "spans": [], "more": 1}]}, r"it has an unknown field leaves\[0\].more"),
        ({"pair": ["a", "b"]}, r"pair\[1\] should be a whole number, not 'b'"),
        ({"widths": [None]}, r"widths\[0\] should be a number, not None"),
        ({"widths": 5}, "widths should be a list, not 5"),
        ({"errors": [-1]}, r"errors\[0\] should be 0 or more, not -1"),
        ({"names": {"a": "b"}}, "names.a should be a whole number, not 'b'"),
        ({"facts": [1]}, r"facts should be an object, not \[1\]"),
        ({"parent": {"kind": "oak"}}, "it lacks parent.age"),
        ({"share": 1.5}, "share should be 1 or less, not 1.5"),
        ({"kind": "elm", "age": 500}, "no elm is so old"),
        ({"kind": "x" * 10_000}, r"kind should be 'oak' or 'elm', not 'x+\.\.\. \(10,002 characters\)"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_one_line_that_names_the_field(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=f"^the data is not a tree: {said}") as caught:
        read(Tree, data(**changes), "a tree")
    assert "\n" not in str(caught.value)
    assert "pydantic" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("given_data", [None, 5, "a", [], [("kind", "oak")]], ids=str)
def test_what_is_no_record_is_refused(given_data: Any) -> None:
    with pytest.raises(InputError, match=r"^the data is not a tree: it should be an object, not "):
        read(Tree, given_data, "a tree")


def nested(levels: int) -> Any:
    found: Any = []
    for _ in range(levels):
        found = [found]
    return found


def test_what_is_nested_too_deeply_is_refused() -> None:
    read(Tree, data(facts={"a": nested(50)}), "a tree")
    with pytest.raises(InputError, match=r"^the data is not a tree: facts\.a: it is nested too deeply\.$"):
        read(Tree, data(facts={"a": nested(200)}), "a tree")
    parents = data()
    for _ in range(2000):
        parents = data(parent=parents)
    with pytest.raises(InputError, match="nested too deeply"):
        read(Tree, parents, "a tree")


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"a": Infinity}', "[" * 100_000, "1" * 5_000, b"\xff", b"\x00"])
def test_what_is_not_json_is_refused_in_a_line(text: str | bytes) -> None:
    with pytest.raises(InputError, match=r"^not JSON: ") as caught:
        parsed(text)
    assert "\n" not in str(caught.value)


def test_half_a_character_comes_back() -> None:
    half = parsed(r'"\ud83d"')
    found = read(Tree, data(note=half, facts={half: half}, names={half: 1}), "a tree")
    assert (found.note, found.facts, found.names) == (half, {half: half}, {half: 1})
    with pytest.raises(InputError, match="it should be a text of whole characters"):
        read(Tree, data(**{half: 1}), "a tree")


# -- the schema ---------------------------------------------------------------------------------------------------


def test_the_schema_says_what_is_asked_of_each_field() -> None:
    found = json_schema(Tree)
    Draft202012Validator.check_schema(found)
    defined = found["$defs"]["Tree"]
    assert defined["description"] == "A tree."
    assert defined["additionalProperties"] is False
    assert defined["required"] == [name for name in plain(TREE) if name != "note"]
    assert defined["properties"]["leaves"] == {
        "description": "All of them.",
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/$defs/Leaf"},
    }
    assert defined["properties"]["kind"] == {"type": "string", "enum": ["oak", "elm"]}
    assert defined["properties"]["age"] == {"type": "integer", "minimum": 0}


# -- nothing before it is needed ----------------------------------------------------------------------------------


def test_pydantic_is_not_imported_before_something_is_read() -> None:
    code = (
        "import sys, exegesis, exegesis.cli.main\n"
        "assert 'numpy' not in sys.modules\n"
        "import exegesis.data.explanation\n"
        "from exegesis.core.codec import plain\n"
        "plain({'a': 1})\n"
        "assert 'pydantic' not in sys.modules and 'pydantic_core' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
