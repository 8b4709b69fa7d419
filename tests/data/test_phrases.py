"""Phrases of the caller's choice as units: where they stand, what is refused, and that every method has them."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.core.text import segments, words
from exegesis.core.types import Span
from exegesis.data.inputs import Question, of_two, plain
from exegesis.data.phrases import Phrases
from tests.methods import OF_TEXTS as METHODS

FILMS = "Some films just simply should not be remade."
PHRASE = "simply should not be remade"
MODEL = exegesis.load("bundled:sentiment-tiny")


def placed(text: str, *phrases: str, unit: Any = "word", hidden: Any = ()) -> tuple[list[str], list[str]]:
    document = plain(text, hidden)
    chosen = Phrases.of(phrases)
    assert chosen is not None
    spans, notes = chosen.among(document, segments(text, unit), document.parts)
    return [text[span.start : span.end] for span in spans], notes


def test_a_phrase_stands_beside_words() -> None:
    assert placed(FILMS, PHRASE) == (["Some", "films", "just", PHRASE, "."], [])


def test_every_occurrence_is_a_unit_and_it_is_said() -> None:
    units, notes = placed("not bad, not bad at all: not\nbad", "not bad")
    assert units == ["not bad", ",", "not bad", "at", "all", ":", "not\nbad"]
    assert notes == ["The phrase 'not bad' stands 3 times: each is a unit of its own."]


def test_several_phrases_and_a_word() -> None:
    units, _ = placed("a very good film and a very bad plot", "very bad plot", "very good", "film")
    assert units == ["a", "very good", "film", "and", "a", "very bad plot"]


def test_whole_words_only() -> None:
    assert placed("he can't, the can is", "can")[0] == ["he", "can't", ",", "the", "can", "is"]
    assert placed("a well-made film", "well-made")[0] == ["a", "well-made", "film"]
    assert placed("我喜欢电影", "喜欢")[0] == ["我", "喜欢", "电", "影"]


def test_whole_sentences_as_sentences() -> None:
    units, _ = placed("It is bad. It is long. Still.", "It is bad. It is long.", unit="sentence")
    assert units == ["It is bad. It is long.", "Still."]


@pytest.mark.parametrize(
    ("text", "phrases", "message"),
    [
        (FILMS, ["never be"], "the phrase 'never be' does not stand in the text as whole words"),
        (FILMS, ["some films"], "it is written 'Some films' there (upper and lower case count)"),
        (FILMS, ["ome films"], "does not stand in the text as whole words"),
        (FILMS, ["just simply", "simply should"], "the phrases 'just simply' and 'simply should' overlap"),
        (FILMS, ["not be", "not  be"], "the phrase 'not be' is given twice"),
        (FILMS, [" "], "a phrase must be a text with at least one visible character, not ' '"),
        (FILMS, [3], "a phrase must be a text with at least one visible character, not 3"),
    ],
)
def test_what_is_refused(text: str, phrases: list[Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        placed(text, *phrases)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_part_of_a_unit_is_refused() -> None:
    with pytest.raises(InputError, match=r"is only a part of the unit 'It is bad\.'; choose a smaller unit"):
        placed("It is bad. Still.", "is bad", unit="sentence")


def test_a_hidden_word_in_a_phrase_is_refused() -> None:
    with pytest.raises(InputError, match="holds a hidden word"):
        placed("a good film", "good film", hidden=[Span(2, 6)])


def test_no_phrases_and_no_text() -> None:
    assert Phrases.of(None) is None
    assert Phrases.of("a b") == Phrases(("a b",))
    with pytest.raises(InputError, match="phrases must be a text or several, not 5"):
        Phrases.of(5)


def test_in_the_parts_that_are_perturbed_only() -> None:
    document = of_two(("question", "context"), "who was here", "he was here")
    spans = words(document.text)
    phrases = Phrases(("was here",))
    found, notes = phrases.among(document, spans, document.parts)
    assert (len(found), len(notes)) == (4, 1)
    context = document.parts[1:]
    found, notes = phrases.among(document, [s for s in spans if s.start >= context[0].start], context)
    assert (len(found), notes) == (2, [])
    with pytest.raises(InputError, match="does not stand in the context as whole words"):
        Phrases(("who was",)).among(document, spans, context)


# -- through the front door --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [name for name in METHODS if name != "parzen"])
def test_every_method_scores_the_phrase(method: str) -> None:
    found = exegesis.explain(MODEL, FILMS, method, phrases=[PHRASE], target=0)
    assert [unit.text for unit in found.units] == ["Some", "films", "just", PHRASE, "."]
    assert np.isfinite(found.scores).all()
    assert found.settings["phrases"] == [PHRASE]
    assert found.unit == "word"


def test_occlusion_takes_the_phrase_out_whole() -> None:
    found = exegesis.explain(MODEL, FILMS, "occlusion", phrases=PHRASE, target=0, baseline="delete")
    whole, without = MODEL.predict([FILMS, "Some films just."])[:, 0]
    assert found.scores[3] == pytest.approx(whole - without, abs=1e-5)


@pytest.mark.parametrize("unit", ["token", lambda text: [(0, 10), *((s.start, s.end) for s in words(text)[2:])]])
def test_beside_other_units(unit: Any) -> None:
    found = exegesis.explain(MODEL, FILMS, "occlusion", unit=unit, phrases=[PHRASE], target=0)
    assert [one.text for one in found.units if " " in one.text][-1] == PHRASE


def test_in_a_bag_of_words_a_phrase_is_one_unit_wherever_it_stands() -> None:
    found = exegesis.explain(MODEL, "not bad, not bad", "lime", mode="bag-of-words", phrases=["not bad"])
    assert [(unit.text, len(unit.spans)) for unit in found.units] == [("not bad", 2), (",", 1)]


def test_of_many_texts_a_phrase_counts_where_it_stands() -> None:
    texts = ["not bad at all", "a film"]
    one, other = exegesis.explain_many(MODEL, texts, "occlusion", phrases=["not bad"])
    assert [unit.text for unit in one.units] == ["not bad", "at", "all"]
    assert [unit.text for unit in other.units] == ["a", "film"]
    assert other.warnings == ("The phrase 'not bad' is not in this text.",)
    with pytest.raises(InputError, match="does not stand in the text"):
        exegesis.explain(MODEL, "a film", "occlusion", phrases=["not bad"])
    with pytest.raises(InputError, match="given twice"):
        exegesis.explain_many(MODEL, texts, "occlusion", phrases=["not bad", "not bad"])


def test_estimates_know_phrases() -> None:
    fewer = exegesis.estimate(MODEL, FILMS, "exact_shap", phrases=[PHRASE])
    assert fewer.forward_passes == 2**5 < exegesis.estimate(MODEL, FILMS, "exact_shap").forward_passes


def test_an_explanation_with_a_phrase_is_read_back_checked_and_evaluated() -> None:
    found = exegesis.explain(MODEL, FILMS, "partition_shap", phrases=[PHRASE], target=0)
    again = exegesis.Explanation.from_json(found.to_json())
    assert again == found
    assert exegesis.evaluate(again, MODEL, ["comprehensiveness"])["comprehensiveness"].value is not None
    assert exegesis.check(again, MODEL).checks is not None


def test_questions_take_phrases_too() -> None:
    asked = Question("Who found oxygen in Uppsala?", "Oxygen was found by Scheele in Uppsala.")
    found = exegesis.explain("bundled:questions", asked, "occlusion", "span", phrases=["in Uppsala"])
    assert [unit.text for unit in found.units].count("in Uppsala") == 2
    assert any("stands 2 times" in line for line in found.warnings)
