"""Attention rollout through the front door against a plain loop over the attentions of an eager copy of each model."""

import copy

import numpy as np
import pytest
import torch

import exegesis
from tests.adapters.families import FAMILIES, TEXT, family


@pytest.mark.parametrize("name", FAMILIES)
def test_rollout_reads_every_layer_at_the_position_that_the_head_reads(name):
    model, tokenizer = family(name)
    before = model.config._attn_implementation
    found = exegesis.explain((model, tokenizer), TEXT, "attention_rollout", unit="token")
    assert model.config._attn_implementation == before
    encoded = tokenizer(TEXT, return_special_tokens_mask=True)
    special = np.array(encoded["special_tokens_mask"], dtype=bool)
    read = -1 if tokenizer.cls_token_id is None else encoded["input_ids"].index(tokenizer.cls_token_id)
    expected = plain_rollout(model, tokenizer)[read].numpy()
    assert found.scores.sum() == pytest.approx(expected[~special].sum(), abs=1e-5)
    assert found.diagnostics["special_tokens"] == pytest.approx(expected[special].sum(), abs=1e-5)
    if len(found.scores) == (~special).sum():
        np.testing.assert_allclose(found.scores, expected[~special], atol=1e-5)
    else:  # SentencePiece's lone space shares its character with the piece after it
        np.testing.assert_allclose(found.scores[1:], expected[~special][2:], atol=1e-5)


def plain_rollout(model, tokenizer):
    eager = type(model)._from_config(copy.deepcopy(model.config), attn_implementation="eager").eval()
    eager.load_state_dict(model.state_dict())
    with torch.no_grad():
        layers = eager(**tokenizer(TEXT, return_tensors="pt"), output_attentions=True).attentions
    assert len(layers) == 2
    result = torch.eye(layers[0].shape[-1])
    for layer in layers:
        result = (layer[0].mean(0) + torch.eye(len(result))) / 2 @ result
    return result
