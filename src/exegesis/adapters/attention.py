"""Attention weights, read with the eager implementation (SDPA keeps none), counted, and the setting put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.passes import Passes
from exegesis.core.errors import UnsupportedError
from exegesis.data.rows import TokenRow

# Families whose own classification head reads the last token, beside all that share the library's generic one (Llama
# and its kin); the others read the first.
_LAST_TOKEN = {"biogpt", "bloom", "ctrl", "falcon", "gpt2", "gpt_bigcode", "gpt_neo", "gpt_neox", "gptj", "mpt"}
_LAST_TOKEN |= {"modernbert-decoder", "openai-gpt", "opt", "xlnet"}


def attentions(passes: Passes, row: TokenRow) -> NDArray[np.float32]:
    """(layers, heads, L, L) of one row; raises `UnsupportedError` when a layer keeps its weights to itself."""
    import torch

    with torch.inference_mode(), _eager(passes.model):
        layers = getattr(passes.run(passes.inputs([row]), output_attentions=True), "attentions", None) or ()
    expected = int(passes.model.config.num_hidden_layers)
    size = len(row)
    if len(layers) != expected or any(layer is None or layer.shape[-2:] != (size, size) for layer in layers):
        raise UnsupportedError(
            f"{passes.name} gives no attention of each token to each: its {expected} layers returned "
            f"{len(layers) or 'none'}{' of other shapes' if layers else ''}."
        )
    return np.stack([layer[0].float().cpu().numpy() for layer in layers])


def readout_position(model: Any, row: TokenRow) -> int:
    """The position that a classification head reads: the first or the last."""
    return len(row) - 1 if _reads_last(model) else 0


def _reads_last(model: Any) -> bool:
    from transformers.modeling_layers import GenericForSequenceClassification

    return isinstance(model, GenericForSequenceClassification) or model.config.model_type in _LAST_TOKEN


@contextmanager
def _eager(model: Any) -> Iterator[None]:
    before = model.config._attn_implementation
    try:
        model.set_attn_implementation("eager")
        yield
    finally:
        model.set_attn_implementation(before)
