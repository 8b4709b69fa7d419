"""Counted operations against torch's own counter, and against the formula of an encoder's shape."""

import pytest
import torch
from benchmarks.speed.operations import Counting, Shape, counted
from torch.utils.flop_counter import FlopCounterMode
from transformers import DistilBertConfig, DistilBertModel

SHAPE = {"dim": 24, "hidden_dim": 40, "n_layers": 3, "n_heads": 2, "vocab_size": 50, "max_position_embeddings": 16}
IDS = torch.arange(2 * 7).reshape(2, 7)


def model() -> DistilBertModel:
    torch.manual_seed(0)
    return DistilBertModel(DistilBertConfig(**SHAPE)).eval()


def test_a_forward_pass_has_what_the_shape_says() -> None:
    encoder = model()
    with torch.no_grad():
        found = counted(lambda: encoder(IDS))
    assert found.total == Shape.of(encoder.config).forward([7, 7])
    assert not found.unknown


def test_inference_mode_counts_the_same() -> None:
    encoder = model()

    def run() -> None:
        with torch.inference_mode():
            encoder(IDS)

    assert counted(run).total == Shape.of(encoder.config).forward([7, 7])


def test_torchs_own_counter_agrees_both_ways() -> None:
    encoder = model()

    def run() -> None:
        vectors = encoder.get_input_embeddings()(IDS).detach().requires_grad_()
        value = encoder(inputs_embeds=vectors * 1).last_hidden_state[:, 0].sum()
        torch.autograd.grad(value, vectors)

    theirs = FlopCounterMode(display=False)
    with theirs:
        run()
    found = counted(run)
    assert not found.unknown
    assert found.total >= 0.99 * theirs.get_total_flops() > 0
    shape = Shape.of(encoder.config)
    # The fused attention works its scores out again on the way back, and the last layer's are asked for at one place.
    assert found.total == pytest.approx(shape.forward([7, 7]) + shape.backward([7, 7]), rel=0.05)


def test_the_formula_by_hand() -> None:
    shape = Shape(width=2, inner=3, layers=5)
    assert shape.forward([4]) == 5 * (2 * 4 * (4 * 4 + 2 * 2 * 3) + 4 * 16 * 2)
    assert shape.forward([4, 4]) == 2 * shape.forward([4])
    assert shape.backward([4]) == shape.forward([4]) + 5 * 4 * 16 * 2


def test_products_by_shape() -> None:
    x, weight = torch.ones(3, 4), torch.ones(5, 4)
    with torch.inference_mode():
        assert counted(lambda: torch.nn.functional.linear(x, weight)).total == 2 * 3 * 4 * 5
        assert counted(lambda: torch.addmm(torch.ones(5), x, weight.T)).total == 2 * 3 * 4 * 5
        assert counted(lambda: torch.matmul(torch.ones(2, 3, 4), torch.ones(2, 4, 6))).total == 2 * 2 * 3 * 4 * 6


def test_fused_products_of_onednn_are_counted() -> None:
    x, weight = torch.ones(3, 4), torch.ones(5, 4)
    if not hasattr(torch.ops.mkldnn, "_linear_pointwise"):
        pytest.skip("this torch has no fused products of oneDNN")
    with torch.inference_mode():
        packed = torch.ops.mkldnn._reorder_linear_weight(weight, None)
        plain = counted(lambda: torch.ops.mkldnn._linear_pointwise(x, packed, None, "none", [], ""))
        added = counted(lambda: torch.ops.mkldnn._linear_pointwise.binary(x, torch.ones(3, 5), packed, None, "add"))
    assert plain.total == added.total == 2 * 3 * 4 * 5


def test_a_product_that_cannot_be_counted_is_named() -> None:
    with torch.inference_mode(), Counting() as mode:
        torch.dot(torch.ones(3), torch.ones(3))
    assert mode.count.unknown == {"aten::dot"}
    assert mode.count.total == 0
