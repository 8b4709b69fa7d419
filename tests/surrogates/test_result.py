"""What a surrogate is once made: JSON both ways, and no data that would mislead its arithmetic."""

import json
import pickle
from functools import cache
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Surrogate
from exegesis.core.errors import InputError
from exegesis.surrogates.tree import Node, Tree
from tests.surrogates.toys import TEXT, TREE, texts


@cache
def made(scope: str, family: str) -> Surrogate:
    given: Any = TEXT if scope == "local" else texts()
    return exegesis.surrogate(TREE, given, family, truths=None if scope == "local" else ["class 1"] * 120)


LEAF = {"value": 1.0, "rows": 1}
KINDS = [(scope, family) for scope in ("local", "global") for family in ("linear", "tree")]


@pytest.mark.parametrize(("scope", "family"), KINDS)
def test_json_gives_it_back_bit_for_bit(scope: str, family: str) -> None:
    one = made(scope, family)
    again = Surrogate.from_json(one.to_json())
    assert again == one
    assert again.rules() == one.rules()
    assert pickle.loads(pickle.dumps(one)) == one
    if scope == "global":
        assert (again.predict(texts(20, seed=5)) == one.predict(texts(20, seed=5))).all()
    else:
        masks = np.random.default_rng(0).random((20, len(one.units))) < 0.5
        assert (again.predict_masks(masks) == one.predict_masks(masks)).all()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schema_version", 2),
        ("family", "forest"),
        ("scope", "everywhere"),
        ("size", 99),
        ("bag", None),
        ("features", []),
        ("form", {"nodes": []}),
        ("form", {"nodes": [{"value": 1.0, "rows": 1, "feature": 0, "absent": 0, "present": 0}]}),
        ("form", {"nodes": [{"value": 1.0, "rows": 1, "feature": 99, "absent": 1, "present": 2}, LEAF, LEAF]}),
        ("curve", "none"),
    ],
)  # fmt: skip
def test_data_that_is_none_is_refused_in_one_line(field: str, value: Any) -> None:
    data = made("global", "tree").to_dict()
    with pytest.raises(InputError, match="not a surrogate"):
        Surrogate.from_dict({**data, field: value})
    data.pop(field)
    with pytest.raises(InputError, match="not a surrogate"):
        Surrogate.from_dict(data)


def test_what_is_no_json_is_refused() -> None:
    for text in ("{", "[" * 100_000, "[]", json.dumps({"schema_version": 1})):
        with pytest.raises(InputError):
            Surrogate.from_json(text)


def test_it_is_frozen() -> None:
    one = made("global", "tree")
    with pytest.raises(AttributeError):
        one.size = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        one.settings["features"] = 3  # type: ignore[index]


def test_a_cut_tree_gives_the_means_of_its_new_leaves() -> None:
    leaves = [Node(1.0, 2), Node(4.0, 1)]
    tree = Tree((Node(2.0, 3, 0, 1, 2), *leaves))
    assert tree.cut(0).nodes == (Node(2.0, 3),)
    assert tree.cut(1) == tree
    assert tree.values(np.array([[False], [True]])).tolist() == [1.0, 4.0]


def test_nodes_that_no_way_or_two_ways_lead_to_are_refused() -> None:
    leaf = Node(0.0, 1)
    for nodes in ((leaf, leaf), (Node(0.0, 1, 0, 1, 1), leaf), (Node(0.0, 1, 0, 1, 5), leaf)):
        with pytest.raises(ValueError, match=r"node|parent"):
            Tree(nodes)
