"""What each family's head makes of each layer, against that head applied by hand to transformers' own hidden states."""

import copy
from collections.abc import Callable
from functools import cache
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import UnsupportedError
from exegesis.data.rows import TokenRow
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.families import TEXT, Pair, family
from tests.adapters.head_families import headed, lively

Tensor = torch.Tensor
ByHand = Callable[[Any, Tensor], Any]  # the model, a layer's states (1, L, D) as its head takes them


def _distilbert_words(model: Any, states: Tensor) -> Tensor:
    return model.vocab_projector(model.vocab_layer_norm(model.activation(model.vocab_transform(states))))


def _distilbert_classes(model: Any, states: Tensor) -> Tensor:
    return model.classifier(torch.relu(model.pre_classifier(states[:, 0])))


def _albert_classes(model: Any, states: Tensor) -> Tensor:
    return model.classifier(torch.tanh(model.albert.pooler(states[:, 0])))


def _deberta_classes(model: Any, states: Tensor) -> Tensor:
    return model.classifier(model.pooler(states))


def _modernbert(model: Any, states: Tensor) -> Tensor:
    return model.head(model.model.final_norm(states))


def _sides(model: Any, states: Tensor) -> tuple[Tensor, Tensor]:
    start, end = model.qa_outputs(states).split(1, dim=-1)
    return start[..., 0], end[..., 0]


def _bart_classes(model: Any, states: Tensor) -> Tensor:
    """At the last end token, which is the row's last."""
    return model.classification_head(states[:, -1])


BY_HAND: dict[tuple[str, str], ByHand] = {
    ("bert", "masked-lm"): lambda model, states: model.cls(states),
    ("distilbert", "masked-lm"): _distilbert_words,
    ("roberta", "masked-lm"): lambda model, states: model.lm_head(states),
    ("electra", "masked-lm"): lambda model, states: model.generator_lm_head(model.generator_predictions(states)),
    ("albert", "masked-lm"): lambda model, states: model.predictions(states),
    ("mpnet", "masked-lm"): lambda model, states: model.lm_head(states),
    ("deberta_v2", "masked-lm"): lambda model, states: model.cls(states),
    ("modernbert", "masked-lm"): lambda model, states: model.decoder(_modernbert(model, states)),
    ("gpt2", "causal-lm"): lambda model, states: model.lm_head(model.transformer.ln_f(states)),
    ("llama", "causal-lm"): lambda model, states: model.lm_head(model.model.norm(states)),
    ("bert", "classification"): lambda model, states: model.classifier(model.bert.pooler(states)),
    ("distilbert", "classification"): _distilbert_classes,
    ("roberta", "classification"): lambda model, states: model.classifier(states),
    ("xlm_roberta", "classification"): lambda model, states: model.classifier(states),
    ("electra", "classification"): lambda model, states: model.classifier(states),
    ("albert", "classification"): _albert_classes,
    ("mpnet", "classification"): lambda model, states: model.classifier(states),
    ("deberta_v2", "classification"): _deberta_classes,
    ("gpt2", "classification"): lambda model, states: model.score(model.transformer.ln_f(states))[:, -1],
    ("bart", "classification"): _bart_classes,
    ("bert", "question-answering"): _sides,
    ("distilbert", "question-answering"): _sides,
    ("roberta", "question-answering"): _sides,
    ("bert", "token-classification"): lambda model, states: model.classifier(states),
    ("gpt2", "token-classification"): lambda model, states: model.classifier(model.transformer.ln_f(states)),
    ("modernbert", "token-classification"): lambda model, states: model.classifier(_modernbert(model, states)),
}


@cache
def pair(name: str, head: str) -> Pair:
    if name == "modernbert":
        model, tokenizer = ATTENTION[name].pair()
        kind = {"masked-lm": "ForMaskedLM", "token-classification": "ForTokenClassification"}[head]
        return lively(getattr(transformers, f"ModernBert{kind}"), copy.deepcopy(model.config)), tokenizer
    return ATTENTION[name].pair() if name in ("xlm_roberta", "bart") else headed(name, head)


def row_of(model: TransformerModel, text: str = TEXT) -> TokenRow:
    (row,) = model.encode([text])
    assert isinstance(row, TokenRow)
    return row


def outputs(model: TransformerModel) -> Callable[[Any, Any], Tensor]:
    """All logits of a pass, (B, n)."""
    names = ("start_logits", "end_logits") if model.head == "question-answering" else ("logits",)
    return lambda output, inputs: torch.cat([getattr(output, name).flatten(1) for name in names], dim=1)


@pytest.mark.parametrize(("name", "head"), BY_HAND)
def test_the_head_on_each_layer_is_the_one_by_hand(name: str, head: str) -> None:
    model = TransformerModel(*pair(name, head))
    row, read = row_of(model), outputs(model)
    inputs = model.passes.inputs([row])
    with torch.no_grad():
        own = model.model(**inputs, output_hidden_states=True)
        states = own.decoder_hidden_states if name == "bart" else own.hidden_states
        by_hand = [BY_HAND[name, head](model.model, one) for one in states[:-1]]
    found = model.at_layers(row, read)
    assert found.shape[0] == len(states) >= 3
    for layer, expected in enumerate(by_hand):
        whole = torch.cat([one.flatten(1) for one in expected], 1) if isinstance(expected, tuple) else expected
        np.testing.assert_allclose(
            found[layer], whole.detach().flatten(), rtol=1e-3, atol=1e-4, err_msg=f"layer {layer}"
        )
    np.testing.assert_allclose(found[-1], read(own, inputs)[0], rtol=1e-4, atol=1e-5)
    assert abs(np.diff(found, axis=0)).max(axis=1).min() > 1e-3  # every layer says something else


