from pathlib import Path

import pytest
import torch
from recipes.tags.model import headed
from recipes.tags.rows import in_pieces
from recipes.tags.training import labelled

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.core.types import Span
from recipes.tags import corpus

LABELS = ("ADJ|root", "AUX|cop", "DET|det", "NOUN|nsubj", "PART|advmod", "PUNCT|punct")


@pytest.fixture
def model(encoder: Path) -> TransformerModel:
    return headed(encoder, LABELS, 0.0, torch.device("cpu"))


def pieces_read(model: TransformerModel, text: str, spans: list[tuple[int, int]]) -> list[str | None]:
    words = tuple(corpus.TaggedWord(Span(*span), "NOUN", "nsubj") for span in spans)
    (row,) = in_pieces(model, [corpus.TaggedSentence(text, words, "here")])
    names = model.tokenizer.convert_ids_to_tokens(row.row.ids)
    return [None if place is None else names[place] for place in row.places]


def test_each_word_is_read_at_its_own_first_piece(model: TransformerModel) -> None:
    assert pieces_read(model, "the film", [(0, 3), (4, 8)]) == ["the", "film"]
    assert pieces_read(model, "very boringly", [(0, 4), (5, 13)]) == ["very", "boring"]


def test_of_a_contraction_the_second_word_begins_where_the_first_ones_piece_ends(model: TransformerModel) -> None:
    """ "isn't" is cut as isn ' t; "is" takes its first letters, and "n't" what is left."""
    assert pieces_read(model, "goodn't", [(0, 4), (4, 7)]) == ["good", "##n"]
    assert pieces_read(model, "is't", [(0, 2), (2, 4)]) == ["is", "'"]


def test_a_word_whose_pieces_are_all_anothers_is_not_read(model: TransformerModel) -> None:
    assert pieces_read(model, "masterpiece good", [(0, 6), (6, 11), (12, 16)]) == ["masterpiece", None, "good"]


def test_labels_are_of_the_words_that_are_read(model: TransformerModel, treebanks: Path) -> None:
    (first, *_) = corpus.sentences(treebanks, corpus.TRAIN)
    lesson = labelled(model, [first])
    assert lesson.labels == [[2.0, 3.0, 1.0, 4.0, 0.0, 5.0]]
    assert len(lesson.rows[0].places) == 6


def test_a_sentence_longer_than_the_model_is_named(model: TransformerModel) -> None:
    long = corpus.TaggedSentence("the film " * 40, (), "file, line 7")
    with pytest.raises(InputError, match="file, line 7: the sentence is longer than 40 pieces"):
        in_pieces(model, [long])
