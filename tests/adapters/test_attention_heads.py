"""Heads silenced, replaced by means and differentiated, in every family against weights changed by hand."""

import copy
from operator import attrgetter
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters.capabilities import GivesHeads
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, LoadError, ModelError, UnsupportedError
from exegesis.data.rows import TokenRow
from tests import tiny
from tests.adapters.attention_families import ATTENTION, Family
from tests.adapters.families import TEXT, family
from tests.adapters.odd_families import odd

EVERY = [(name, kind) for name, known in ATTENTION.items() for kind in known.blocks]
HEAD = 1  # which is silenced, from 0


def loaded(name: str) -> TransformerModel:
    return TransformerModel(*ATTENTION[name].pair(), name=name)


def row_of(model: TransformerModel, text: str = TEXT) -> TokenRow:
    (row,) = model.encode([text])
    assert isinstance(row, TokenRow)
    return row


def logits(model: TransformerModel, row: TokenRow) -> Any:
    with torch.no_grad():
        return model.passes.run(model.passes.inputs([row])).logits.numpy()


def projections(known: Family, model: Any, kind: str) -> list[Any]:
    return [attrgetter(f"{path}.{known.projections[3]}")(model) for path in known.blocks[kind]]


def gates_without(shape: tuple[int, int], *heads: tuple[int, int]) -> Any:
    gates = np.ones(shape)
    for layer, head in heads:
        gates[layer, head] = 0
    return gates


def without_rows(projection: Any, head: int, width: int) -> None:
    """The weights that read one head, made zero."""
    rows = slice(head * width, (head + 1) * width)
    with torch.no_grad():
        if type(projection).__name__ == "Conv1D":
            projection.weight[rows] = 0
        else:
            projection.weight[:, rows] = 0


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_a_silent_head_is_one_whose_weights_are_zero(name: str, kind: str) -> None:
    known, model = ATTENTION[name], loaded(name)
    stack = next(one for one in model.head_stacks() if one.kind == kind)
    row, last = row_of(model), stack.shape[0] - 1
    shared = len(known.blocks[kind]) == 1
    silent = [(layer, HEAD) for layer in range(last + 1)] if shared else [(last, HEAD)]
    by_hand = copy.deepcopy(model.model)
    without_rows(projections(known, by_hand, kind)[-1], HEAD, stack.width)
    found = model.gated("silent", gates_without(stack.shape, *silent), stack=kind)
    expected, usual = logits(TransformerModel(by_hand, model.tokenizer), row), logits(model, row)
    np.testing.assert_allclose(logits(found, row), expected, rtol=1e-4, atol=1e-5)
    assert abs(usual - expected).max() > 1e-3
    np.testing.assert_allclose(logits(model, row), usual, rtol=1e-5)
    assert found.fingerprint() != model.fingerprint()
    assert found.copied("again").fingerprint().weights == found.fingerprint().weights != model.fingerprint().weights


def test_layers_that_share_their_weights_are_told_apart() -> None:
    """ALBERT's one block is run twice."""
    model = loaded("albert")
    row, (stack,) = row_of(model), model.head_stacks()
    assert len(set(stack.projections)) == 1
    answers = []
    for layer in range(2):
        calls: list[int] = []

        def silence(module: Any, given: Any, layer: int = layer, calls: list[int] = calls) -> Any:
            calls.append(1)
            keep = torch.ones(given[0].shape[-1])
            keep[HEAD * stack.width : (HEAD + 1) * stack.width] = float(len(calls) - 1 != layer)
            return (given[0] * keep,)

        by_hand = copy.deepcopy(model.model)
        by_hand.get_submodule(stack.projections[0]).register_forward_pre_hook(silence)
        with torch.no_grad():
            expected = by_hand(**model.passes.inputs([row])).logits
        found = model.gated("silent", gates_without(stack.shape, (layer, HEAD)))
        answers.append(found.forward([row]))
        np.testing.assert_allclose(answers[-1], expected, rtol=1e-4, atol=1e-5)
        fails_in_the_first_layer(found, stack.projections[0])
        np.testing.assert_allclose(found.forward([row]), expected, rtol=1e-4, atol=1e-5)
    assert abs(answers[0] - answers[1]).max() > 1e-3


