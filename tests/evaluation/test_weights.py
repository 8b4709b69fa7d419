"""Blocks of every family, drawn anew in a copy and put back."""

import pytest
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.evaluation.weights import RandomCopy, blocks
from tests.adapters.families import FAMILIES, family


@pytest.mark.parametrize("name", FAMILIES)
def test_blocks_are_all_the_weights_once(name: str) -> None:
    model, _ = family(name)
    found = blocks(model)
    parts = [parameter for held in found.values() for parameter in held]
    assert sorted(parts) == sorted(parameter for parameter, _ in model.named_parameters())
    assert next(iter(found)) == "head"
    assert list(found)[-1] == "embeddings"
    assert all("embed" in one or "wte" in one or "wpe" in one or "mask_emb" in one for one in found["embeddings"])
    layers = [one for one in found if one.startswith("layer")]
    assert layers == sorted(layers, reverse=True)
    assert layers


def test_only_the_chosen_blocks_change_and_come_back() -> None:
    model = TransformerModel(*family("bert"))
    copy = RandomCopy(model, 0)
    original = {name: value.clone() for name, value in model.model.named_parameters()}

    def changed(*chosen: str) -> set[str]:
        now = dict(copy.randomised(chosen).model.named_parameters())
        return {name for name, value in original.items() if not torch.equal(now[name], value)}

    varied = {name for name, value in original.items() if value.std(correction=0) > 0}
    assert changed("head") == set(copy.blocks["head"]) & varied
    assert changed("layer 0") == set(copy.blocks["layer 0"]) & varied
    assert changed() == set()
    assert changed(*copy.blocks) == varied


def test_drawn_weights_keep_mean_and_deviation_and_follow_the_seed() -> None:
    model = TransformerModel(*family("bert"))
    name = "bert.embeddings.word_embeddings.weight"
    own = dict(model.model.named_parameters())[name].detach()
    first, again, other = (
        dict(RandomCopy(model, seed).randomised(["embeddings"]).model.state_dict())[name] for seed in (1, 1, 2)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert float(first.std()) == pytest.approx(float(own.std()), rel=0.1)
    assert float(first.mean()) == pytest.approx(float(own.mean()), abs=0.05)
