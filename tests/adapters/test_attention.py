from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import UnsupportedError
from exegesis.data.rows import TokenRow
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.odd_families import odd


def row_of(model: TransformerModel, text: str = "a bad film") -> TokenRow:
    (row,) = model.encode([text])
    assert isinstance(row, TokenRow)
    return row


@pytest.mark.parametrize("family", [tiny.bert, tiny.gpt2])
def test_each_token_shares_its_attention_out(family: Any) -> None:
    model = family()
    row = row_of(model)
    weights = model.attentions(row)
    assert weights.shape == (2, 2, len(row), len(row))
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-5)
    assert weights.min() >= 0


def test_they_are_the_models_own_under_the_eager_implementation() -> None:
    model = tiny.bert()
    row = row_of(model)
    inner = tiny.bert_classifier()
    inner.set_attn_implementation("eager")
    with torch.no_grad():
        expected = inner(torch.tensor([row.ids]), output_attentions=True).attentions
    np.testing.assert_allclose(model.attentions(row), np.concatenate(expected), atol=1e-5)


def test_the_readout_is_the_position_that_the_head_reads() -> None:
    bert, gpt = tiny.bert(), tiny.gpt2()
    assert bert.readout_position(row_of(bert)) == 0
    assert gpt.readout_position(row_of(gpt)) == len(row_of(gpt)) - 1


def test_llama_and_its_kin_read_the_last_token() -> None:
    from transformers import LlamaConfig, LlamaForSequenceClassification

    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = LlamaConfig(vocab_size=300, max_position_embeddings=48, pad_token_id=0, **sizes)
    model = TransformerModel(LlamaForSequenceClassification(config), tiny.bytelevel())
    assert model.readout_position(row_of(model)) == len(row_of(model)) - 1


@pytest.mark.parametrize("implementation", ["sdpa", "eager"])
def test_the_implementation_is_put_back(implementation: str) -> None:
    model = tiny.bert()
    model.model.set_attn_implementation(implementation)
    model.attentions(row_of(model))
    assert model.model.config._attn_implementation == implementation


@pytest.mark.parametrize("layers", [None, (), (torch.ones(1, 2, 5, 5),), (None, None), (torch.ones(1, 2, 5, 3),) * 2])
def test_attention_that_is_kept_back_is_told(layers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.bert()
    monkeypatch.setattr(model.passes, "run", lambda inputs, **_: SimpleNamespace(attentions=layers))
    with pytest.raises(UnsupportedError, match=r"tiny-bert gives no attention of each token to each: its 2 layers"):
        model.attentions(row_of(model))


def test_a_model_with_attention_of_another_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.bert()
    monkeypatch.setattr(model.passes, "run", lambda inputs, **_: SimpleNamespace(encoder_attentions=()))
    with pytest.raises(UnsupportedError, match="its 2 layers returned none"):
        model.attentions(row_of(model))


@pytest.mark.parametrize("name", ["bert", "gpt2", "llama", "bart", "t5"])
def test_rows_together_have_the_attention_that_they_have_alone(name: str) -> None:
    model = TransformerModel(*ATTENTION[name].pair())
    texts = ["a bad film", "the plot was never good , and the acting is dull", "bad", "a good plot"]
    rows = [row_of(model, text) for text in texts]
    for row, weights in zip(rows, model.attentions_of(rows), strict=True):
        alone = model.attended(row).stacks[0].weights
        assert weights.shape == (len(alone), *alone[0].shape)
        np.testing.assert_allclose(weights, np.stack(alone), atol=1e-5)


def test_rows_that_neighbours_change_are_taken_by_their_length() -> None:
    model = TransformerModel(*odd("MobileBert"))
    rows = [row_of(model, text) for text in ("a bad film", "the plot was never good", "bad")]
    for row, weights in zip(rows, model.attentions_of(rows), strict=True):
        np.testing.assert_allclose(weights, np.stack(model.attended(row).stacks[0].weights), atol=1e-5)