def fails_in_the_first_layer(model: TransformerModel, projection: str) -> None:
    handle = model.model.get_submodule(projection).register_forward_hook(lambda *_: 1 / 0)
    with pytest.raises(ModelError, match="division"):
        model.forward([row_of(model)])
    handle.remove()


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_a_mean_takes_the_place_of_what_a_head_writes(name: str, kind: str) -> None:
    model = loaded(name)
    stack = next(one for one in model.head_stacks() if one.kind == kind)
    rows = [row_of(model, text) for text in ("a movie", "the plot was bad , not slow")]
    means = model.head_means(rows, kind)
    assert means.shape == (*stack.shape, stack.width)
    heard: list[list[Any]] = [[] for _ in stack.projections]
    by_hand = copy.deepcopy(model.model)
    calls = [0]

    def hear(module: Any, given: Any) -> None:
        heard[calls[0] % len(heard)].append(given[0].reshape(-1, given[0].shape[-1]))
        calls[0] += 1

    for path in dict.fromkeys(stack.projections):
        by_hand.get_submodule(path).register_forward_pre_hook(hear)
    with torch.no_grad():
        for row in rows:
            by_hand(**model.passes.inputs([row]))
    expected = np.stack([torch.cat(layer).mean(0).numpy() for layer in heard])
    np.testing.assert_allclose(means.reshape(expected.shape), expected, rtol=1e-4, atol=1e-6)
    row = row_of(model)
    gates = gates_without(stack.shape, *np.ndindex(stack.shape))
    all_means = model.gated("means", gates, means, kind)
    entering: list[Any] = []
    for path in dict.fromkeys(stack.projections):
        all_means.model.get_submodule(path).register_forward_pre_hook(lambda _, given: entering.append(given[0]))
    logits(all_means, row)
    for layer, given in enumerate(entering[: stack.shape[0]]):
        np.testing.assert_allclose(given[0], np.tile(expected[layer], (given.shape[1], 1)), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_the_gradient_of_a_gate_is_what_a_head_writes_times_the_gradient_there(name: str, kind: str) -> None:
    """Michel, Levy & Neubig (2019): Att_h(x) . d loss / d Att_h(x)."""
    model = loaded(name)
    stack = next(one for one in model.head_stacks() if one.kind == kind)
    row = row_of(model)
    written: list[torch.Tensor] = []

    def hear(module: Any, given: Any) -> None:
        given[0].retain_grad()
        written.append(given[0])

    by_hand = copy.deepcopy(model.model)
    for path in dict.fromkeys(stack.projections):
        by_hand.get_submodule(path).register_forward_pre_hook(hear)
    by_hand(**model.passes.inputs([row])).logits.flatten()[0].backward()
    products = [one.detach() * one.grad for one in written if one.grad is not None]
    expected = np.stack([one.reshape(-1, stack.heads, stack.width).sum((0, 2)).numpy() for one in products])
    found = model.head_gradients(row, lambda output, inputs: output.logits.flatten()[:1], kind)
    assert found.shape == stack.shape
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5 * abs(expected).max() + 1e-7)
    assert abs(found).max() > 1e-3
    assert all(parameter.grad is None for parameter in model.model.parameters())


def test_the_gradient_is_how_the_answer_moves_with_the_gate() -> None:
    model = tiny.bert()
    row, (stack,) = row_of(model, "a bad film"), model.head_stacks()
    with torch.inference_mode():  # wherever the caller stands
        found = model.head_gradients(row, lambda output, inputs: output.logits[:, :1])
    step = 1e-2
    for place in np.ndindex(stack.shape):
        moved = []
        for gate in (1 + step, 1 - step):
            gates = np.ones(stack.shape)
            gates[place] = gate
            moved.append(model.gated("moved", gates).forward([row])[0, 0])
        np.testing.assert_allclose((moved[0] - moved[1]) / (2 * step), found[place], rtol=2e-2, atol=2e-4)
    with pytest.raises(InputError, match="gradients of heads are of one number"):
        model.head_gradients(row, lambda output, inputs: output.logits)


