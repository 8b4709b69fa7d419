"""Every stack of every family against heads by hand, from what its own projections give."""

import copy
from operator import attrgetter
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from exegesis.adapters.attention_values import HeardLayer, products, values
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import UnsupportedError
from tests import tiny
from tests.adapters.attention_families import ATTENTION, Family, by_hand, hearing, row_of
from tests.adapters.families import SIZE, TEXT, family
from tests.adapters.head_families import lively
from tests.adapters.odd_families import odd


def projection(known: Family, model: Any, kind: str, number: int) -> Any:
    paths = known.blocks[kind]
    return attrgetter(f"{paths[number % len(paths)]}.{known.projections[3]}")(model)


@pytest.mark.parametrize("name", ATTENTION)
def test_weights_and_what_is_written_are_those_by_hand(name: str) -> None:
    known = ATTENTION[name]
    model = TransformerModel(*known.pair())
    model.attended(row_of(model))  # the first time it is asked whether eager attention answers alike, too
    with hearing(model.model, known) as heard, torch.no_grad():
        attended = model.attended(row_of(model))
    assert [stack.kind for stack in attended.stacks] == list(known.blocks)
    for stack in attended.stacks:
        assert len(stack.weights) == len(heard[stack.kind]) >= 2
        assert stack.products is not None
        for number, given in enumerate(heard[stack.kind]):
            with torch.no_grad():
                layer = by_hand(stack.kind, number, len(stack.weights[0]), given, known, model.model)
                expected = known.scores(layer).softmax(-1)
                out = projection(known, model.model, stack.kind, number)
                matrix = out.weight if type(out).__name__ == "Conv1D" else out.weight.T
                vectors = layer.v @ matrix.reshape(len(layer.v), layer.v.shape[-1], -1)  # (heads, K, D)
                written = (expected @ vectors).sum(0) + (0 if out.bias is None else out.bias)
                inner = torch.einsum("hkd,gkd->khg", vectors, vectors)
            np.testing.assert_allclose(stack.weights[number], expected, atol=1e-5, err_msg=f"{stack.kind} {number}")
            np.testing.assert_allclose(written, given[3], atol=1e-4, rtol=1e-5)  # what the block itself gave
            np.testing.assert_allclose(stack.products[number], inner, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("name", ["bert", "bart", "gpt2"])
def test_a_pass_leaves_the_model_as_it_was(name: str) -> None:
    model = TransformerModel(*ATTENTION[name].pair())
    model.attended(row_of(model))  # transformers leaves hooks of its own at the first such pass
    before = model.model.config._attn_implementation, hooks(model.model)
    model.attended(row_of(model))
    assert (model.model.config._attn_implementation, hooks(model.model)) == before


def hooks(model: Any) -> int:
    return sum(len(part._forward_hooks) + len(part._forward_pre_hooks) for part in model.modules())


def test_it_does_so_when_the_pass_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.bert()
    before = model.model.config._attn_implementation, hooks(model.model)
    monkeypatch.setattr(model.passes, "run", lambda inputs, **_: 1 / 0)
    with pytest.raises(Exception, match="division"):
        model.attended(row_of(model))
    assert (model.model.config._attn_implementation, hooks(model.model)) == before


def test_threads_take_turns() -> None:
    model = tiny.bert()
    texts = ["a bad film", "the plot was never good"] * 2
    alone = [model.attended(row_of(model, text)) for text in texts]
    found: dict[int, Any] = {}

    def run(place: int) -> None:
        found[place] = model.attended(row_of(model, texts[place]))

    threads = [Thread(target=run, args=(place,)) for place in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place, one in enumerate(alone):
        np.testing.assert_allclose(found[place].stacks[0].weights, one.stacks[0].weights, atol=1e-6)
        np.testing.assert_allclose(found[place].stacks[0].products, one.stacks[0].products, rtol=1e-4, atol=1e-6)


def test_the_decoders_ids_are_told() -> None:
    model = TransformerModel(*ATTENTION["bart"].pair())
    row = row_of(model)
    assert model.attended(row).decoder_ids == (3, *row.ids[:-1])
    bert = tiny.bert()
    assert bert.attended(row_of(bert)).decoder_ids is None


def test_projections_of_no_known_kind_are_told() -> None:
    model = TransformerModel(*family("xlnet"))
    attended = model.attended(row_of(model))
    assert attended.stacks[0].products is None
    assert attended.unread == "the projections of its attention blocks are of no known kind"


def test_heads_that_write_something_else_are_told() -> None:
    model = TransformerModel(*odd("ConvBert"))  # whose projection takes convolutions too
    assert (
        model.attended(row_of(model)).unread
        == "its heads write something else than their weights times its value vectors"
    )


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_halves_are_read_too(dtype: torch.dtype) -> None:
    bert, tokenizer = family("bert")
    model = TransformerModel(copy.deepcopy(bert).to(dtype), tokenizer)
    stack = model.attended(row_of(model)).stacks[0]
    assert stack.products is not None
    assert stack.weights[0].dtype == stack.products.dtype == np.float32


def test_what_is_not_weights_times_values_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.bert()
    block = model.model.bert.encoder.layer[1].attention
    handle = block.output.register_forward_pre_hook(lambda module, given: (given[0] * 1.1, *given[1:]))
    attended = model.attended(row_of(model))
    handle.remove()
    assert attended.stacks[0].products is None
    assert attended.unread == "its heads write something else than their weights times its value vectors"
    assert model.attended(row_of(model)).unread is None


def test_widths_that_do_not_fit_are_no_values() -> None:
    inner = torch.nn.Linear(4, 4)
    for values_of, context, fused in ((4, 5, False), (3, 4, False), (4, 4, True), (7, 4, True), (2, 6, False)):
        assert not list(values(HeardLayer(torch.ones(2, values_of), torch.ones(2, context), inner, fused), 2))
    assert products(torch.ones(2, 3, 3), HeardLayer(torch.ones(2, 4), torch.ones(3, 4), inner)) is None


@pytest.mark.parametrize(("heads", "held"), [(4, 4), (4, 2), (4, 1)])
def test_values_are_found_among_queries_and_keys(heads: int, held: int) -> None:
    """All queries, all keys, all values; or group by group."""
    q, k, v = (torch.randn(5, count, 3) for count in (heads, held, held))
    expected = v.transpose(0, 1).repeat_interleave(heads // held, dim=0)
    groups = torch.cat([q.reshape(5, held, -1, 3), k[:, :, None], v[:, :, None]], dim=2)
    context = torch.zeros(5, heads * 3)
    for place, lying in enumerate((torch.cat([q, k, v], dim=1), groups)):
        ways = list(values(HeardLayer(lying.reshape(5, -1), context, torch.nn.Linear(3, 3), fused=True), heads))
        torch.testing.assert_close(ways[place], expected)


_WORDS = {"vocab_size": 90, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}
_BART = {"d_model": 32, "encoder_layers": 1, "decoder_layers": 2, "decoder_attention_heads": 4, "decoder_ffn_dim": 64}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("GPTNeoX", SIZE),
        ("Bloom", SIZE),
        ("Falcon", {**SIZE, "attn_implementation": "eager"}),
        ("Phi3", {**SIZE, "num_key_value_heads": 2}),
        ("Qwen2", {**SIZE, "num_key_value_heads": 2}),
        ("OPT", SIZE),
        ("Bart", _BART),  # the decoder alone, which has other layers than its configuration's encoder
    ],
)
def test_other_decoders_are_read_too(name: str, settings: dict[str, Any]) -> None:
    tokenizer = family("bert")[1]
    config = getattr(transformers, f"{name}Config")(**{**_WORDS, "vocab_size": len(tokenizer), **settings})
    model = TransformerModel(lively(getattr(transformers, f"{name}ForCausalLM"), config), tokenizer)
    attended = model.attended(row_of(model))
    assert (len(attended.stacks[0].weights), attended.unread, attended.decoder_ids) == (2, None, None)
    assert not np.triu(attended.stacks[0].weights[1][0], 1).any()
    assert attended.stacks[0].products is not None
    assert (np.einsum("lkhh->lkh", attended.stacks[0].products) > 0).all()


def longformer() -> Any:
    """Its weights are over a window around each token: (L, window + 1), which may happen to be square."""
    tokenizer = family("bert")[1]
    ids = {"pad_token_id": tokenizer.pad_token_id, "sep_token_id": tokenizer.sep_token_id}
    sizes = {**SIZE, "attention_window": [4, 4], "max_position_embeddings": 64}
    config = transformers.LongformerConfig(vocab_size=len(tokenizer), **ids, **sizes)
    return transformers.LongformerForSequenceClassification(config), tokenizer


def mamba() -> Any:
    tokenizer = family("bert")[1]
    config = transformers.MambaConfig(vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=2, state_size=4)
    return transformers.MambaForCausalLM(config), tokenizer


@pytest.mark.parametrize("pair", [lambda: odd("FNet"), lambda: odd("Reformer"), longformer, mamba])
def test_attention_of_another_kind_is_refused_in_one_line(pair: Any) -> None:
    model = TransformerModel(*pair())
    for text in (TEXT, "a bad film !"):
        with pytest.raises(UnsupportedError, match=r"gives no attention( of each token to each)?: [^\n]+\.$"):
            model.attended(row_of(model, text))


def test_a_model_that_answers_otherwise_under_eager_attention_is_refused() -> None:
    """Falcon, loaded for SDPA, keeps that mask and would attend to later tokens; loaded as eager it does not."""
    tokenizer = family("bert")[1]
    config = transformers.FalconConfig(**{**_WORDS, "vocab_size": len(tokenizer), **SIZE})
    model = TransformerModel(lively(transformers.FalconForCausalLM, config), tokenizer)
    for ask in (model.attended, model.attentions):
        with pytest.raises(UnsupportedError, match=r"switched to eager attention it gives other answers. Load it with"):
            ask(row_of(model))
    assert model.model.config._attn_implementation == "sdpa"


def test_it_is_asked_once_whether_it_does() -> None:
    model = tiny.bert()
    model.attended(row_of(model))
    asked: list[Any] = []
    handle = model.model.register_forward_hook(lambda *_: asked.append(1))
    model.attended(row_of(model))
    handle.remove()
    assert len(asked) == 1
