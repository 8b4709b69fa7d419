"""How each family's attention comes of its queries, keys and values, written out for the tests: heads by hand.

A family names the projections of a block; `scores` are what the softmax of a layer is taken of, (heads, Q, K).
"""

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

import torch
import transformers

from exegesis.adapters.huggingface import TransformerModel
from exegesis.data.rows import TokenRow
from tests.adapters import families, head_families
from tests.adapters.families import SIZE, TEXT, Pair
from tests.adapters.head_families import lively

Tensor = torch.Tensor
Heard = dict[str, list[tuple[Tensor, ...]]]


@dataclass(frozen=True)
class Layer:
    """What was heard of one block: q, k (heads, L, d) and v likewise, its place in the stack, and its model."""

    q: Tensor
    k: Tensor
    v: Tensor
    number: int
    model: Any
    kind: str


@dataclass(frozen=True)
class Family:
    """`blocks`: of each stack the paths of its attention blocks. `q`, `k`, `v`, `out`: paths inside a block."""

    pair: Callable[[], Pair]
    blocks: dict[str, list[str]]
    projections: tuple[str, str, str, str]
    scores: Callable[[Layer], Tensor]


def plain(layer: Layer) -> Tensor:
    return layer.q @ layer.k.transpose(1, 2) / math.sqrt(layer.q.shape[-1])


def causal(layer: Layer) -> Tensor:
    return masked(plain(layer), torch.ones(layer.q.shape[1], layer.k.shape[1]).tril().bool())


def masked(scores: Tensor, seen: Tensor) -> Tensor:
    return scores.masked_fill(~seen, -torch.inf)


def mpnet_scores(layer: Layer) -> Tensor:
    """A learned bias for each distance, the same in all layers."""
    bias = layer.model.mpnet.encoder.compute_position_bias(torch.zeros(1, layer.q.shape[1], 1))
    return plain(layer) + bias[0]


def t5_scores(layer: Layer) -> Tensor:
    """Not scaled; the first block of a stack has the bias of all; none across."""
    scores = layer.q @ layer.k.transpose(1, 2)
    if layer.kind == "cross":
        return scores
    stack = layer.model.get_encoder() if layer.kind == "encoder" else layer.model.get_decoder()
    size = scores.shape[-1]
    scores = scores + stack.block[0].layer[0].SelfAttention.compute_bias(size, size)[0]
    return scores if layer.kind == "encoder" else masked(scores, torch.ones(size, size).tril().bool())


def bart_scores(layer: Layer) -> Tensor:
    return causal(layer) if layer.kind == "decoder" else plain(layer)


def turned(rotary: Any, layer: Layer, *more: Any) -> Layer:
    """With queries and keys turned by their positions."""
    cos, sin = rotary(torch.zeros(1, 1, 1), torch.arange(layer.q.shape[1])[None], *more)

    def turn(given: Tensor) -> Tensor:
        half = given.shape[-1] // 2
        return given * cos[0] + torch.cat([-given[..., half:], given[..., :half]], dim=-1) * sin[0]

    return Layer(turn(layer.q), turn(layer.k), layer.v, layer.number, layer.model, layer.kind)


def llama_scores(layer: Layer) -> Tensor:
    return causal(turned(layer.model.model.rotary_emb, layer))