def test_gates_are_put_on_gates() -> None:
    model = tiny.bert()
    row = row_of(model, "a bad film")
    both = model.gated("both", gates_without((2, 2), (0, 1), (1, 0)))
    twice = model.gated("one", gates_without((2, 2), (0, 1))).gated("two", gates_without((2, 2), (1, 0)))
    np.testing.assert_allclose(twice.forward([row]), both.forward([row]), rtol=1e-5)
    gradients = twice.head_gradients(row, lambda output, inputs: output.logits[:, :1])
    assert gradients[0, 1] == gradients[1, 0] == 0 != gradients[0, 0]


def test_attention_of_later_layers_moves_and_what_is_written_is_told_without_the_head() -> None:
    model = tiny.bert()
    row = row_of(model, "a bad film")
    (before,), (after,) = (
        one.attended(row).stacks for one in (model, model.gated("silent", gates_without((2, 2), (0, 1))))
    )
    np.testing.assert_allclose(before.weights[0], after.weights[0], atol=1e-6)
    assert abs(before.weights[1] - after.weights[1]).max() > 1e-4
    assert before.products is not None
    assert after.products is not None
    np.testing.assert_allclose(after.products[0, :, 0, 0], before.products[0, :, 0, 0], rtol=1e-4)
    assert not after.products[0, :, 1].any()
    assert not after.products[0, :, :, 1].any()
    assert after.products[1].any(axis=0).all()


def test_the_fast_paths_leave_a_gated_model_aside() -> None:
    """The packed path, and models of which only the weights were read."""
    model = exegesis.load("bundled:sentiment-tiny")
    assert isinstance(model, TransformerModel)
    assert model.passes.unmade is not None
    row = row_of(model, "an unbelievably dull film")
    usual = model.forward([row])
    silent = model.gated("silent", np.zeros(model.head_stacks()[0].shape))
    found = silent.forward([row])
    assert abs(found - usual).max() > 1e-2
    assert silent.packed.obstacle == "there are hooks on a BertForSequenceClassification"
    np.testing.assert_allclose(model.forward([row]), usual, rtol=1e-4, atol=1e-6)
    assert model.packed.obstacle is None
    with torch.no_grad():
        np.testing.assert_allclose(silent.model(**silent.passes.inputs([row])).logits, found, rtol=1e-5)


def test_a_folder_of_a_gated_model_is_refused(tmp_path: Path) -> None:
    """The weights are the model's own, and what silences heads is no weight: read again it would not be silent."""
    silent = tiny.bert().gated("silent", gates_without((2, 2), (0, 1)))
    silent.model.save_pretrained(tmp_path)
    silent.tokenizer.save_pretrained(tmp_path)
    with pytest.raises(
        LoadError, match=r"is of a model with silent heads, and a folder keeps its weights without what"
    ):
        exegesis.load(tmp_path)


def test_threads_run_the_model_and_the_gated_one_side_by_side() -> None:
    model = tiny.bert()
    silent = model.gated("silent", gates_without((2, 2), (1, 1)))
    row = row_of(model, "the plot was never good")
    expected = [one.forward([row]) for one in (model, silent)]
    found: list[list[Any]] = [[], []]

    def run(place: int) -> None:
        for _ in range(20):
            found[place].append((model, silent)[place].forward([row]))
            (model, silent)[place].head_gradients(row, lambda output, inputs: output.logits[:, :1])

    threads = [Thread(target=run, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answers, answer in zip(found, expected, strict=True):
        assert len(answers) == 20
        for one in answers:
            np.testing.assert_allclose(one, answer, rtol=1e-5)


def test_what_has_no_heads_to_be_told_apart_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="heads that can be told apart: the projections of its attention blocks"):
        TransformerModel(*family("xlnet")).head_stacks()
    with pytest.raises(UnsupportedError, match="gives no attention of each token to each"):
        TransformerModel(*odd("FNet")).head_stacks()
    with pytest.raises(InputError, match=r"unknown stack of layers 'cross'. Choose from: self"):
        tiny.bert().head_gradients(row_of(tiny.bert(), "a film"), lambda output, inputs: output.logits, "cross")
    assert not isinstance(exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts)), GivesHeads)
