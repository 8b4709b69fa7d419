"""Labels of several models by name; what does not match is one line that says what to do."""

import numpy as np
import pytest

from exegesis.adapters.function import FunctionModel
from exegesis.comparison.labels import Labels, labels_of
from exegesis.core.errors import InputError
from exegesis.data.records import Prediction


def model(*labels: str, task: str | None = None) -> FunctionModel:
    return FunctionModel(lambda texts: np.full((len(texts), len(labels)), 0.5), labels=labels, task=task)


def matched(*models: FunctionModel, **map: str) -> Labels:
    return labels_of(models, [f"m{place}" for place in range(len(models))], map or None)


def test_by_name_whatever_the_order_and_the_capitals() -> None:
    found = matched(model("negative", "positive"), model("Positive", "NEGATIVE"))
    assert found.names == ("negative", "positive")
    assert found.columns == ((0, 1), (1, 0))
    given = Prediction("Positive", 0, (0.9, 0.1), ("Positive", "NEGATIVE"), "single-label")
    assert found.own(1, given) == Prediction("positive", 1, (0.1, 0.9), ("negative", "positive"), "single-label")


def test_by_a_mapping_of_one_or_all_of_a_models_labels() -> None:
    found = matched(model("negative", "positive"), model("0", "1"), **{"0": "negative", "1": "Positive"})
    assert found.columns == ((0, 1), (0, 1))
    assert matched(model("bad", "good"), model("GOOD", "poor"), poor="bad").columns == ((0, 1), (1, 0))


def test_values_of_regressions_are_one_label() -> None:
    found = matched(model("value", task="regression"), model("stars", task="regression"))
    assert (found.names, found.columns) == (("value",), ((0,), (0,)))


@pytest.mark.parametrize(("given", "place"), [("POSITIVE", 1), (0, 0), ("1", 1), ("good", 1)])
def test_a_label_is_given_by_name_number_or_mapping(given: str | int, place: int) -> None:
    known = matched(model("negative", "positive"), model("negative", "good"), good="positive")
    assert known.index(given, "label") == place


@pytest.mark.parametrize(
    ("models", "map", "said"),
    [
        (
            [("negative", "positive"), ("0", "1")],
            {},
            "m0 has the labels negative, positive, m1 has 0, 1; say which are the same by "
            "label_map={'0': 'negative', ...} (--label-map 0=negative).",
        ),
        (
            [("a", "b"), ("a", "b", "c")],
            {},
            "m0 has the labels a, b, m1 has a, b, c; compare models of the same labels.",
        ),
        ([("a", "b"), ("a", "c")], {"d": "b"}, "unknown label in label_map 'd'. Choose from: a, b, c."),
        ([("a", "A"), ("a", "b")], {}, "m0 has several outputs called 'a'; tell them apart by label_map."),
        ([("a", "b"), ("c", "d")], {"c": "a", "d": "a"}, "m1 has several outputs called 'a'; tell them apart"),
    ],
)
def test_what_does_not_match(models: list[tuple[str, ...]], map: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as error:
        matched(*(model(*labels) for labels in models), **map)
    assert str(error.value).startswith(said)


def test_an_unknown_truth_is_told() -> None:
    with pytest.raises(InputError, match=r"unknown label \(of text 3\) 'positiv'. Did you mean 'positive'"):
        matched(model("negative", "positive")).index("positiv", "label (of text 3)")
