"""Which class a label or a number means, wherever a class is named."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.comparison.labels import Labels
from exegesis.core.errors import InputError
from exegesis.data.targets import Contrast
from exegesis.surrogates.texts import truth_of
from exegesis.tasks.class_names import name_of, place_of
from tests import tiny

STARS = ("1", "2", "4", "5")
SIGNS = ("-1", "1")
TURNED = ("1", "0")


@pytest.mark.parametrize(
    ("spec", "labels", "place"),
    [
        ("5", STARS, 3),
        ("1", STARS, 0),
        ("-1", SIGNS, 0),
        ("1", SIGNS, 1),
        ("1", TURNED, 0),
        (1, SIGNS, 1),  # the class called 1 stands at place 1: nothing else can be meant
        (0, ("0", "1"), 0),
        ("1", ("neg", "pos"), 1),
        (np.int64(1), ("neg", "pos"), 1),
        (0, ("value",), 0),
        (1, ("a", "3"), 1),
    ],
)
def test_a_number_means_one_thing(spec: Any, labels: tuple[str, ...], place: int) -> None:
    assert place_of(spec, labels) == place
    assert place_of(name_of(place, labels), labels) == place


@pytest.mark.parametrize(
    ("spec", "labels", "message"),
    [
        (
            1,
            STARS,
            "target 1 is a number, and the classes .* text '1' for the class called so, '2' for the one at place 1",
        ),
        (5, STARS, "give the text '5' for the class called so.$"),
        (-1, SIGNS, "give the text '-1' for the class called so.$"),
        (0, TURNED, "'0' for the class called so, '1' for the one at place 0"),
        (1, TURNED, "'1' for the class called so, '0' for the one at place 1"),
        (np.int64(0), TURNED, "'0' for the class called so"),
        (3, ("a", "3"), "give the text '3' for the class called so.$"),
        # No class is called so, and whoever writes 3 of five stars does not mean the class called 5.
        (3, STARS, "unknown target 3.*Choose from: 1, 2, 4, 5"),
        ("3", STARS, "unknown target '3'"),
        (0, SIGNS, "unknown target 0"),
        (7, ("neg", "pos"), "out of range; the model's 2 outputs are 0 to 1"),
        (True, STARS, "unknown target True"),
        (1.0, STARS, "unknown target 1.0"),
    ],
)
def test_a_number_that_could_mean_two_things_is_refused(spec: Any, labels: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        place_of(spec, labels)
    assert "\n" not in str(caught.value)


def stars() -> Any:
    return exegesis.load(lambda texts: [[0.1, 0.2, 0.3, 0.4]] * len(texts), labels=STARS)


def test_every_way_to_name_a_class_says_the_same() -> None:
    model = stars()
    assert exegesis.explain(model, "a film", "occlusion", target="5").target.name == "5"
    assert exegesis.surrogate(model, "a good film", target="5").target.name == "5"
    assert truth_of(["5", 5, None], model, 3).tolist() == [1, 1, -1]  # a data set's 5 is the class called so
    for target in (1, 5, Contrast(1, 2), Contrast("5", 1)):
        with pytest.raises(InputError, match="is a number, and the classes are called by numbers"):
            exegesis.explain(model, "a film", "occlusion", target=target)
    with pytest.raises(InputError, match="is a number"):
        exegesis.surrogate(model, "a good film", target=1)
    with pytest.raises(InputError, match="is a number"):
        exegesis.surrogate(model, ["a good film", "a bad film"] * 10, target=1)
    with pytest.raises(InputError, match="is a number"):
        exegesis.compare([model], ["a film"], "occlusion", target=1)
    with pytest.raises(InputError, match=r"unknown label \(of text 1\) 3"):
        truth_of([3], model, 0)
    assert Labels(STARS, ((0, 1, 2, 3),), {}).index("2", "target") == 1


def test_a_folder_whose_labels_are_turned_numbers(tmp_path: Path) -> None:
    inner = tiny.bert_classifier()
    inner.config.id2label, inner.config.label2id = {0: "1", 1: "0"}, {"1": 0, "0": 1}
    inner.save_pretrained(tmp_path)
    tiny.wordpiece().save_pretrained(tmp_path)
    model = exegesis.load(tmp_path)
    assert exegesis.explain(model, "a film", "occlusion", target="0").target.index == 1
    with pytest.raises(InputError, match="is a number"):
        exegesis.explain(model, "a film", "occlusion", target=0)


@pytest.mark.parametrize("target", ["2", "1", Contrast("5", "1")])
def test_an_explanation_of_a_numbered_class_can_be_evaluated(target: Any) -> None:
    model = stars()
    explained = exegesis.explain(model, "a good film", "occlusion", target=target)
    assert exegesis.evaluate(explained, model, ["comprehensiveness"]).measures