def modernbert_scores(layer: Layer) -> Tensor:
    """Some layers see all, the others a window around each token."""
    kind = layer.model.config.layer_types[layer.number]
    scores = plain(turned(layer.model.model.rotary_emb, layer, kind))
    if kind == "full_attention":
        return scores
    places = torch.arange(scores.shape[-1])
    return masked(scores, (places[:, None] - places).abs() <= layer.model.config.local_attention // 2)


def deberta_scores(layer: Layer) -> Tensor:
    """q.k + q.(key of the distance) + k.(query of the distance), over the root of three widths."""
    from transformers.models.deberta_v2.modeling_deberta_v2 import build_relative_position

    encoder, size, span = layer.model.deberta.encoder, layer.q.shape[1], layer.model.config.position_buckets
    block = encoder.layer[layer.number].attention.self
    table = encoder.get_rel_embedding()[: 2 * span]
    heads = [proj(table).reshape(2 * span, *layer.q.shape[::2]) for proj in (block.query_proj, block.key_proj)]
    query, key = (one.transpose(0, 1) for one in heads)  # (heads, 2 span, d)
    hidden = torch.zeros(1, size, 1)
    far = build_relative_position(
        hidden, hidden, bucket_size=span, max_position=layer.model.config.max_position_embeddings
    )
    away = (far.reshape(size, size) + span).clamp(0, 2 * span - 1)  # of i from j
    to = torch.einsum("hid,hijd->hij", layer.q, key[:, away])
    fro = torch.einsum("hjd,hijd->hij", layer.k, query[:, away])
    return (layer.q @ layer.k.transpose(1, 2) + to + fro) / math.sqrt(3 * layer.q.shape[-1])


def _pair(name: str) -> Callable[[], Pair]:
    return lambda: families.family(name)


def _small(name: str, head: str = "ForSequenceClassification", **settings: Any) -> Callable[[], Pair]:
    """A model over BERT's small tokenizer."""

    @cache
    def made() -> Pair:
        tokenizer = families.family("bert")[1]
        ids = {
            "pad_token_id": tokenizer.pad_token_id,
            "bos_token_id": tokenizer.cls_token_id,
            "eos_token_id": tokenizer.sep_token_id,
        }
        config = getattr(transformers, f"{name}Config")(vocab_size=len(tokenizer), num_labels=3, **ids, **settings)
        return lively(getattr(transformers, name + head), config), tokenizer

    return made


def _xlm_roberta() -> Pair:
    """RoBERTa's shape under another name and class."""
    model, tokenizer = families.family("roberta")
    config = transformers.XLMRobertaConfig(**{**model.config.to_dict(), "model_type": "xlm-roberta"})
    return lively(transformers.XLMRobertaForSequenceClassification, config), tokenizer


def _grouped_llama() -> Pair:
    """Two heads share their keys and values with two others."""
    return head_families.headed("llama", "causal-lm")


def _paths(pattern: str, count: int = 2) -> list[str]:
    return [pattern.format(number) for number in range(count)]


T5 = {"d_model": 32, "d_kv": 6, "d_ff": 64, "num_layers": 2, "num_decoder_layers": 3, "num_heads": 4}
BART = {
    "d_model": 32, "encoder_layers": 2, "decoder_layers": 3, "encoder_attention_heads": 4,
    "decoder_attention_heads": 2, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 64,
}  # fmt: skip
_MODERNBERT = {**SIZE, "num_hidden_layers": 3, "max_position_embeddings": 64, "local_attention": 4}
_INNER = ("self.query", "self.key", "self.value", "output.dense")

ATTENTION: dict[str, Family] = {
    "bert": Family(_pair("bert"), {"self": _paths("bert.encoder.layer.{}.attention")}, _INNER, plain),
    "roberta": Family(_pair("roberta"), {"self": _paths("roberta.encoder.layer.{}.attention")}, _INNER, plain),
    "xlm_roberta": Family(cache(_xlm_roberta), {"self": _paths("roberta.encoder.layer.{}.attention")}, _INNER, plain),
    "electra": Family(_pair("electra"), {"self": _paths("electra.encoder.layer.{}.attention")}, _INNER, plain),
    "albert": Family(
        _pair("albert"),
        {"self": ["albert.encoder.albert_layer_groups.0.albert_layers.0.attention"]},  # one block, run twice
        ("query", "key", "value", "dense"),
        plain,
    ),
    "distilbert": Family(
        _pair("distilbert"),
        {"self": _paths("distilbert.transformer.layer.{}.attention")},
        ("q_lin", "k_lin", "v_lin", "out_lin"),
        plain,
    ),
    "mpnet": Family(
        _pair("mpnet"), {"self": _paths("mpnet.encoder.layer.{}.attention.attn")}, ("q", "k", "v", "o"), mpnet_scores
    ),
    "deberta_v2": Family(
        _pair("deberta_v2"),
        {"self": _paths("deberta.encoder.layer.{}.attention")},
        ("self.query_proj", "self.key_proj", "self.value_proj", "output.dense"),
        deberta_scores,
    ),
    "modernbert": Family(
        _small("ModernBert", **_MODERNBERT),
        {"self": _paths("model.layers.{}.attn", 3)},
        ("Wqkv", "Wqkv", "Wqkv", "Wo"),
        modernbert_scores,
    ),
    "gpt2": Family(
        _pair("gpt2"), {"self": _paths("transformer.h.{}.attn")}, ("c_attn", "c_attn", "c_attn", "c_proj"), causal
    ),
    "llama": Family(
        _grouped_llama,
        {"self": _paths("model.layers.{}.self_attn")},
        ("q_proj", "k_proj", "v_proj", "o_proj"),
        llama_scores,
    ),
    "t5": Family(
        _small("T5", **T5, decoder_start_token_id=0),
        {
            "encoder": _paths("transformer.encoder.block.{}.layer.0.SelfAttention"),
            "decoder": _paths("transformer.decoder.block.{}.layer.0.SelfAttention", 3),
            "cross": _paths("transformer.decoder.block.{}.layer.1.EncDecAttention", 3),
        },
        ("q", "k", "v", "o"),
        t5_scores,
    ),
    "bart": Family(
        _small("Bart", **BART, decoder_start_token_id=3),
        {
            "encoder": _paths("model.encoder.layers.{}.self_attn"),
            "decoder": _paths("model.decoder.layers.{}.self_attn", 3),
            "cross": _paths("model.decoder.layers.{}.encoder_attn", 3),
        },
        ("q_proj", "k_proj", "v_proj", "out_proj"),
        bart_scores,
    ),
}


@contextmanager
def hearing(model: Any, known: Family) -> Iterator[Heard]:
    """Of each stack, block by block as they run: what q, k, v and the output projection gave, in rows of tokens."""
    found: Heard = {kind: [] for kind in known.blocks}
    with ExitStack() as hooks:
        for kind, paths in known.blocks.items():
            for path in paths:
                block = attrgetter(path)(model)
                last: dict[str, Tensor] = {}
                for name in dict.fromkeys(known.projections):

                    def hear(module, given, output, kind=kind, last=last, name=name):  # type: ignore[no-untyped-def]
                        last.setdefault(name, output.reshape(-1, output.shape[-1]))  # DeBERTa's take distances next
                        if name == known.projections[3]:
                            found[kind].append(tuple(last[one] for one in known.projections))
                            last.clear()

                    handle = attrgetter(name)(block).register_forward_hook(hear)
                    hooks.callback(handle.remove)
        yield found


def row_of(model: TransformerModel, text: str = TEXT) -> TokenRow:
    (row,) = model.encode([text])
    assert isinstance(row, TokenRow)
    return row


def in_heads(part: Tensor, heads: int, width: int) -> Tensor:
    """(L, any) to (heads, L, width); keys and values that heads share are repeated."""
    split = part.reshape(len(part), -1, width).transpose(0, 1)
    return split.repeat_interleave(heads // len(split), dim=0)


def by_hand(kind: str, number: int, heads: int, given: tuple[Tensor, ...], known: Family, model: Any) -> Layer:
    """What was heard of one block, in its heads."""
    q, k, v, _ = given
    if known.projections[0] == known.projections[1]:  # all three in one
        q, k, v = q.chunk(3, dim=-1)
    width = q.shape[-1] // heads
    return Layer(*(in_heads(part, heads, width) for part in (q, k, v)), number, model, kind)
