"""Predictions at tokens and layers against the logits themselves, in every head's own labels, and what is refused."""

from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.slow_tokens import Unaligned
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explorer import layer_predictions, look, predictions
from exegesis.explorer.inside.records import TopGuess
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.head_families import TAGS, headed

TEXT = "the movie was not bad"


def words() -> TransformerModel:
    return TransformerModel(*headed("bert", "masked-lm"), name="tiny-words")


def logits(model: TransformerModel, ids: Any) -> Any:
    with torch.no_grad():
        return model.model(input_ids=torch.tensor([ids])).logits[0].double().softmax(-1).numpy()


def check(guesses: tuple[TopGuess, ...], line: Any, tokenizer: Any) -> None:
    order = np.argsort(-line)[: len(guesses)]
    assert [one.index for one in guesses] == order.tolist()
    assert [one.rank for one in guesses] == list(range(1, len(guesses) + 1))
    np.testing.assert_allclose([one.value for one in guesses], line[order], rtol=1e-4)
    assert [one.piece for one in guesses] == tokenizer.convert_ids_to_tokens(order.tolist())


def rank(line: Any, index: int) -> int:
    return 1 + int((line > line[index]).sum())


def test_words_at_each_token_as_it_stands_and_behind_a_mask() -> None:
    model = words()
    found = predictions(model, TEXT, k=3)
    ids = model.tokenizer(TEXT)["input_ids"]
    assert found.tokens == look(model, TEXT).rows
    assert [place.token for place in found.places] == list(range(len(ids)))
    assert (found.head, found.unit) == ("masked-lm", "probability")
    whole = logits(model, ids)
    for place in found.places:
        assert place.token is not None
        check(place.guesses, whole[place.token], model.tokenizer)
        if found.tokens[place.token].special:
            assert place.own is place.masked is place.own_masked is None
            continue
        own, hidden = ids[place.token], list(ids)
        hidden[place.token] = model.tokenizer.mask_token_id
        line = logits(model, hidden)[place.token]
        assert place.masked is not None
        check(place.masked, line, model.tokenizer)
        for guess, from_line in ((place.own, whole[place.token]), (place.own_masked, line)):
            assert guess is not None
            assert (guess.index, guess.rank) == (own, rank(from_line, own))
            assert guess.value == pytest.approx(from_line[own], rel=1e-4)


def test_hidden_words_are_asked_first_and_their_own_is_known() -> None:
    model = words()
    found = predictions(model, exegesis.Hidden.word(TEXT, "bad"))
    (place,) = found.places
    assert found.tokens[place.token or 0].hidden
    assert place.masked is None
    assert place.own is not None
    assert place.own.label == "bad"
    typed = predictions(model, "the movie was not [MASK]", [5])
    assert typed.places[0].guesses == place.guesses
    assert typed.places[0].own is None


def test_the_next_word_of_a_causal_model() -> None:
    model = TransformerModel(*headed("gpt2", "causal-lm"))
    found = predictions(model, TEXT)
    ids = model.tokenizer(TEXT)["input_ids"]
    whole = logits(model, ids)
    for number, place in enumerate(found.places):
        check(place.guesses, whole[number], model.tokenizer)
        assert place.masked is None
        if number + 1 < len(ids):
            assert place.own is not None
            assert (place.own.index, place.own.rank) == (ids[number + 1], rank(whole[number], ids[number + 1]))
    assert found.places[-1].own is None
    assert predictions(model, "a").places[0].guesses  # a text of one token will do


def test_tags_in_their_own_labels() -> None:
    model = TransformerModel(*headed("bert", "token-classification"))
    found = predictions(model, TEXT, "movie")
    (place,) = found.places
    line = logits(model, model.tokenizer(TEXT)["input_ids"])[2]
    assert place.token == 2
    assert [one.label for one in place.guesses] == [TAGS[index] for index in np.argsort(-line)]
    np.testing.assert_allclose([one.value for one in place.guesses], np.sort(line)[::-1], rtol=1e-4)
    assert place.own is None


def test_start_and_end_of_an_answer() -> None:
    model = TransformerModel(*headed("bert", "question-answering"))
    given = exegesis.Question("was it slow ?", "the plot was not slow .")
    found = predictions(model, given)
    encoded = model.tokenizer(given.question, given.context, return_tensors="pt")
    with torch.no_grad():
        output = model.model(**encoded)
    for side, table in enumerate((output.start_logits, output.end_logits)):
        line = table[0].double().softmax(-1).numpy()
        np.testing.assert_allclose([place.guesses[side].value for place in found.places], line, rtol=1e-4)
        assert [place.guesses[side].rank for place in found.places] == [rank(line, n) for n in range(len(line))]
    assert [one.label for one in found.places[0].guesses] == ["start", "end"]


def test_a_classifier_answers_for_the_whole() -> None:
    model = tiny.bert()
    found = predictions(model, "a bad film")
    (place,) = found.places
    assert place.token is None
    said = exegesis.predict(model, "a bad film")[0]
    assert {one.label: one.value for one in place.guesses} == pytest.approx(
        dict(zip(said.labels, said.outputs, strict=True)), rel=1e-4
    )
    value = predictions(tiny.bert(labels=1), "a bad film")
    assert value.unit == "value"
    with pytest.raises(InputError, match="tiny-bert answers for the whole text and not at tokens; leave out tokens="):
        predictions(model, "a bad film", [1])


