"""Anchors of real models, of a black box and of an image."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import InputError, LongWorkWarning, UnsupportedError
from exegesis.data.inputs import Hidden
from exegesis.engine import long_work
from exegesis.rules import anchor
from tests import tiny
from tests.modalities.image.pictures import quarters


def polite(texts: list[str]) -> Any:
    """ "thank you" in this order is polite, all else is rude."""
    hits = np.array([1.0 if "thank" in text and "you" in text else 0.0 for text in texts])
    return np.stack([1 - hits, hits], axis=1)


MODEL = exegesis.load(polite, labels=["rude", "polite"])


def test_the_words_that_suffice_are_named() -> None:
    found = anchor(MODEL, "well thank you so much for that", baseline="delete")
    assert found.words == ("thank", "you")
    assert (found.prediction.label, found.holds, found.stopped) == ("polite", True, "found")
    assert (found.precision, found.coverage) == (1.0, 0.25)
    assert found.low > 0.9
    assert [step.precision for step in found.growth][-1] == 1.0
    assert "chance 1/2" in found.neighbours


def test_the_same_seed_gives_the_same_rule_and_progress_ends_at_what_was_drawn() -> None:
    heard: list[tuple[int, int]] = []
    found = anchor(MODEL, "thank you", draws=500, progress=lambda done, all_of: heard.append((done, all_of)))
    again = anchor(MODEL, "thank you", draws=500)
    assert (found.rule, found.precision, found.drawn) == (again.rule, again.precision, again.drawn)
    assert heard[-1][1] == 500
    assert max(done for done, _ in heard) <= 500


def test_a_constant_model_needs_no_word() -> None:
    found = anchor(exegesis.load(lambda texts: np.tile([0.2, 0.8], (len(texts), 1)), labels=["a", "b"]), "any text")
    assert (found.rule, found.conditions, found.precision, found.coverage) == ((), (), 1.0, 1.0)
    assert repr(found).startswith("Anchor(IF anything THEN b")


def test_a_transformer_has_one() -> None:
    found = anchor(tiny.bert(), "a good film", draws=400)
    assert 0 <= found.low <= found.precision <= found.high <= 1
    assert found.cost.forward_passes <= 9  # of three words there are eight neighbours, and each is run once


def test_regions_of_an_image_suffice_too() -> None:
    def upper_left(images: list[Any]) -> Any:
        red = np.array([image[:8, :8, 0].mean() > 0.6 for image in images], dtype=float)
        return np.stack([1 - red, red], axis=1)

    pixels = np.zeros((16, 16, 3))
    pixels[:8, :8, 0] = 1.0
    model = exegesis.load(upper_left, modality="image", labels=["plain", "red"])
    found = anchor(model, pixels, unit=quarters(16, 16), baseline="black", draws=2000)
    assert (found.text, found.rule, found.prediction.label) == ("", (0,), "red")
    assert found.conditions == ("region 1 at the upper left (25% of the image) is there",)


@pytest.mark.parametrize(
    ("given", "settings", "error", "match"),
    [
        ("a text", {"output": "logit"}, InputError, "output has no effect"),
        ("a text", {"nonsense": 1}, InputError, "nonsense"),
        ("a text", {"precise": 2.0}, InputError, "between 0 and 1"),
        ("a text", {"segments": 5}, InputError, "segments has no effect"),
    ],
)
def test_what_has_no_effect_or_no_sense_is_refused(given: str, settings: Any, error: Any, match: str) -> None:
    with pytest.raises(error, match=match):
        anchor(MODEL, given, **settings)


def test_answers_that_are_no_class_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="one of several classes"):
        anchor(exegesis.load(lambda texts: np.zeros(len(texts)), task="regression"), "a text")
    with pytest.raises(UnsupportedError, match="one of several classes"):
        anchor("bundled:masked-words", Hidden.word("a good film", "good"))


def test_a_long_text_is_warned_of_before_it_is_drawn_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_work, "_LONG_SECONDS", 0.0)
    with pytest.warns(LongWorkWarning, match="anchor on 80 units in"):
        anchor(tiny.bert(), "good film " * 40, draws=50)
