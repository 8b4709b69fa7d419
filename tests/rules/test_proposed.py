"""Neighbours whose hidden words a masked language model proposes."""

import io
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import exegesis
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import Pair, plain
from exegesis.data.targets import Contrast
from exegesis.rules import anchor
from exegesis.rules.asking import RuleQuestion
from exegesis.rules.proposed import ProposedNeighbours
from exegesis.rules.search import Draws, RuleSearch
from exegesis.rules.terminal import show

PROPOSER = "bundled:masked-words"


def thanks(texts: list[str]) -> Any:
    hits = np.array([1.0 if "thank" in text.split() else 0.0 for text in texts])
    return np.stack([1 - hits, hits], axis=1)


MODEL = exegesis.load(thanks, labels=["rude", "polite"])


def neighbours(text: Any = "well thank you so much", model: Any = MODEL) -> ProposedNeighbours:
    question = RuleQuestion(model, text, RuleSearch(), "auto", PROPOSER, None, 0, None, None, {})
    made = question.neighbours()
    assert isinstance(made, ProposedNeighbours)
    return made


def test_kept_words_stay_and_the_others_are_words_in_their_place() -> None:
    source, rng = neighbours(), np.random.default_rng(0)
    masks = np.array([[True, True, False, True, False]] * 40)
    texts = source.texts(masks, rng)
    words = [text.split(" ") for text in texts]
    assert all(len(one) == 5 and one[0] == "well" and one[1] == "thank" and one[3] == "so" for one in words)
    drawn = {one[2] for one in words}
    assert len(drawn) > 3
    assert not any("[" in word or "#" in word for word in drawn)
    assert source.proposing == 1  # one pass for all that are hidden alike
    assert source.texts(np.ones((1, 5), dtype=bool), rng) == ["well thank you so much"]
    source.texts(masks, rng)
    assert source.proposing == 1


def test_a_likely_word_is_drawn_as_often_as_the_model_says() -> None:
    source = neighbours("the king and the queen")
    mask = np.array([[True, True, True, True, False]] * 2000)
    drawn = [text.split()[-1] for text in source.texts(mask, np.random.default_rng(0))]
    place = source.task.places(source.task.scene(f"the king and the {source.task.model_mask}"), _look(source))[0]
    chances = np.exp(place.likely[0])
    best = int(chances.argmax())
    word = source.task.model.tokenizer.decode([best]).strip()  # type: ignore[attr-defined]
    expected = chances[best] / np.sort(chances)[-500:].sum()
    assert drawn.count(word) / 2000 == pytest.approx(expected, abs=0.03)


def _look(source: ProposedNeighbours) -> Any:
    from exegesis.engine.engine import Engine

    return Engine(source.task.model).look


def test_a_text_of_several_windows_is_filled_in_whole() -> None:
    words = ["well", "thank", "you"] * 200
    source = neighbours(" ".join(words))
    assert len(source.task.model.windows(plain(" ".join(words)))) > 1  # type: ignore[attr-defined]
    hidden = {5, 300, 599}
    keep = np.array([[place not in hidden for place in range(len(words))]])
    made = source.texts(keep, np.random.default_rng(0))[0].split(" ")  # type: ignore[union-attr]
    assert len(made) == len(words)
    assert {place for place, word in enumerate(made) if word != words[place]} <= hidden


def test_both_texts_of_a_pair_are_filled_in() -> None:
    def alike(pairs: list[tuple[str, str]]) -> Any:
        same = np.array([1.0 if first.split()[0] == second.split()[0] else 0.0 for first, second in pairs])
        return np.stack([1 - same, same], axis=1)

    model = exegesis.load(alike, labels=["other", "same"])
    source = neighbours(Pair("good film", "good play"), model)
    made = source.texts(np.array([[True, False, True, False]] * 3), np.random.default_rng(1))
    assert all(first.startswith("good ") and second.startswith("good ") for first, second in made)
    assert source.kept(Draws(((0, 2),), 20), np.random.default_rng(1)) == [20]


def test_the_words_that_suffice_are_found_and_asked_again() -> None:
    found = anchor(MODEL, "well thank you so much", proposer=PROPOSER, draws=2000)
    assert found.words == ("thank",)
    assert found.proposing > 0
    assert "proposes one in its context" in found.neighbours
    assert 0 < len(found.examples) <= 6
    assert all(one.kept == (one.answer == "polite") and "thank" in one.text.split() for one in found.examples)
    html = found.to_html()
    assert "Neighbours in which it holds" in html
    written = io.StringIO()
    show(found, Console(file=written, width=200))
    assert "further neighbours in which it holds" in written.getvalue()
    assert anchor(MODEL, **found.again()).rule == found.rule


@pytest.mark.parametrize(
    ("given", "settings", "error", "match"),
    [
        ("a [MASK] here", {"proposer": PROPOSER}, InputError, r"holds \[MASK\]"),
        ("a text", {"proposer": PROPOSER, "baseline": "delete"}, InputError, "give one"),
        ("a text", {"proposer": PROPOSER, "unit": "sentence"}, InputError, "leave out unit"),
        ("a text", {"proposer": "bundled:sentiment-tiny"}, UnsupportedError, "guesses no hidden words"),
        (
            "a text",
            {"nonsense": 1},
            InputError,
            "Choose from: precise, delta, tolerance, beam, batch, most_units",
        ),
        ("a text", {"target": "polite"}, InputError, "the model answers 'rude'"),
        ("a text", {"target": Contrast("polite", "rude")}, InputError, "turn them round"),
        ("a text", {"target": Contrast("rude", "rude")}, InputError, "both are the same"),
    ],
)
def test_what_has_no_effect_or_no_sense_is_refused(given: str, settings: Any, error: Any, match: str) -> None:
    with pytest.raises(error, match=match):
        anchor(MODEL, given, **settings)


def test_a_contrast_stays_though_the_answer_is_a_third_class() -> None:
    def moods(texts: list[str]) -> Any:
        return np.array([[0.5, 0.3, 0.2] if "well" in text else [0.5, 0.2, 0.3] for text in texts])

    model = exegesis.load(moods, labels=["calm", "glad", "sad"])
    found = anchor(model, "well done you", target=Contrast("glad", "sad"), baseline="delete")
    assert (found.words, found.contrast, found.answer) == (("well",), ("glad", "sad"), "glad rather than sad")
    assert "THEN glad rather than sad" in repr(found)
    assert anchor(model, **found.again()).contrast == found.contrast
    assert anchor(model, "well done you", target="calm", baseline="delete").rule == ()
