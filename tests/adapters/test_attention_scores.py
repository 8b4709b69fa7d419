"""Queries, keys, scale and what is added, of every head of every family, against scores by hand."""

import copy
import math
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import UnsupportedError
from exegesis.data.attention import HeadScores
from tests import tiny
from tests.adapters.attention_families import ATTENTION, by_hand, hearing, row_of
from tests.adapters.families import SIZE, family
from tests.adapters.head_families import lively

TERMS = {("mpnet", "self"): "distance", ("deberta_v2", "self"): "content"}
TERMS |= {("t5", "encoder"): "distance", ("t5", "decoder"): "distance"}


def summed(found: HeadScores) -> np.ndarray[Any, Any]:
    return found.queries @ found.keys.T * found.scale + found.bias


@pytest.mark.parametrize("name", ATTENTION)
def test_scores_are_those_by_hand(name: str) -> None:
    known = ATTENTION[name]
    model = TransformerModel(*known.pair())
    row = row_of(model)
    with hearing(model.model, known) as heard, torch.no_grad():
        stacks = {stack.kind: stack for stack in model.attended(row).stacks}
    for kind, layers in heard.items():
        count = len(layers) // (2 if len(layers) > len(stacks[kind].weights) else 1)  # asked as it stands, too
        for number, given in enumerate(layers[-count:]):
            weights = stacks[kind].weights[number]
            with torch.no_grad():
                layer = by_hand(kind, number, len(weights), given, known, model.model)
                scores = known.scores(layer).numpy()
            for head in {0, len(weights) - 1}:
                found = model.head_scores(row, kind, number, head)
                scale = {"t5": 1.0, "deberta_v2": (3 * layer.q.shape[-1]) ** -0.5}
                assert found.scale == pytest.approx(scale.get(name, layer.q.shape[-1] ** -0.5), rel=1e-4)
                np.testing.assert_allclose(summed(found), scores[head], atol=1e-4, rtol=1e-4)
                np.testing.assert_allclose(found.weights, weights[head], atol=1e-6)
                assert found.term == TERMS.get((name, kind))
                turned = name in ("llama", "modernbert")
                assert found.origin == ("turned" if turned else "projected")
                if not turned:
                    np.testing.assert_allclose(found.queries, layer.q[head], atol=1e-5)
                    np.testing.assert_allclose(found.keys, layer.k[head], atol=1e-5)


@pytest.mark.parametrize(
    ("name", "settings", "origin", "term"),
    [
        ("GPTNeoX", SIZE, "turned", None),
        ("Bloom", SIZE, "projected", "column"),
        ("Falcon", {**SIZE, "attn_implementation": "eager"}, "turned", None),
        ("Phi3", {**SIZE, "num_key_value_heads": 2}, "turned", None),
        ("Qwen3", {**SIZE, "num_key_value_heads": 2, "head_dim": 8}, "changed", None),
        ("OPT", SIZE, "projected", None),  # which scales its queries before the product
    ],
)
def test_other_decoders_are_told_apart(name: str, settings: dict[str, Any], origin: str, term: str | None) -> None:
    tokenizer = family("bert")[1]
    ids = {"vocab_size": len(tokenizer), "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}
    config = getattr(transformers, f"{name}Config")(**{**ids, **settings})
    model = TransformerModel(lively(getattr(transformers, f"{name}ForCausalLM"), config), tokenizer)
    found = model.head_scores(row_of(model), "self", 1, 2)
    assert (found.origin, found.term) == (origin, term)
    assert found.scale == pytest.approx(found.queries.shape[1] ** -0.5, rel=1e-3)
    powers = np.exp(summed(found))
    np.testing.assert_allclose(powers / powers.sum(axis=1, keepdims=True), found.weights, atol=1e-5)
    assert np.isinf(found.bias[np.triu_indices(len(found.bias), 1)]).all()


def test_halves_are_told_apart_too() -> None:
    bert, tokenizer = family("bert")
    model = TransformerModel(copy.deepcopy(bert).to(torch.bfloat16), tokenizer)
    found = model.head_scores(row_of(model), "self", 1, 0)
    assert (found.origin, found.term) == ("projected", None)
    assert found.scale == pytest.approx(1 / math.sqrt(8), rel=0.02)


def test_products_that_are_not_heard_are_refused_in_one_line() -> None:
    model = TransformerModel(*family("xlnet"), name="tiny-xlnet")  # which sums over indices by name
    with pytest.raises(UnsupportedError, match=r"the queries and keys of tiny-xlnet are not known: [^\n]+\.$"):
        model.head_scores(row_of(model), "self", 0, 0)


def test_a_softmax_of_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores that are bent before the softmax are no multiple of q.k."""
    from transformers.models.bert import modeling_bert

    def bent(module: Any, query: Any, key: Any, value: Any, mask: Any, **_: Any) -> Any:
        weights = torch.tanh(query @ key.transpose(2, 3)).softmax(-1)
        return (weights @ value).transpose(1, 2).contiguous(), weights

    monkeypatch.setattr(modeling_bert, "eager_attention_forward", bent)
    model = tiny.bert()
    model.passes.eager_alike = True
    with pytest.raises(UnsupportedError, match="its attention is no softmax of a multiple of their products"):
        model.head_scores(row_of(model), "self", 1, 0)


def test_a_pass_leaves_the_model_as_it_was() -> None:
    from torch.overrides import _get_current_function_mode_stack

    model = tiny.bert()
    before = model.attended(row_of(model)).stacks[0].weights
    model.head_scores(row_of(model), "self", 1, 0)
    assert model.model.config._attn_implementation == "sdpa"
    assert _get_current_function_mode_stack() == []
    np.testing.assert_array_equal(model.attended(row_of(model)).stacks[0].weights[1], before[1])
