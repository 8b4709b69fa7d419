from pathlib import Path
from typing import Any

import pytest
import torch
from recipes.tags.narrowing import narrowed
from transformers import BertForTokenClassification

from exegesis.core.errors import InputError

IDS = torch.tensor([[3, 9, 12, 14, 4], [3, 22, 31, 8, 4]])


@pytest.fixture
def model(encoder: Path) -> Any:
    """A tagger of four layers with 64 feed-forward units each, 40 of which write nothing."""
    made = BertForTokenClassification.from_pretrained(encoder, num_labels=3).eval()
    with torch.no_grad():
        for number, layer in enumerate(made.bert.encoder.layer):
            layer.output.dense.weight[:, torch.randperm(64, generator=torch.Generator().manual_seed(number))[:40]] = 0.0
    return made


def run(model: Any) -> None:
    with torch.no_grad():
        model(input_ids=IDS)


def test_units_that_write_nothing_go_first(model: Any) -> None:
    narrow = narrowed(model, 24, run)
    assert narrow.config.intermediate_size == 24
    with torch.no_grad():
        torch.testing.assert_close(narrow(input_ids=IDS).logits, model(input_ids=IDS).logits, rtol=1e-4, atol=1e-5)


def test_the_model_is_left_as_it_was(model: Any) -> None:
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    narrowed(model, 8, run)
    assert model.config.intermediate_size == 64
    assert not any(layer.intermediate._forward_hooks for layer in model.bert.encoder.layer)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name]), name


def test_as_wide_as_it_is_it_is_the_same_model(model: Any) -> None:
    assert narrowed(model, 64, run) is model


@pytest.mark.parametrize("inner", [0, 65])
def test_a_width_that_it_cannot_have_is_refused(model: Any, inner: int) -> None:
    with pytest.raises(InputError, match="inner must be from 1 to 64"):
        narrowed(model, inner, run)
