"""Attention weights, read with the eager implementation (SDPA keeps none), counted, and the setting put back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.attention_values import HeardLayer, heard, products
from exegesis.adapters.heads import OUTPUTS
from exegesis.adapters.passes import Passes
from exegesis.core.errors import ModelError, UnsupportedError
from exegesis.data.attention import AttentionPass, AttentionStack
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor

# Families whose own classification head reads the last token, beside all that share the library's generic one (Llama
# and its kin); the others read the first.
_LAST_TOKEN = {"biogpt", "bloom", "ctrl", "falcon", "gpt2", "gpt_bigcode", "gpt_neo", "gpt_neox", "gptj", "mpt"}
_LAST_TOKEN |= {"modernbert-decoder", "openai-gpt", "opt", "xlnet"}
# How far answers under eager attention may be from the model's own, of the largest of these, and how many of a
# vocabulary are compared.
_FAR, _FAR_IN_HALVES, _COMPARED = 1e-3, 1e-1, 64
_OTHERWISE = "its heads write something else than their weights times its value vectors"
# Where a pass gives the weights of a stack.
_ONE = {"self": "attentions"}
_THREE = {"encoder": "encoder_attentions", "decoder": "decoder_attentions", "cross": "cross_attentions"}


def attentions(passes: Passes, row: TokenRow) -> NDArray[np.float32]:
    """(layers, heads, L, L) of one row; raises `UnsupportedError` when a layer keeps its weights to itself."""
    with reading(passes, row) as own:
        layers = _layers(passes, row, _ONE, own)["self"]
    _check(passes, layers, len(row), len(row), layer_count(passes.model.config, "self"))
    return np.stack(_arrays([layer for layer in layers if layer is not None]))


def attentions_of(passes: Passes, rows: Sequence[TokenRow]) -> list[NDArray[np.float32]]:
    """Of each row (layers, heads, L, L), an encoder's of an encoder-decoder; for rows that may share a pass."""
    config = passes.model.config
    kind, names = ("encoder", _THREE) if getattr(config, "is_encoder_decoder", False) else ("self", _ONE)
    with reading(passes, rows[0]) as own:
        if own is not None:  # asked of one row, once
            _layers(passes, rows[0], names, own)
        inputs = passes.inputs(rows)
        layers = list(getattr(passes.run(inputs, output_attentions=True), names[kind], None) or ())
        longest = int(inputs["input_ids"].shape[1])
        _check(passes, layers, longest, longest, layer_count(config, kind))
        places = [mask.nonzero()[:, 0] for mask in inputs["attention_mask"]]
        return [
            np.stack([layer[n][:, here][:, :, here].float().cpu().numpy() for layer in layers])
            for n, here in enumerate(places)
        ]


def attended(passes: Passes, row: TokenRow) -> AttentionPass:
    """All stacks of one row, an encoder-decoder's too; raises `UnsupportedError` when weights are kept back."""
    with reading(passes, row) as own, heard(passes.model) as values:
        layers, ids = weighed(passes, row, own)
        unread = values.unread({kind: len(stack) for kind, stack in layers.items()})
        told = {kind: None if unread else _products(values.of(kind), stack) for kind, stack in layers.items()}
        if unread is None and any(made is None for made in told.values()):
            unread = _OTHERWISE
        stacks = tuple(AttentionStack(kind, _arrays(stack), told[kind]) for kind, stack in layers.items())
    return AttentionPass(stacks, ids, unread)


def heads_heard(passes: Passes, row: TokenRow) -> dict[str, list[tuple[int, HeardLayer]]]:
    """Of each stack, layer by layer, how many heads it has and what entered their output projection.

    `UnsupportedError` where it is not known that attention times values did.
    """
    with reading(passes, row) as own, heard(passes.model) as values:
        layers, _ = weighed(passes, row, own)
        unread = values.unread({kind: len(stack) for kind, stack in layers.items()})
        if unread is None and any(_products(values.of(kind), stack) is None for kind, stack in layers.items()):
            unread = _OTHERWISE
    if unread is not None:
        raise UnsupportedError(f"{passes.name} has no heads that can be told apart: {unread}.")
    heads = {kind: [weights.shape[1] for weights in stack] for kind, stack in layers.items()}
    return {kind: list(zip(counts, values.of(kind), strict=True)) for kind, counts in heads.items()}


@contextmanager
def reading(passes: Passes, row: TokenRow) -> "Iterator[list[Tensor] | None]":
    """While inside, attention is eager; given is what `weighed` holds the first such pass against."""
    import torch

    with torch.inference_mode():
        own = _own_answer(passes, row)
        with _eager(passes.model):
            yield own


def weighed(
    passes: Passes, row: TokenRow, own: "list[Tensor] | None"
) -> "tuple[dict[str, list[Tensor]], tuple[int, ...] | None]":
    """The weights of each stack, a layer an item (1, heads, Q, K), and the ids that a decoder was given.

    To be called inside `reading`; raises `UnsupportedError` when weights are kept back.
    """
    config = passes.model.config
    both = bool(getattr(config, "is_encoder_decoder", False))
    with _decoder(passes.model) as ids:
        layers = _layers(passes, row, _THREE if both else _ONE, own)
    sizes = {"decoder": (len(ids), len(ids)), "cross": (len(ids), len(row))}
    for kind, stack in layers.items():
        _check(passes, stack, *sizes.get(kind, (len(row), len(row))), layer_count(config, kind))
    whole = {kind: [layer for layer in stack if layer is not None] for kind, stack in layers.items()}
    return whole, tuple(ids) if both else None