@pytest.mark.parametrize(
    ("name", "head", "text"),
    [
        ("bert", "masked-lm", TEXT),
        ("gpt2", "causal-lm", TEXT),
        ("bert", "token-classification", TEXT),
        ("bert", "question-answering", exegesis.Question("was it slow ?", "the plot was not slow .")),
        ("bert", "classification", TEXT),
    ],
)
def test_the_last_layer_says_what_the_model_says(name: str, head: str, text: Any) -> None:
    model = TransformerModel(*headed(name, head))
    found, layered = predictions(model, text), layer_predictions(model, text)
    assert layered.layers == 2
    assert layered.tokens == found.tokens
    for place, through in zip(found.places, layered.places, strict=True):
        assert place.token == through.token
        assert [one.layer for one in through.layers] == [0, 1, 2]
        last = through.layers[-1]
        assert [one.index for one in last.guesses] == [one.index for one in place.guesses]
        np.testing.assert_allclose([g.value for g in last.guesses], [g.value for g in place.guesses], rtol=1e-3)
        if head == "question-answering":
            assert last.answer is None
        else:
            assert last.answer == last.guesses[0]
            assert all(one.answer is not None for one in through.layers)
            assert {one.answer.label for one in through.layers if one.answer} == {last.guesses[0].label}
        assert (last.own is None) == (place.own is None)
        if last.own and place.own:
            assert (last.own.index, last.own.rank) == (place.own.index, place.own.rank)


def test_the_decoder_of_an_encoder_decoder_is_read_and_said() -> None:
    model = TransformerModel(*ATTENTION["bart"].pair())
    found = layer_predictions(model, "a bad movie")
    assert found.layers == 3
    assert found.notes == ("the layers are the decoder's, which the head reads",)


def test_tokens_are_named_by_number_or_word() -> None:
    model = words()
    assert [place.token for place in predictions(model, TEXT, ["bad", 1, 1], masked=False).places] == [1, 5]
    assert predictions(model, TEXT, 2, masked=False).places[0].masked is None
    for tokens, said in (
        ([99], "token 99 is not there: the text has tokens 0 to 6"),
        (True, "token True is not there"),
        ([], "no token is named"),
        ("film", "'film' does not stand in the text"),
        (1.5, "tokens must be numbers or words of the text, not 1.5"),
    ):
        with pytest.raises(InputError, match=said):
            predictions(model, TEXT, tokens)  # type: ignore[arg-type]
    with pytest.raises(
        InputError, match="'the' stands 2 times in the text; say which, as 'the:2' or by its tokens: 1; 3"
    ):
        predictions(model, "the movie the plot", "the")


def test_long_texts_are_read_by_windows() -> None:
    model = TransformerModel(*headed("bert", "token-classification", positions=16))
    found = predictions(model, "the movie was not bad " * 8, window=2)
    assert len(found.notes) == 1
    assert "this is window 2 of" in found.notes[0]
    assert len(layer_predictions(model, "the movie was not bad " * 8, 3).notes) == 1


def test_what_cannot_be_asked_is_told() -> None:
    box = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="box")
    for ask in (predictions, layer_predictions):
        with pytest.raises(
            UnsupportedError, match=r"box reads no word pieces, so .* exegesis.predict gives its answer"
        ):
            ask(box, "a film")
        with pytest.raises(InputError, match="k must be a whole number of at least 1"):
            ask(words(), TEXT, k=0)
        with pytest.raises(InputError, match="takes a Question, not a text"):
            ask(TransformerModel(*headed("bert", "question-answering")), TEXT)
    with pytest.raises(InputError, match="guesses no masked words; leave out masked=True"):
        predictions(TransformerModel(*headed("gpt2", "causal-lm")), TEXT, masked=True)
    with pytest.raises(InputError, match="masked must be True or False"):
        predictions(words(), TEXT, masked="yes")  # type: ignore[arg-type]


def test_a_tokenizer_without_places_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    model = words()

    def tokens(*given: Any) -> Any:
        raise Unaligned("the tokenizer gives no character positions")

    monkeypatch.setattr(model, "tokens", tokens)
    with pytest.raises(UnsupportedError, match="no character positions, so there is nothing to read at its tokens"):
        predictions(model, TEXT)


def test_several_labels_have_a_probability_each() -> None:
    model = tiny.bert(labels=3, problem="multi_label_classification")
    (place,) = predictions(model, "a bad film").places
    with torch.no_grad():
        logits = model.model(input_ids=torch.tensor([model.tokenizer("a bad film")["input_ids"]])).logits[0]
    expected = sorted(logits.sigmoid().tolist(), reverse=True)
    np.testing.assert_allclose([one.value for one in place.guesses], expected, rtol=1e-4)
    assert [one.rank for one in place.guesses] == [1, 2, 3]


def test_they_are_said_in_a_table() -> None:
    found = predictions(words(), "the bad movie", "bad", k=2)
    lines = str(found).splitlines()
    assert [line.split()[0] for line in lines] == ["bad", "bad"]
    assert lines[1].split()[1] == "masked"
    assert repr(found) == "Predictions(tiny-words, masked-lm, 1 of 5 tokens)"
    layered = layer_predictions(words(), "the bad movie", "bad", k=2)
    assert [line.split()[:3] for line in str(layered).splitlines()] == [["bad", "layer", str(n)] for n in range(3)]
    assert repr(layered) == "LayerPredictions(tiny-words, masked-lm, 2 layers, 1 places)"
    assert "\x1b" not in str(predictions(words(), "the \x1b[31m movie"))
