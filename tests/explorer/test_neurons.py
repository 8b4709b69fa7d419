"""One pair of tokens in one head: what is told sums up, its row is a softmax, and what is not there is refused."""

import numpy as np
import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explorer import Neurons, look, neurons
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.families import TEXT, family


@pytest.mark.parametrize("name", ["bert", "llama", "deberta_v2", "gpt2"])
def test_the_softmax_of_the_row_is_the_attention_seen(name: str) -> None:
    model = TransformerModel(*ATTENTION[name].pair())
    found = neurons(model, TEXT, 2, 1, 3, 1)
    seen = look(model, TEXT)
    np.testing.assert_allclose(found.weights, seen.head(2, 1).matrix[3], atol=1e-6)
    powers = np.nan_to_num(np.exp(found.scores))
    np.testing.assert_allclose(powers / powers.sum(), found.weights, atol=1e-5)
    assert found.dot == pytest.approx(found.product.sum(), rel=1e-5)
    assert found.score == pytest.approx(found.scale * found.dot + (found.bias or 0), rel=1e-5)
    assert (found.row, found.columns) == (seen.rows[3], seen.columns)
    assert repr(found).endswith(f"{seen.rows[3].text!r} to {seen.columns[1].text!r}: {found.weight:.3f})")
    assert Neurons.from_json(found.to_json()) == found


def test_a_later_token_has_no_score() -> None:
    found = neurons(tiny.gpt2(), "the film is a baa", 1, 1, 0, 2)
    assert (found.bias, found.score, found.weight) == (None, None, 0.0)
    assert found.weights[0] == pytest.approx(1.0)
    assert Neurons.from_json(found.to_json()) == found


def test_cross_attention_has_its_own_columns() -> None:
    model = TransformerModel(*ATTENTION["t5"].pair())
    found = neurons(model, TEXT, 3, 2, 1, 0, kind="cross")
    assert (found.kind, found.scale, found.term) == ("cross", pytest.approx(1.0, rel=1e-4), None)
    assert found.columns == look(model, TEXT).columns
    assert neurons(model, TEXT, 2, 2, 1, 0).term == "distance"


def test_tokens_are_named_by_words_too() -> None:
    model = tiny.bert()
    text = "the plot was bad and the film"
    found = neurons(model, text, 1, 2, "bad", "the:2")
    assert found == neurons(model, text, 1, 2, 4, 6)
    with pytest.raises(InputError, match=r"'unbelievable' is 12 tokens, 2 to 13; row is one: give its number"):
        neurons(model, "an unbelievable film", 1, 2, "unbelievable", "film")
    with pytest.raises(InputError, match="'dull' does not stand in the text"):
        neurons(model, text, 1, 2, "dull", "bad")


def test_parts_and_hidden_words_are_read_as_a_look_reads_them() -> None:
    found = neurons(tiny.bert(), exegesis.Pair("a bad film", "the plot"), 1, 2, 1, 5)
    assert (found.row.part, found.columns[found.column].part) == ("first", "second")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((0, 1, 0, 0), "layer 0 is not there: tiny-bert has layers 1 to 2. Layer 0 is the embeddings"),
        ((1, 3, 0, 0), "head 3 is not there: a layer of tiny-bert has heads 1 to 2"),
        ((1, 1, 5, 0), "row 5 is not there: rows 0 to 4 are shown"),
        ((1, 1, 0, -1), "column -1 is not there: columns 0 to 4 are shown"),
    ],
)
def test_what_is_not_there_is_told(given: tuple[int, int, int, int], said: str) -> None:
    with pytest.raises(InputError, match=said):
        neurons(tiny.bert(), "a bad film", *given)


def test_models_without_them_are_told() -> None:
    with pytest.raises(UnsupportedError, match="box shows no attention"):
        neurons(exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="box"), "a film", 1, 1, 0, 0)
    with pytest.raises(UnsupportedError, match="the queries and keys of tiny-xlnet are not known"):
        neurons(TransformerModel(*family("xlnet"), name="tiny-xlnet"), TEXT, 1, 1, 0, 0)
    with pytest.raises(InputError, match="unknown stack of layers 'cross'"):
        neurons(tiny.bert(), "a film", 1, 1, 0, 0, kind="cross")