def readout_position(model: Any, row: TokenRow) -> int:
    """The position that a classification head reads: the first or the last."""
    return len(row) - 1 if _reads_last(model) else 0


def _reads_last(model: Any) -> bool:
    from transformers.modeling_layers import GenericForSequenceClassification

    return isinstance(model, GenericForSequenceClassification) or model.config.model_type in _LAST_TOKEN


def _own_answer(passes: Passes, row: TokenRow) -> "list[Tensor] | None":
    """What the model answers as it stands; None where it was seen that eager attention answers alike."""
    if passes.eager_alike or passes.model.config._attn_implementation == "eager":
        return None
    return _answer(passes, passes.run(passes.inputs([row])))


def _answer(passes: Passes, output: Any) -> "list[Tensor]":
    """A pass's outputs, of a large vocabulary the first columns."""
    found = (getattr(output, name, None) for name in OUTPUTS[passes.table])
    return [one[..., :_COMPARED].float().clone() for one in found if one is not None]


def _layers(
    passes: Passes, row: TokenRow, names: dict[str, str], own: "list[Tensor] | None"
) -> "dict[str, list[Tensor | None]]":
    """The weights of each stack, a layer an item; `UnsupportedError` where the pass answers otherwise than `own`.

    Falcon keeps the mask that it had made for SDPA: switched to eager it attends to later tokens.
    """
    try:
        output = passes.run(passes.inputs([row]), output_attentions=True)
    except ModelError as error:
        if "output_attentions" not in str(error):
            raise
        raise UnsupportedError(f"{passes.name} gives no attention: its passes know no output_attentions.") from error
    if own is not None:
        _check_alike(passes, own, _answer(passes, output))
    return {kind: list(getattr(output, name, None) or ()) for kind, name in names.items()}


def _check_alike(passes: Passes, own: "list[Tensor]", eager: "list[Tensor]") -> None:
    exact = all(weight.itemsize >= 4 for weight in passes.weights.parameters())
    far = _FAR if exact else _FAR_IN_HALVES
    pairs = zip(own, eager, strict=True)
    if any(bool(((one - other).abs() > far * one.abs().max().clamp(min=1)).any()) for one, other in pairs):
        raise UnsupportedError(
            f"{passes.name} gives no attention: switched to eager attention it gives other answers. Load it with "
            "attn_implementation='eager' of transformers, and give (model, tokenizer)."
        )
    passes.eager_alike = True


def _check(passes: Passes, layers: "list[Tensor | None]", queries: int, keys: int, expected: int) -> None:
    if getattr(passes.model.config, "attention_window", None) is not None:  # columns are distances, whatever the shape
        raise UnsupportedError(f"{passes.name} gives no attention of each token to each: each sees a window around it.")
    if len(layers) != expected or any(one is None or one.shape[-2:] != (queries, keys) for one in layers):
        raise UnsupportedError(
            f"{passes.name} gives no attention of each token to each: its {expected} layers returned "
            f"{len(layers) or 'none'}{' of other shapes' if layers else ''}."
        )


def layer_count(config: Any, kind: str) -> int:
    """How many layers a stack has, by the configuration."""
    encoder = int(getattr(config, "num_hidden_layers", 0))
    if kind == "encoder" or (kind == "self" and not getattr(config, "is_decoder", False)):
        return encoder
    own = getattr(config, "decoder_layers", None)  # BART and its kin; T5 names it otherwise
    return int(getattr(config, "num_decoder_layers", encoder) if own is None else own)


def _products(written: Sequence[HeardLayer], layers: "list[Tensor]") -> NDArray[np.float32] | None:
    """The products of a stack, (layers, K, heads, heads); None where they are not what the layers multiply."""
    found = []
    for weights, layer in zip(layers, written, strict=True):
        made = products(weights[0], layer)
        if made is None:
            return None
        found.append(made.cpu().numpy())
    return np.stack(found)


def _arrays(layers: "list[Tensor]") -> tuple[NDArray[np.float32], ...]:
    """Of each layer its (heads, Q, K), without a copy where the processor holds them in float32."""
    return tuple(layer[0].float().cpu().numpy() for layer in layers)


@contextmanager
def _decoder(model: Any) -> Iterator[list[int]]:
    """The ids that the decoder of an encoder-decoder is given while inside; none of another model."""
    ids: list[int] = []
    thread = get_ident()
    if not getattr(model.config, "is_encoder_decoder", False):
        yield ids
        return

    def hear(module: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        found = named.get("input_ids", given[0] if given else None)
        if found is not None and get_ident() == thread:
            ids[:] = found[0].tolist()

    handle = model.get_decoder().register_forward_pre_hook(hear, with_kwargs=True)
    try:
        yield ids
    finally:
        handle.remove()


@contextmanager
def _eager(model: Any) -> Iterator[None]:
    before = model.config._attn_implementation
    try:
        model.set_attn_implementation("eager")
        yield
    finally:
        model.set_attn_implementation(before)
