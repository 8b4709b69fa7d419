import sys
import threading
from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, ModelError, UnsupportedError
from exegesis.data.rows import TokenRow
from tests import tiny

LAYERS = [None, "bert.embeddings", "bert.encoder.layer.0", "bert.encoder.layer.1"]


def probability(output: Any, inputs: Any) -> torch.Tensor:
    return output.logits.float().softmax(-1)


def row_of(model: TransformerModel, text: str = tiny.REVIEW) -> TokenRow:
    (row,) = model.encode([text])
    assert isinstance(row, TokenRow)
    return row


def state_of(model: Any) -> dict[str, Any]:
    """All that explaining must leave as it was."""
    model(torch.tensor([[1]]), output_attentions=True)  # transformers hangs hooks of its own on at the first such call
    return {
        "weights": [parameter.detach().clone() for parameter in model.parameters()],
        "versions": [parameter._version for parameter in model.parameters()],
        "flags": [parameter.requires_grad for parameter in model.parameters()],
        "grads": [parameter.grad for parameter in model.parameters()],
        "hooks": [len(module._forward_hooks) for module in model.modules()],
        "attention": model.config._attn_implementation,
    }


def assert_same(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert all(torch.equal(a, b) for a, b in zip(before.pop("weights"), after.pop("weights"), strict=True))
    assert before == after


# -- values and gradients -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
def test_putting_back_what_was_captured_changes_nothing(layer: str | None) -> None:
    model = tiny.bert()
    row = row_of(model)
    captured = model.capture([row], layer)
    assert captured.shape == (1, len(row), 16)
    reply = model.gradients(row, captured, layer, probability)
    np.testing.assert_allclose(reply.values, model.predict([tiny.REVIEW]), atol=1e-5)


@pytest.mark.parametrize("layer", LAYERS)
def test_gradients_are_the_slopes_of_the_values(layer: str | None) -> None:
    model = tiny.bert()
    row = row_of(model, "a bad film")
    start = model.capture([row], layer)[0].astype(np.float64)
    step = np.random.default_rng(0).normal(size=start.shape)
    ends = np.stack([start - 1e-2 * step, start, start + 1e-2 * step]).astype(np.float32)
    reply = model.gradients(row, ends, layer, probability)
    assert reply.gradients.shape == (3, 2, *start.shape)
    slope = (reply.values[2] - reply.values[0]) / 2e-2
    np.testing.assert_allclose((reply.gradients[1] * step).sum(axis=(1, 2)), slope, atol=2e-3)
    assert np.abs(slope).max() > 0.01


@pytest.mark.slow
def test_points_in_one_pass_are_points_one_by_one() -> None:
    for model in (tiny.bert(), tiny.gpt2(), tiny.gpt2(pad=0)):
        row = row_of(model, "a bad film")
        points = model.capture([row], None) * np.array([0.0, 0.3, 1.0], dtype=np.float32)[:, None, None]
        together = model.gradients(row, points, None, probability)
        for index in range(3):
            alone = model.gradients(row, points[[index]], None, probability)
            np.testing.assert_allclose(together.values[[index]], alone.values, atol=1e-5)
            np.testing.assert_allclose(together.gradients[[index]], alone.gradients, atol=1e-5)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_rows_are_captured_each_for_itself(count: int) -> None:
    for model in (tiny.bert(), tiny.gpt2(), tiny.gpt2(pad=0)):
        rows = [TokenRow((5 + index, 9, 7)) for index in range(count)]  # as many rows as tokens, once
        for layer in (None, *[name for name, _ in model.model.named_modules() if name.endswith(("layer.1", "h.1"))]):
            captured = model.capture(rows, layer)
            alone = np.concatenate([model.capture([row], layer) for row in rows])
            np.testing.assert_allclose(captured, alone, atol=1e-5)


def test_gradients_work_wherever_the_caller_stands() -> None:
    model = tiny.bert()
    row = row_of(model)
    points = model.capture([row], None)
    expected = model.gradients(row, points, None, probability)
    for surroundings in (torch.no_grad, torch.inference_mode, torch.enable_grad):
        with surroundings():
            reply = model.gradients(row, model.capture([row], None), None, probability)
        np.testing.assert_array_equal(reply.gradients, expected.gradients)


# -- layers that cannot be used -----------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", ["bert.encoder.layer.7", "embeddings", ""])
def test_an_unknown_layer_names_the_known_ones(layer: str) -> None:
    model = tiny.bert()
    with pytest.raises(InputError, match=r"unknown layer .*Choose from: .*bert\.encoder\.layer\.0"):
        model.capture([row_of(model)], layer)


def test_a_layer_that_runs_twice_is_refused() -> None:
    model = tiny.bert()
    model.model.bert.encoder.layer[1] = model.model.bert.encoder.layer[0]
    with pytest.raises(UnsupportedError, match="runs 2 times in one pass"):
        model.capture([row_of(model)], "bert.encoder.layer.0")


@pytest.mark.parametrize("layer", ["bert.pooler", "bert.pooler.dense", "bert.encoder.layer.0.attention.self"])
def test_a_layer_without_a_vector_for_each_token_is_refused_or_works(layer: str) -> None:
    model = tiny.bert()
    row = row_of(model)
    if "pooler" in layer:
        with pytest.raises(UnsupportedError, match="not one vector for each token"):
            model.capture([row], layer)
    else:
        assert model.capture([row], layer).shape == (1, len(row), 16)


def test_infinite_gradients_are_told() -> None:
    model = tiny.bert()
    row = row_of(model)
    with pytest.raises(ModelError, match="NaN or infinite gradients"):
        model.gradients(row, np.full((1, len(row), 16), np.nan, dtype=np.float32), None, probability)


# -- the model is left as it was ----------------------------------------------------------------------------------


def test_nothing_of_the_model_is_changed() -> None:
    model = tiny.bert()
    model.model.bert.embeddings.requires_grad_(False)
    before = state_of(model.model)
    row = row_of(model)
    model.gradients(row, model.capture([row], None), None, probability)
    model.attentions(row)
    model.predict([tiny.REVIEW])
    assert_same(before, state_of(model.model))


def test_nothing_of_the_model_is_changed_when_it_fails() -> None:
    model = tiny.bert()
    before = state_of(model.model)
    row = row_of(model)
    points = model.capture([row], None)

    def broken(output: Any, inputs: Any) -> torch.Tensor:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.gradients(row, points, None, broken)
    with pytest.raises(InputError):
        model.gradients(row, points, "nowhere", probability)
    broken_layer = model.model.bert.encoder.layer[1].register_forward_pre_hook(lambda *_: 1 / 0)
    for act in (lambda: model.capture([row], None), lambda: model.attentions(row)):
        with pytest.raises(ModelError, match=r"tiny-bert failed on .*: ZeroDivisionError: division by zero"):
            act()
    broken_layer.remove()
    assert_same(before, state_of(model.model))


@pytest.mark.slow
def test_threads_do_not_disturb_one_another() -> None:
    """One thread's hooks and attention setting must not reach into another's passes, even through two adapters."""
    inner, tokenizer = tiny.bert_classifier(), tiny.wordpiece()
    models = [TransformerModel(inner, tokenizer) for _ in range(2)]
    before = state_of(inner)
    row = row_of(models[0])
    points = models[0].capture([row], None)
    expected = models[0].predict([tiny.REVIEW])
    halves = models[0].gradients(row, points / 2, None, probability).values
    wrong: list[str] = []

    def work(kind: int) -> None:
        model = models[kind % 2]
        for _ in range(30):
            if kind == 0 and not np.allclose(model.predict([tiny.REVIEW]), expected, atol=1e-5):
                wrong.append("prediction")
            if kind == 1 and not np.allclose(
                model.gradients(row, points / 2, None, probability).values, halves, atol=1e-5
            ):
                wrong.append("gradient")
            if kind == 2 and model.attentions(row).shape[0] != 2:
                wrong.append("attention")
            if kind == 3 and not np.allclose(model.capture([row], None), points, atol=1e-5):
                wrong.append("capture")

    threads = [threading.Thread(target=work, args=(kind,)) for kind in (0, 1, 2, 3, 2)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert wrong == []
    assert_same(before, state_of(inner))


def test_a_pass_of_the_owner_in_another_thread_is_left_alone() -> None:
    model = tiny.bert()
    row = row_of(model)
    points = model.capture([row], None)
    ids = torch.tensor([row.ids])
    expected = model.model(ids).logits
    found: list[torch.Tensor] = []

    def read(output: Any, inputs: Any) -> torch.Tensor:  # called while the hook hangs on the model
        other = threading.Thread(target=lambda: found.append(model.model(ids).logits))
        other.start()
        other.join()
        return probability(output, inputs)

    for layer in (None, "bert.embeddings"):
        model.gradients(row, points * 0, layer, read)
    for logits in found:
        torch.testing.assert_close(logits, expected)


@pytest.mark.parametrize("layer", [None, "bert.embeddings"])
def test_training_in_another_thread_keeps_its_gradients(layer: str | None) -> None:
    model = tiny.bert()
    row = row_of(model)
    points = model.capture([row], layer)
    wrong: list[str] = []

    def train() -> None:
        logits = model.model(torch.tensor([row.ids])).logits
        if not logits.requires_grad:
            wrong.append("no way back")
            return
        logits.sum().backward()

    def read(output: Any, inputs: Any) -> torch.Tensor:  # called while the explanation's own pass is under way
        other = threading.Thread(target=train)
        other.start()
        other.join()
        return probability(output, inputs)

    model.gradients(row, points, layer, read)
    assert wrong == []
    trained = [parameter.grad.clone() for parameter in model.model.parameters()]
    model.model.zero_grad(set_to_none=True)
    model.model(torch.tensor([row.ids])).logits.sum().backward()
    for grad, parameter in zip(trained, model.model.parameters(), strict=True):
        torch.testing.assert_close(grad, parameter.grad)
