"""A model on another device: every way of asking it gives the processor's answers, and no tensor stays behind."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
import exegesis.explorer
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.packed import obstacles
from exegesis.core.errors import ModelError
from tests import tiny
from tests.adapters.head_families import headed
from tests.other_device import DEVICE, other_device

TEXT = "a bad film"
PAIRS = {
    "bert": lambda: (tiny.bert_classifier(), tiny.wordpiece()),
    "masked words": lambda: headed("bert", "masked-lm"),
}


@pytest.fixture(params=[True, False], ids=["packed", "plain"])
def moved(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Puts a model on the device, where it runs packed or through its own modules."""
    if request.param:
        monkeypatch.setattr(obstacles, "DEVICES", ("cpu", DEVICE.type))
    with other_device() as put:

        def on_device(pair: tuple[Any, Any]) -> TransformerModel:
            model = TransformerModel(put(pair[0]), pair[1])
            exegesis.predict(model, TEXT if model.head == "classification" else "a [MASK] film")
            assert model.passes.device.type == DEVICE.type
            assert (model.packed.obstacle is None) is request.param
            return model

        yield on_device


@pytest.mark.parametrize("method", ["lime", "partition_shap", "integrated_gradients", "gradient", "attention_rollout"])
@pytest.mark.slow
def test_explanations_are_those_of_the_processor(moved: Any, method: str) -> None:
    few = {"samples": 30} if method == "lime" else {}
    found = exegesis.explain(moved(PAIRS["bert"]()), TEXT, method, **few)
    usual = exegesis.explain(TransformerModel(*PAIRS["bert"]()), TEXT, method, **few)
    np.testing.assert_allclose(found.scores, usual.scores, atol=1e-5)


@pytest.mark.parametrize("method", ["occlusion", "gradient"])
@pytest.mark.slow
def test_so_are_those_of_single_places(moved: Any, method: str) -> None:
    asked = exegesis.Hidden.word("the plot was slow", "slow")
    found = exegesis.explain(moved(PAIRS["masked words"]()), asked, method)
    usual = exegesis.explain(TransformerModel(*PAIRS["masked words"]()), asked, method)
    np.testing.assert_allclose(found.scores, usual.scores, atol=1e-5)


def test_attention_is_seen_there_as_here(moved: Any) -> None:
    found, usual = (exegesis.explorer.look(model, TEXT) for model in (moved(PAIRS["bert"]()), tiny.bert()))
    for norms in (False, True):
        np.testing.assert_allclose(found.head(2, 1, norms).matrix, usual.head(2, 1, norms).matrix, atol=1e-5)


def test_layers_and_heads_are_read_and_silenced_there_as_here(moved: Any) -> None:
    there, here = moved(PAIRS["masked words"]()), TransformerModel(*PAIRS["masked words"]())
    asked = exegesis.Hidden.word("the plot was slow", "slow")
    for read in (exegesis.explorer.predictions, exegesis.explorer.layer_predictions):
        assert str(read(there, asked)) == str(read(here, asked))
    found, usual = (exegesis.explorer.silence(one, [(1, 2)], mean_of=["a film"]) for one in (there, here))
    assert str(exegesis.explorer.predictions(found, asked)) == str(exegesis.explorer.predictions(usual, asked))
    (one,), (other,) = there.encode([TEXT]), here.encode([TEXT])
    gradients = [model.head_gradients(row, _first) for model, row in ((there, one), (here, other))]
    np.testing.assert_allclose(*gradients, atol=1e-5)


def _first(output: Any, inputs: Any) -> Any:
    return output.logits[:, 0, :1]


def test_bfloat16_runs_there(moved: Any) -> None:
    model = moved(PAIRS["bert"]())
    assert model.forward(model.encode([TEXT]), "bfloat16").shape == (1, 2)
    assert model.slowness() == 1


def test_no_other_number_of_threads_is_tried_there(moved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        model, seen = moved(PAIRS["bert"]()), []
        numbers = model.packed.numbers

        def watched(*asked: Any) -> Any:
            seen.append(torch.get_num_threads())
            return numbers(*asked)

        monkeypatch.setattr(model.packed, "numbers", watched)
        exegesis.explain(model, TEXT, "occlusion")
    finally:
        torch.set_num_threads(before)
    assert set(seen) == {4}


def test_a_tensor_left_behind_would_be_noticed(moved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = moved(PAIRS["bert"]())
    inputs = model.passes.inputs(model.encode([TEXT]))
    with torch.no_grad(), pytest.raises(ModelError, match="same device"):
        model.passes.run({name: table.cpu() for name, table in inputs.items()} | {"attention_mask": torch.ones(1, 5)})
