"""Vectors and heads' outputs of every layer: against single passes, against attention times values, in every family."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.capabilities import GivesLayerMeans
from exegesis.adapters.function import FunctionModel
from exegesis.adapters.hidden import stack_of
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.packed.path import PackedPath
from exegesis.core.errors import UnsupportedError
from exegesis.data.inputs import plain
from exegesis.data.rows import TokenRow
from tests import tiny
from tests.adapters.attention_families import ATTENTION, by_hand, hearing
from tests.adapters.families import TEXT
from tests.adapters.odd_families import odd

TEXTS = (TEXT, "a film", "the acting is good, but the plot was very dull", "never")
every_family = pytest.mark.parametrize("name", ATTENTION)


def loaded(name: str) -> TransformerModel:
    return TransformerModel(*ATTENTION[name].pair())


def rows_of(model: TransformerModel, texts: Sequence[str] = TEXTS) -> list[TokenRow]:
    return [row for row in model.encode(texts) if isinstance(row, TokenRow)]


def singly(row: TokenRow) -> list[tuple[int]]:
    return [(position,) for position in range(len(row))]


@every_family
def test_rows_together_have_what_they_have_alone(name: str) -> None:
    model = loaded(name)
    rows = rows_of(model)
    together = model.layer_means(rows, [singly(row) for row in rows])
    start = 0
    for row in rows:
        alone = model.layer_means([row], [singly(row)])
        for layer, expected in alone.vectors.items():
            np.testing.assert_allclose(
                together.vectors[layer][start : start + len(row)], expected, rtol=2e-4, atol=2e-5
            )
        for layer, expected in alone.contexts.items():
            np.testing.assert_allclose(
                together.contexts[layer][start : start + len(row)], expected, rtol=2e-4, atol=2e-5
            )
        start += len(row)
    assert all(len(found) == start for found in (*together.vectors.values(), *together.contexts.values()))


@every_family
def test_the_heads_give_attention_times_values(name: str) -> None:
    known, model = ATTENTION[name], loaded(name)
    (row,) = rows_of(model, [TEXT])
    with hearing(model.model, known) as heard:
        attended = model.attended(row)
    (stack,) = (one for one in attended.stacks if one.kind == stack_of(model.model))
    found = model.layer_means([row], [singly(row)])
    assert (found.stack, list(found.contexts)) == (stack.kind, list(range(1, len(stack.weights) + 1)))
    for number, given in enumerate(heard[stack.kind][-len(stack.weights) :]):
        layer = by_hand(stack.kind, number, len(stack.weights[0]), given, known, model.model)
        expected = torch.from_numpy(stack.weights[number]) @ layer.v
        np.testing.assert_allclose(found.contexts[number + 1], expected.transpose(0, 1).numpy(), rtol=1e-3, atol=1e-4)


@every_family
def test_the_vectors_are_the_models_own_hidden_states(name: str) -> None:
    model = loaded(name)
    (row,) = rows_of(model, [TEXT])
    inner = model.model.get_encoder() if stack_of(model.model) == "encoder" else model.model.base_model
    with torch.no_grad():
        expected = inner(torch.tensor([row.ids]), output_hidden_states=True).hidden_states
    found = model.layer_means([row], [singly(row)])
    assert list(found.vectors) == list(range(len(expected)))
    for layer, states in enumerate(expected):
        np.testing.assert_allclose(found.vectors[layer], states[0].numpy(), rtol=1e-4, atol=1e-5)


@every_family
def test_without_padding_and_with_it_are_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = loaded(name)
    rows = rows_of(model)
    found = model.layer_means(rows, [singly(row) for row in rows])
    monkeypatch.setattr(PackedPath, "layers", lambda self, rows: None)
    padded = model.layer_means(rows, [singly(row) for row in rows])
    assert list(found.vectors) == list(padded.vectors)
    for layer, expected in padded.vectors.items():
        np.testing.assert_allclose(found.vectors[layer], expected, rtol=2e-4, atol=2e-5)
    for layer, expected in padded.contexts.items():
        np.testing.assert_allclose(found.contexts[layer], expected, rtol=2e-4, atol=2e-5)


@every_family
def test_texts_tokenised_together_are_what_each_is_alone(name: str) -> None:
    model = loaded(name)
    texts = (*TEXTS, "naïve [SEP] 日本 \U0001f600\U0001f600!")
    alone = [model.tokens(plain(text), model.windows(plain(text))[0]) for text in texts]
    together = model.whole_tokens(texts)
    assert [one for one in together if one is not None] == alone


def test_texts_for_windows_are_not_tokenised_together() -> None:
    assert tiny.bert().whole_tokens(["a film " * 200]) == [None]
    assert tiny.bert().whole_tokens([]) == []


def test_groups_are_means_and_none_is_zero() -> None:
    model = tiny.bert()
    rows = rows_of(model, ["a bad film", "the plot is dull"])
    every = model.layer_means(rows, [singly(row) for row in rows])
    found = model.layer_means(rows, [[(1, 2), (), (3,)], [(1, 2, 4)]], layers=[2], contexts=[1])
    assert (list(found.vectors), list(found.contexts)) == ([2], [1])
    for part, whole in ((found.vectors[2], every.vectors[2]), (found.contexts[1], every.contexts[1])):
        second = len(rows[0])
        expected = [whole[[1, 2]].mean(0), 0 * whole[0], whole[3], whole[[second + 1, second + 2, second + 4]].mean(0)]
        np.testing.assert_allclose(part, expected, rtol=1e-5, atol=1e-6)


def test_a_batch_of_groups_of_none() -> None:
    model = tiny.bert()
    (row,) = rows_of(model, ["a film"])
    assert model.layer_means([row], [[]]).vectors[0].shape == (0, 16)


def test_no_contexts_are_heard_where_none_are_wanted() -> None:
    model = tiny.bert()
    (row,) = rows_of(model, ["a film"])
    assert model.layer_means([row], [singly(row)], contexts=()).contexts == {}


def test_the_attention_implementation_stays_and_no_hook_is_left() -> None:
    model = tiny.gpt2()
    (row,) = rows_of(model, ["a film"])
    model.layer_means([row], [singly(row)], contexts=())  # at which the library puts hooks of its own in place
    before = [len(module._forward_hooks) for module in model.model.modules()]
    model.layer_means([row], [singly(row)])
    assert [len(module._forward_hooks) for module in model.model.modules()] == before
    assert model.model.config._attn_implementation == "sdpa"


def test_layers_without_vectors_of_tokens_are_told() -> None:
    model = TransformerModel(*odd("Funnel"))
    (row,) = rows_of(model, [TEXT])
    with pytest.raises(UnsupportedError, match="gives no vector of each token at each layer"):
        model.layer_means([row], [singly(row)])


def test_heads_of_no_known_kind_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.gpt2()
    (row,) = rows_of(model, ["a film"])
    monkeypatch.setattr("exegesis.adapters.attention_values._PROJECTIONS", ())
    with pytest.raises(UnsupportedError, match="of its 2 layers none have an output projection of a known kind"):
        model.layer_means([row], [singly(row)])
    assert list(model.layer_means([row], [singly(row)], contexts=()).vectors) == [0, 1, 2]


def test_a_black_box_gives_none() -> None:
    def answer(texts: list[str]) -> Any:
        return np.full((len(texts), 2), 0.5)

    assert isinstance(tiny.bert(), GivesLayerMeans)
    assert not isinstance(FunctionModel(answer), GivesLayerMeans)
