"""What an export is checked on, by head."""

import numpy as np
import pytest

from exegesis.exporting.rows import answers, pieces_of, rows_of
from exegesis.exporting.texts import QUESTION, default_texts
from tests import onnx_models, tiny


def test_long_texts_become_windows_and_none_is_lost() -> None:
    model = tiny.bert()
    pieces = pieces_of(model, ["good", "the plot is dull . " * 30])
    assert pieces[0] == "good"
    assert len(pieces) > 3
    assert max(len(row) for row in rows_of(model, pieces)) <= model.limit


def test_the_texts_of_its_own_are_of_many_lengths_and_fill_a_window() -> None:
    model = tiny.bert(limit=512)
    lengths = {len(row) for row in rows_of(model, pieces_of(model, default_texts()))}
    assert len({length % 2 for length in lengths}) == 2
    assert min(lengths) < 8
    assert max(lengths) > 450


def test_questions_are_put_before_the_texts() -> None:
    model = onnx_models.family("distilbert", "question-answering")
    assert pieces_of(model, ["the plot"]) == [(QUESTION, "the plot")]
    (found,) = answers(model, rows_of(model, [("a", "the plot was fine")]))
    assert found.shape[0] == 2
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


def test_one_word_is_hidden_from_masked_language_models() -> None:
    model = onnx_models.family("bert", "masked-lm")
    (row,) = rows_of(model, ["the movie was not good"])
    assert row.ids.count(model.mask_id or -1) == 1
    (found,) = answers(model, [row])
    assert found.shape == (1, len(model.tokenizer))
    assert found.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("head", ["classification", "question-answering", "masked-lm", "token-classification"])
def test_answers_do_not_depend_on_padding(head: str) -> None:
    model = onnx_models.family("bert", head)
    texts = ["good", "the movie was not bad , not slow"]
    rows = rows_of(model, pieces_of(model, texts))
    together, alone = answers(model, rows), [answers(model, [row])[0] for row in rows]
    for a, b in zip(together, alone, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
