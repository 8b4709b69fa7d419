"""Pairs of texts: black boxes, contrasts of classes, one output, long second texts, and what is refused."""

from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis import Contrast, Pair
from exegesis.core.errors import InputError
from tests.adapters.head_families import ENCODERS, headed, lively, tokenizer

PAIR = Pair("the plot was not slow", "I loved the movie")
KEYS = ("loved", "slow")


class Judge:
    """A black box over pairs: each key word adds to the second class, more in the first text than in the second."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def __call__(self, pairs: list[Any]) -> Any:
        self.seen += pairs
        answers = [0.1 + 0.5 * ("slow" in one) + 0.25 * ("loved" in other) for one, other in pairs]
        return np.stack([1 - np.array(answers), answers], axis=1)


@pytest.mark.parametrize("method", ["lime", "kernel_shap", "partition_shap", "permutation_shap", "occlusion"])
def test_a_black_box_is_given_tuples_and_its_words_are_found(method: str) -> None:
    judge = Judge()
    settings = {"samples": 400} if method != "occlusion" else {}
    found = exegesis.explain(exegesis.load(judge), PAIR, method, 1, **settings)
    assert all(isinstance(one, tuple) and len(one) == 2 for one in judge.seen if one != "a")
    assert (PAIR.first, PAIR.second) in judge.seen
    expected = {"slow": 0.5, "loved": 0.25}
    scores = {unit.text: score for unit, score in zip(found.units, found.scores, strict=True)}
    for word, score in scores.items():
        assert score == pytest.approx(expected.get(word, 0.0), abs=0.03 if method == "lime" else 1e-6)
    assert found.value == pytest.approx(0.85)
    assert [found.part(i) for i in range(len(found.units))] == ["first"] * 5 + ["second"] * 4
    assert [part.name for part in found.parts] == ["first", "second"]


def test_what_a_black_box_is_given_when_units_are_gone() -> None:
    judge = Judge()
    exegesis.explain(exegesis.load(judge), Pair("a slow plot", "b"), "exact_shap", 1)
    shown = {one for one in judge.seen if isinstance(one, tuple)}
    assert {("a slow plot", "b"), ("", ""), ("a plot", "b"), ("slow plot", "b"), ("a slow plot", "")} <= shown
    assert len(shown) == 16


def test_one_part_alone_leaves_the_other_text_as_it_is() -> None:
    judge = Judge()
    found = exegesis.explain(exegesis.load(judge), PAIR, "occlusion", 1, parts="second")
    assert {one[0] for one in judge.seen if isinstance(one, tuple)} == {PAIR.first}
    assert [unit.text for unit in found.units] == PAIR.second.split()


def test_a_regression_of_one_output() -> None:
    def likeness(pairs: list[Any]) -> Any:
        return [3.0 * ("slow" in one) - 2.0 * ("loved" in other) for one, other in pairs]

    found = exegesis.explain(exegesis.load(likeness, task="regression"), PAIR, "occlusion")
    assert (found.target.output, found.value) == ("value", 1.0)
    assert {unit.text: s for unit, s in zip(found.units, found.scores, strict=True) if s} == {
        "slow": 3.0,
        "loved": -2.0,
    }


def test_a_transformer_of_one_output_gives_its_value() -> None:
    config = headed("bert", "classification")[0].config.__class__(
        **headed("bert", "classification")[0].config.to_dict()
    )
    config.num_labels = 1
    model = lively(type(headed("bert", "classification")[0]), config)
    with torch.no_grad():
        value = float(model(**tokenizer("bert")(PAIR.first, PAIR.second, return_tensors="pt")).logits[0, 0])
    for method in ("occlusion", "integrated_gradients"):
        found = exegesis.explain((model, tokenizer("bert")), PAIR, method)
        assert found.value == pytest.approx(value, abs=1e-5)
        assert found.target.output == "value"


@pytest.mark.parametrize("output", ["probability", "logit", "log-probability"])
@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.slow
def test_why_one_class_and_not_another(name: str, output: str) -> None:
    model, pieces = headed(name, "classification")
    typed = {"return_token_type_ids": True} if name == "albert" else {}
    with torch.no_grad():
        logits = model(**pieces(PAIR.first, PAIR.second, return_tensors="pt", **typed)).logits[0]
    numbers = {"logit": logits, "probability": logits.softmax(0), "log-probability": logits.log_softmax(0)}[output]
    one, other, both = exegesis.explain(
        (model, pieces), PAIR, "occlusion", [0, "LABEL_2", Contrast(0, "LABEL_2")], output=output
    )
    assert (one.value, other.value) == pytest.approx((float(numbers[0]), float(numbers[2])), abs=1e-5)
    assert both.value == pytest.approx(float(numbers[0] - numbers[2]), abs=1e-5)
    assert both.scores == pytest.approx(one.scores - other.scores, abs=1e-5)
    assert (both.target.name, both.target.versus.name) == ("LABEL_0", "LABEL_2")


@pytest.mark.parametrize("name", ["bert", "roberta", "albert", "gpt2"])
def test_deleted_words_are_left_out_of_their_own_text(name: str) -> None:
    model, pieces = headed(name, "classification")
    found = exegesis.explain((model, pieces), PAIR, "occlusion", 1, baseline="delete", output="logit")
    typed = {"return_token_type_ids": True} if name == "albert" else {}
    first, second = PAIR.first.split(), PAIR.second.split()
    for place, score in enumerate(found.scores):
        texts = (
            " ".join(first[:place] + first[place + 1 :]) if place < 5 else PAIR.first,
            " ".join(second[: place - 5] + second[place - 4 :]) if place >= 5 else PAIR.second,
        )
        with torch.no_grad():
            logits = model(**pieces(*texts, return_tensors="pt", **typed)).logits[0]
        # Deleting a text's last word leaves the space before it, which byte-level pieces show.
        if place not in (4, 8) or name not in ("roberta", "gpt2"):
            assert found.value - score == pytest.approx(float(logits[1]), abs=1e-4)


def test_a_long_second_text_is_read_in_windows_beside_the_whole_first() -> None:
    pair = Pair("the plot was slow", "I loved the movie . " * 20)
    model, pieces = headed("bert", "classification")
    found = exegesis.explain((model, pieces), pair, "occlusion", 1, output="logit", unit="word")
    assert len(found.windows) > 1
    assert sum(window.weight for window in found.windows) == pytest.approx(1)
    total = 0.0
    for window in found.windows:
        with torch.no_grad():
            shown = found.text[window.start : window.end]
            total += window.weight * float(model(**pieces(pair.first, shown, return_tensors="pt")).logits[0, 1])
    assert found.value == pytest.approx(total, abs=1e-4)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (Pair("", "b"), "the first is empty"),
        (Pair("a", " \n"), "the second is empty"),
        (Pair("a", 5), "the second must be a string, not int"),  # type: ignore[arg-type]
        (Pair("slow " * 40, "b"), "the first alone takes 40 tokens of the 64"),
    ],
)
def test_what_is_no_pair_is_told_in_one_line(pair: Pair, said: str) -> None:
    with pytest.raises(InputError) as caught:
        exegesis.explain(headed("bert", "classification"), pair, "occlusion")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_contrast_of_a_class_with_itself_is_refused() -> None:
    for spec in (Contrast(0, "LABEL_0"), Contrast(1, 1), Contrast("1", 1)):
        with pytest.raises(InputError, match="with itself is always 0"):
            exegesis.explain(headed("bert", "classification"), PAIR, "occlusion", spec)


def test_two_texts_for_a_model_of_one_are_told() -> None:
    found = exegesis.explain("bundled:sentiment-tiny", exegesis.Pair("a good film", "a bad plot"), "occlusion")
    assert "bundled:sentiment-tiny was trained on single texts" in found.warnings[0]
    assert exegesis.explain("bundled:sentiment-tiny", "a good film", "occlusion").warnings == ()
