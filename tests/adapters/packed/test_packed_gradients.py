"""Gradients by the packed path are those of the model itself."""

from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.packed import onednn
from exegesis.adapters.packed.onednn_gradients import OneDnnGradients
from exegesis.data.requests import PointReply
from tests.adapters.packed.packed_models import FAMILIES, choosing, fresh, rows_of, shared


def probability(output: Any, inputs: Any) -> torch.Tensor:
    return output.logits.float().softmax(-1)


def first_answer(output: Any, inputs: Any) -> torch.Tensor:
    """Two numbers that read all positions."""
    away = inputs["attention_mask"] == 0
    sides = [one.masked_fill(away, -torch.inf).log_softmax(-1) for one in (output.start_logits, output.end_logits)]
    return torch.stack([sides[0][:, 1], sides[1][:, 2]], dim=-1)


READS = {"classification": probability, "question-answering": first_answer}


def both(model: TransformerModel, read: Any, precision: str = "float32") -> tuple[PointReply, PointReply]:
    """Packed, and through hooks on the model itself, at three points."""
    (row,) = rows_of(model, [9])
    points = model.capture([row], None) * np.array([0.1, 0.5, 1.0], dtype=np.float32)[:, None, None]
    found = model.gradients(row, points, None, read, precision)
    assert model.packed.obstacle is None
    usual = model.packed.differentiable
    model.packed.differentiable = lambda *_: None  # type: ignore[method-assign]
    try:
        return found, model.gradients(row, points, None, read, precision)
    finally:
        model.packed.differentiable = usual  # type: ignore[method-assign]


def assert_alike(found: PointReply, expected: PointReply) -> None:
    assert found.gradients.shape == expected.gradients.shape
    assert np.abs(expected.gradients).max() > 1e-3
    np.testing.assert_allclose(found.values, expected.values, atol=1e-5)
    np.testing.assert_allclose(found.gradients, expected.gradients, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("head", READS)
@pytest.mark.parametrize("family", FAMILIES)
def test_gradients_are_the_models_own(family: str, head: str) -> None:
    assert_alike(*both(shared(family, head), READS[head]))


@pytest.mark.skipif(not onednn.works(torch.float32), reason="this torch has no oneDNN")
@pytest.mark.parametrize("family", ["bert", "albert", "mpnet"])
def test_so_they_are_by_onednn(family: str) -> None:
    with choosing(True):
        model = fresh(family)
        assert isinstance(model.packed.arithmetic("float32", differentiable=True), OneDnnGradients)
        assert_alike(*both(model, probability))


def test_gradients_in_bfloat16_are_near() -> None:
    found, expected = both(shared("bert"), probability, "bfloat16")
    exact, _ = both(shared("bert"), probability)
    scale = np.abs(exact.gradients).max()
    assert 0 < np.abs(found.gradients - exact.gradients).max() < 0.2 * scale
    np.testing.assert_allclose(found.gradients, expected.gradients, atol=0.2 * scale)


def test_copies_made_for_passes_serve_gradients_too() -> None:
    """What is copied under inference mode must not be an inference tensor, which autograd refuses."""
    model = fresh("bert")
    rows = rows_of(model, [9])
    with torch.inference_mode():
        first = model.gradients(rows[0], model.capture(rows, None), None, probability, "bfloat16")
    second = model.gradients(rows[0], model.capture(rows, None), None, probability, "bfloat16")
    assert np.abs(second.gradients).max() > 0
    np.testing.assert_array_equal(first.gradients, second.gradients)


def test_what_is_looked_up_is_what_the_model_would_look_up() -> None:
    model = shared("roberta")
    rows = rows_of(model, [7, 7])
    found = model.capture(rows, None)
    usual = model.packed.lookup
    model.packed.lookup = lambda *_: None  # type: ignore[method-assign]
    try:
        np.testing.assert_array_equal(found, model.capture(rows, None))
    finally:
        model.packed.lookup = usual  # type: ignore[method-assign]


def test_hooks_are_obeyed() -> None:
    model = fresh("bert")
    (row,) = rows_of(model, [9])
    points = model.capture([row], None)
    before = model.gradients(row, points, None, probability)
    handle = model.model.bert.embeddings.word_embeddings.register_forward_hook(lambda _m, _i, output: output * 0)
    np.testing.assert_array_equal(model.capture([row], None), points * 0)
    handle.remove()
    handle = model.model.bert.encoder.layer[0].register_forward_hook(lambda _m, _i, output: output * 2)
    assert np.abs(model.gradients(row, points, None, probability).values - before.values).max() > 1e-3
    handle.remove()
    np.testing.assert_array_equal(model.gradients(row, points, None, probability).values, before.values)


def test_weights_ask_for_gradients_afterwards_as_before() -> None:
    model = fresh("bert")
    model.model.bert.embeddings.requires_grad_(False)
    before = [parameter.requires_grad for parameter in model.model.parameters()]
    both(model, probability)
    assert [parameter.requires_grad for parameter in model.model.parameters()] == before
    assert all(parameter.grad is None for parameter in model.model.parameters())
