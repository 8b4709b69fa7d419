"""An edit on real models: the same target in both, the same random numbers, every kind of input."""

import numpy as np
import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from tests import tiny
from tests.question_models import question_pair

TEXT = "The plot is dull, but the acting is wonderful."


@pytest.fixture(scope="module")
def model() -> TransformerModel:
    return tiny.bert()


def test_both_are_what_explain_gives_of_the_same_target(model: TransformerModel) -> None:
    found = exegesis.edit(model, TEXT, method="occlusion", replace={"dull": "great"}, id="a")
    alone = exegesis.explain(model, TEXT, "occlusion", id="a")
    np.testing.assert_allclose(found.original.scores, alone.scores, atol=1e-5)
    label = found.original.target.index
    again = exegesis.explain(model, TEXT.replace("dull", "great"), "occlusion", label, id="a")
    assert found.edited.text == again.text
    np.testing.assert_allclose(found.edited.scores, again.scores, atol=1e-5)


def test_the_answer_to_the_original_is_explained_of_both_whatever_the_edit_gets() -> None:
    def calm(texts: list[str]) -> list[list[float]]:
        return [[0.1, 0.9] if "loud" in text else [0.8, 0.2] for text in texts]

    found = exegesis.edit(
        exegesis.load(calm, labels=["calm", "loud"]), "so loud now", method="occlusion", delete="loud"
    )
    assert (found.original.prediction.label, found.edited.prediction.label) == ("loud", "calm")
    assert found.flipped
    assert found.edited.target.name == "loud"
    assert (found.original.value, found.edited.value) == (pytest.approx(0.9), pytest.approx(0.2))


def test_an_explanation_says_what_is_edited(model: TransformerModel) -> None:
    given = exegesis.explain(model, TEXT, "occlusion", output="logit", unit="token", id="a")
    found = exegesis.edit(model, **given.again(), delete="but")
    assert found.original.scores == pytest.approx(given.scores, abs=1e-9)
    assert (found.edited.unit, found.edited.target.output, found.edited.id) == ("token", "logit", "a")


def test_a_class_that_is_called_by_a_number_is_the_same_of_the_edit() -> None:
    def stars(texts: list[str]) -> list[list[float]]:
        return [[0.1, 0.2, 0.7] if "good" in text else [0.7, 0.2, 0.1] for text in texts]

    found = exegesis.edit(
        exegesis.load(stars, labels=["1", "2", "3"]), "so good now", method="occlusion", delete="good"
    )
    assert (found.original.target.name, found.edited.target.name) == ("3", "3")


@pytest.mark.slow
def test_chance_does_the_same_to_both(model: TransformerModel) -> None:
    """A word that the model reads as another of the same pieces changes nothing: nor do the scores, drawn alike."""
    found = exegesis.edit(model, TEXT, TEXT.replace("dull", "DULL"), "lime", samples=50)
    assert [one.kind for one in found.changes].count("replaced") == 1
    np.testing.assert_allclose([one.change for one in found.changes], 0.0, atol=1e-5)


@pytest.mark.slow
def test_a_target_of_ones_own_and_a_contrast(model: TransformerModel) -> None:
    named = exegesis.edit(model, TEXT, target="negative", method="occlusion", delete="but")
    assert {named.original.target.name, named.edited.target.name} == {"negative"}
    both = exegesis.Contrast("positive", "negative")
    against = exegesis.edit(model, TEXT, target=both, method="occlusion", delete="but").edited.target
    assert against.versus is not None
    assert (against.name, against.versus.name) == ("positive", "negative")
    with pytest.raises(InputError, match="one target"):
        exegesis.edit(model, TEXT, target=["positive", "negative"], delete="but")  # type: ignore[arg-type]


def test_an_answer_is_found_again_where_it_moved_and_told_where_it_is_gone() -> None:
    model = TransformerModel(*question_pair(), name="qa")
    asked = exegesis.Question("Who came?", "In the end it was Ann.")
    answer = exegesis.Answer("Ann", side="start")
    found = exegesis.edit(model, asked, target=answer, method="occlusion", delete="the", parts="context")
    places = [one.target.spans[0].start for one in (found.original, found.edited)]
    assert places[0] - places[1] == len(" the")
    with pytest.raises(InputError, match="'Ann' no longer stands"):
        exegesis.edit(model, asked, target=answer, method="occlusion", replace={"Ann": "Eve"})
