"""Pseudo-perplexity against the same number from the model's own logits, piece by piece."""

import numpy as np
import pytest
import torch

from exegesis.core.errors import UnsupportedError
from exegesis.counterfactuals.fluency import Fluent
from exegesis.engine.engine import Engine

MODEL = "bundled:masked-words"


def by_hand(fluent: Fluent, text: str, words: list[list[str]]) -> float:
    """exp of the mean of -log p of each piece, it and the later pieces of its word hidden; `words`: by their pieces."""
    reader = fluent._reader
    tokenizer, module = reader.tokenizer, reader.model
    ids = tokenizer(text)["input_ids"]
    pieces = tokenizer.convert_ids_to_tokens(ids)[1:-1]
    assert pieces == [piece for word in words for piece in word]
    logs, at = [], 1
    for word in words:
        for place in range(at, at + len(word)):
            hidden = list(ids)
            hidden[place : at + len(word)] = [tokenizer.mask_token_id] * (at + len(word) - place)
            with torch.no_grad():
                logits = module(input_ids=torch.tensor([hidden])).logits[0, place]
            logs.append(float(torch.log_softmax(logits.double(), dim=-1)[ids[place]]))
        at += len(word)
    return float(np.exp(-np.mean(logs)))


def test_pieces_of_one_word_do_not_help_one_another() -> None:
    fluent = Fluent(MODEL)
    pieces = fluent._reader.tokenizer.tokenize("unwatchable")
    assert len(pieces) > 1
    text = "an unwatchable film ."
    expected = by_hand(fluent, text, [["an"], pieces, ["film"], ["."]])
    assert fluent.perplexity(text) == pytest.approx(expected, rel=1e-4)


def test_a_sentence_is_more_fluent_than_its_words_in_disorder() -> None:
    found = Fluent(MODEL).beside("the film was very good .", "very the good . was film")
    assert found.before < found.after / 3
    assert found.model == MODEL


def test_a_model_that_guesses_no_words_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="guesses no hidden words"):
        Fluent("bundled:sentiment-tiny")


def test_texts_are_remembered() -> None:
    fluent = Fluent(MODEL)
    assert fluent.perplexity("a film") == fluent.perplexity("a film")
    assert list(fluent._known) == ["a film"]
    assert isinstance(Engine(fluent.task.model), Engine)