@pytest.mark.parametrize("name", ATTENTION)
def test_states_are_those_between_the_blocks(name: str) -> None:
    """Of families with a norm behind the last block transformers gives the last ones after it; here it is before."""
    model = TransformerModel(*ATTENTION[name].pair())
    row = row_of(model)
    found = model.layer_states(row)
    with torch.no_grad():
        output = model.model(**model.passes.inputs([row]), output_hidden_states=True)
        expected = output.decoder_hidden_states if name in ("t5", "bart") else output.hidden_states
        norms: dict[str, Any] = {
            "gpt2": lambda states: model.model.transformer.ln_f(states),
            "llama": lambda states: model.model.model.norm(states),
            "t5": lambda states: model.model.transformer.decoder.final_layer_norm(states),
            "modernbert": lambda states: model.model.model.final_norm(states),
        }
        last = norms.get(name, lambda states: states)(torch.from_numpy(found[-1:]))
    assert found.shape == (len(expected), len(row), expected[0].shape[-1])
    for layer, states in enumerate(expected[:-1]):
        np.testing.assert_allclose(found[layer], states[0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(last[0], expected[-1][0], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["t5", "bart"])
def test_so_are_those_of_an_encoder(name: str) -> None:
    model = TransformerModel(*ATTENTION[name].pair())
    row = row_of(model)
    found = model.layer_states(row, encoder=True)
    with torch.no_grad():
        output = model.model(**model.passes.inputs([row]), output_hidden_states=True)
    assert len(found) == len(output.encoder_hidden_states) == 3 != len(model.layer_states(row))
    for layer, states in enumerate(output.encoder_hidden_states[:-1]):
        np.testing.assert_allclose(found[layer], states[0], rtol=1e-4, atol=1e-5)


def test_the_last_layer_is_the_models_own_answer_where_heads_are_silent() -> None:
    model = tiny.bert()
    silent = model.gated("silent", np.array([[1.0, 0.0], [1.0, 1.0]]))
    row = row_of(model, "a bad film")
    usual, found = (one.at_layers(row, outputs(one)) for one in (model, silent))
    np.testing.assert_allclose(found[-1], silent.forward([row])[0], rtol=1e-4)
    np.testing.assert_allclose(found[0], usual[0], rtol=1e-5)
    assert (abs(found[1:] - usual[1:]).max(axis=1) > 1e-4).all()


def test_a_model_that_takes_one_row_at_a_time_is_given_one() -> None:
    model = tiny.gpt2()
    assert not model.shares_passes
    row = row_of(model, "the film is")
    np.testing.assert_allclose(model.at_layers(row, outputs(model))[-1], model.forward([row])[0], rtol=1e-4)


def test_the_model_is_left_as_it_was() -> None:
    model = tiny.bert()
    row, expected = row_of(model, "a bad film"), model.forward([row_of(model, "a bad film")])

    def run() -> None:
        for _ in range(10):
            model.at_layers(row, outputs(model))

    thread = Thread(target=run)
    thread.start()
    for _ in range(10):
        np.testing.assert_allclose(model.forward([row]), expected, rtol=1e-5)
    thread.join()
    assert not any(part._forward_pre_hooks or part._forward_hooks for part in model.model.bert.encoder.layer)


def mamba() -> Pair:
    tokenizer = family("bert")[1]
    config = transformers.MambaConfig(vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=2, state_size=4)
    return transformers.MambaForCausalLM(config), tokenizer


def test_layers_are_found_without_attention_too() -> None:
    model = TransformerModel(*mamba())
    row = row_of(model)
    with torch.no_grad():
        expected = model.model(**model.passes.inputs([row])).logits.flatten()
    found = model.at_layers(row, outputs(model))
    assert len(found) == 3
    np.testing.assert_allclose(found[-1], expected, rtol=1e-4, atol=1e-5)


def funnel() -> Pair:
    """Its blocks halve the row."""
    tokenizer = family("bert")[1]
    config = transformers.FunnelConfig(
        vocab_size=len(tokenizer), block_sizes=[1, 1], num_decoder_layers=1, d_model=32, n_head=4, d_head=8, d_inner=64
    )
    return transformers.FunnelForSequenceClassification(config), tokenizer


@pytest.mark.parametrize("made", [lambda: family("xlnet"), funnel])
def test_layers_that_are_no_plain_row_are_refused(made: Callable[[], Pair]) -> None:
    model = TransformerModel(*made())
    with pytest.raises(UnsupportedError, match="has no plain row of layers, one after the other and of one width"):
        model.layer_states(row_of(model))
