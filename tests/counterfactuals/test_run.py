"""Counterfactuals of a bag of words whose smallest change is known, of other kinds of models, and what is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exegesis
from exegesis import Contrast
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.counterfactuals import counterfactual
from exegesis.data.inputs import Hidden, Pair
from tests import tiny
from tests.counterfactuals.toys import FOUR, WEIGHTS, bag
from tests.modalities.image.pictures import quarters

MODEL = bag()


def words(found: Any, place: int = 0) -> list[tuple[str, str]]:
    return [(edit.old, edit.new) for edit in found.found[place].edits]


def test_the_fewest_words_go_and_the_text_is_what_is_left() -> None:
    found = counterfactual(MODEL, FOUR, by="delete")
    assert words(found) == [("good", ""), ("great", "")]  # 4 - 2 - 3 < 0; no single word does
    one = found.found[0]
    assert one.text == "fine bad film"
    assert (one.prediction.label, one.minimal, found.prediction.label) == ("bad", "parts", "good")
    assert one.distance == pytest.approx(2 / 5)
    assert one.margin == pytest.approx(np.tanh(0.5), rel=1e-6)  # p(bad) - p(good) at log-odds of 1
    assert (found.stopped, found.order, found.changeable, found.units) == ("found", "occlusion", 5, 5)


@settings(max_examples=25, deadline=None)
@given(
    text=st.lists(st.sampled_from([*WEIGHTS, "film"]), min_size=1, max_size=6).map(" ".join), count=st.integers(1, 3)
)
def test_every_counterfactual_flips_when_asked_again_and_no_single_edit_can_be_taken_back(
    text: str, count: int
) -> None:
    found = counterfactual(
        MODEL, text, by=["delete", "lexicon"], lexicon={"good": "dull", "film": "great"}, count=count
    )
    for one in found.found:
        assert exegesis.predict(MODEL, one.text)[0].label == one.prediction.label != found.prediction.label
        for edit in one.edits:
            assert exegesis.predict(MODEL, changed(text, [other for other in one.edits if other is not edit]))[
                0
            ].label == (found.prediction.label)
    assert found.passes <= found.budget


def changed(text: str, edits: Any) -> str:
    """The text after these edits, by hand."""
    new = {edit.unit.start: edit.new for edit in edits}
    starts = np.cumsum([0] + [len(word) + 1 for word in text.split()]).tolist()
    return " ".join(filter(None, (new.get(start, word) for start, word in zip(starts, text.split(), strict=False))))


def test_words_of_a_list_stand_in_the_place_of_others_with_their_capitals() -> None:
    found = counterfactual(MODEL, "a Fine film", by="lexicon", lexicon={"fine": ["dull", "bad"]})
    assert found.prediction.label == "bad"  # "Fine" is no word of the bag
    found = counterfactual(MODEL, "a fine film", by="lexicon", lexicon={"fine": ["dull", "bad"]})
    assert words(found) == [("fine", "bad")]  # -2 is surer than -1.5
    assert found.found[0].text == "a bad film"


def test_passes_are_counted_and_the_budget_is_hard() -> None:
    heard: list[tuple[int, int]] = []
    found = counterfactual(MODEL, FOUR, by="delete", budget=8, progress=lambda *both: heard.append(both))
    assert found.passes == found.cost.forward_passes <= 8
    assert heard[-1] == (found.passes, 8)
    none = counterfactual(MODEL, FOUR, by="delete", budget=1)
    assert (none.found, none.stopped, none.passes) == ((), "budget", 1)
    assert repr(none) == "Counterfactuals(none within 1 passes: budget)"


@pytest.mark.parametrize("budget", range(1, 40))
def test_no_budget_is_passed(budget: int) -> None:
    found = counterfactual(MODEL, "good great fine great good film fine", by="delete", budget=budget, count=2)
    assert found.passes <= budget


def test_the_same_seed_gives_the_same() -> None:
    one, other = (counterfactual(MODEL, FOUR, by="delete", count=3, seed=4) for _ in range(2))
    assert one.found == other.found


def test_a_constant_model_has_none_and_says_that_nothing_moves_it() -> None:
    model = exegesis.load(lambda texts: np.tile([0.2, 0.8], (len(texts), 1)), labels=["a", "b"])
    few = counterfactual(model, "any text", by="delete")
    assert (few.found, few.stopped) == ((), "exhausted")
    many = counterfactual(model, "so many words " * 8, by="delete")
    assert (many.found, many.stopped) == ((), "unmoved")


def test_one_word_cannot_be_deleted() -> None:
    found = counterfactual(MODEL, "good", by="delete")
    assert (found.found, found.stopped) == ((), "exhausted")


def test_words_that_must_stay_do() -> None:
    assert words(counterfactual(MODEL, FOUR, by="delete", keep=["fine", "bad"])) == [("good", ""), ("great", "")]
    none = counterfactual(MODEL, FOUR, by="delete", keep="great")
    assert (none.found, none.stopped, none.changeable) == ((), "exhausted", 4)
    with pytest.raises(InputError, match="'awful' is no unit of the text"):
        counterfactual(MODEL, FOUR, by="delete", keep=["awful"])
    with pytest.raises(InputError, match="all units of the text are to be kept"):
        counterfactual(MODEL, "good film", by="delete", keep=["good", "film"])


def three(texts: list[str]) -> Any:
    """As many votes for a class as its letter stands in the text, beside half a vote for "a"."""
    votes = np.array([[text.count("a") + 0.5, text.count("b"), text.count("c")] for text in texts], dtype=float)
    return votes / votes.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("target", "gone"), [(None, 2), ("b", 2), (2, 3), (Contrast("predicted", "c"), 3)])
def test_any_other_class_or_a_named_one(target: Any, gone: int) -> None:
    model = exegesis.load(three, labels=["a", "b", "c"])
    found = counterfactual(model, "a a a b b c", by="delete", target=target)
    wished = {None: "b", "b": "b"}.get(target if isinstance(target, str | None) else "", "c")
    assert found.found[0].prediction.label == wished
    assert len(found.found[0].edits) == (gone if wished == "b" else 5)
    assert found.wanted == (None if target is None else wished)


@pytest.mark.parametrize(
    ("target", "match"),
    [
        ("good", "the answer is 'good' already"),
        (1, "the answer is 'good' already"),
        ("awful", "unknown target 'awful'"),
        (Contrast("bad", "good"), "the answer is 'good', and not 'bad'"),
        (Contrast(None, None), "names no other answer"),
    ],
)
def test_the_present_answer_and_unknown_ones_are_refused(target: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        counterfactual(MODEL, FOUR, by="delete", target=target)


def test_one_of_several_labels_is_turned() -> None:
    def labels(texts: list[str]) -> Any:
        return np.array([[0.9 if "x" in text else 0.1, 0.8 if "y" in text else 0.2] for text in texts])

    model = exegesis.load(labels, task="multi-label", labels=["x", "y"])
    found = counterfactual(model, "x y z", by="delete", target="y")
    assert (words(found), found.wanted) == ([("y", "")], "not y")
    assert words(counterfactual(model, "x z", by="lexicon", lexicon={"z": "y"}, target="y")) == [("z", "y")]


def test_a_value_that_is_wished() -> None:
    model = exegesis.load(lambda texts: np.array([float(len(text.split())) for text in texts]), task="regression")
    found = counterfactual(model, "one two three four five", by="delete", at_most=3)
    assert len(found.found[0].edits) == 2
    assert found.found[0].prediction.outputs == (3.0,)
    for wish, match in (
        ({}, "say which one is wished"),
        ({"at_most": 5}, "already"),
        ({"at_most": 1, "at_least": 9}, "one of the two"),
        ({"at_most": float("nan")}, "take a number"),
    ):
        with pytest.raises(InputError, match=match):
            counterfactual(model, "one two three four five", by="delete", **wish)


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"budget": 0}, "budget must be a whole number of at least 1"),
        ({"count": 0}, "count must be"),
        ({"most_edits": 0}, "most_edits must be"),
        ({"by": "insert"}, "unknown kind of edit of a text 'insert'"),
        ({"by": "move"}, "unknown kind of edit"),
        ({"by": ()}, "no kind of edit given"),
        ({"by": "delete", "lexicon": {"a": "b"}}, "lexicon has no effect on edits of the kind delete"),
        ({"ranges": {"age": (1, 2)}}, "ranges has no effect"),
        ({"by": "lexicon"}, "needs lexicon="),
        ({"by": "delete", "at_least": 1.0}, "for models that give values"),
        ({"by": "delete", "output": "logit"}, "output has no effect"),
        ({"by": "delete", "baseline": "pad"}, "baseline has no effect"),
        ({"by": "delete", "nonsense": 1}, "nonsense"),
    ],
)
def test_what_has_no_effect_or_no_sense_is_refused(settings: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        counterfactual(MODEL, FOUR, **settings)


def test_heads_without_an_answer_to_the_whole_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="needs classes, values or answers to questions"):
        counterfactual("bundled:tags", "a good film", by="delete")
    with pytest.raises(UnsupportedError, match="needs classes"):
        counterfactual("bundled:masked-words", Hidden.word("a good film", "good"), by="delete")


def test_a_transformer_and_its_pairs() -> None:
    model = tiny.bert()
    found = counterfactual(model, "a good film with a bad end", by="delete", count=2)
    for one in found.found:
        assert exegesis.predict(model, one.text)[0].label == one.prediction.label != found.prediction.label
    pair = counterfactual(model, Pair("a good film", "a bad end"), by="delete")
    assert all("\n\n" in one.text for one in pair.found)


def test_another_method_gives_the_order() -> None:
    found = counterfactual(MODEL, FOUR, "lime", by="delete", samples=50)
    assert (words(found), found.order) == ([("good", ""), ("great", "")], "lime")


def test_an_order_that_takes_more_than_the_budget_is_refused() -> None:
    with pytest.raises(InputError, match="lime takes up to 500 passes for the order of the units"):
        counterfactual(MODEL, "good film " * 8, "lime", by="delete", samples=500, budget=100)


def test_regions_of_an_image_are_absent() -> None:
    def upper_left(images: list[Any]) -> Any:
        red = np.array([image[:8, :8, 0].mean() > 0.6 for image in images], dtype=float)
        return np.stack([1 - red, red], axis=1)

    pixels = np.zeros((16, 16, 3))
    pixels[:8, :8, 0] = 1.0
    model = exegesis.load(upper_left, modality="image", labels=["plain", "red"])
    found = counterfactual(model, pixels, unit=quarters(16, 16), baseline="black")
    assert [edit.unit for edit in found.found[0].edits] == [found.found[0].edits[0].unit]
    assert found.found[0].changed is not None
    assert not np.asarray(found.found[0].changed.input.pixels).any()  # type: ignore[union-attr]
    with pytest.raises(UnsupportedError, match="a counterfactual is one input"):
        counterfactual(model, pixels, unit=quarters(16, 16), baseline="noise")
    with pytest.raises(InputError, match="keep names words of a text or columns"):
        counterfactual(model, pixels, keep="region 1")


def test_a_long_text_leaves_most_of_the_passes_for_changes() -> None:
    found = counterfactual(MODEL, "film " * 60 + "good", by="delete", budget=40)
    assert (found.passes <= 40, found.order) == (True, "")


def test_of_a_long_text_before_a_transformer_the_gradient_says_which_words_come_first() -> None:
    found = counterfactual(tiny.bert(), "a good film and a bad plot " * 5, by="delete", budget=60)
    assert (found.passes <= 60, found.order) == (True, "gradient")
