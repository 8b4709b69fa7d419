"""Reformer's layers, run one after another in a way that can be differentiated outside training.

Its own way saves memory in training: it keeps no activations and makes them anew on the way back, which it refuses to
do in evaluation mode.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import get_ident
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor


@contextmanager
def unrolled(model: Any) -> Iterator[None]:
    """While inside, a Reformer keeps its activations, in this thread alone. Other models are left as they are."""
    encoders = [part for part in model.modules() if type(part).__name__ == "ReformerEncoder"]
    for encoder in encoders:
        encoder.forward = partial(_forward, encoder, get_ident())
    try:
        yield
    finally:
        for encoder in encoders:
            del encoder.forward


def _forward(encoder: Any, thread: int, hidden_states: "Tensor", **options: Any) -> Any:
    """The hidden states that `ReformerEncoder.forward` gives: y1 = x1 + attention(x2), y2 = x2 + feed_forward(y1)."""
    import torch
    from transformers.models.reformer.modeling_reformer import ReformerEncoderOutput

    if get_ident() != thread:
        return type(encoder).forward(encoder, hidden_states=hidden_states, **options)
    asked = {name: options.get(name) for name in ("attention_mask", "num_hashes", "orig_sequence_length")}
    first = second = hidden_states
    for layer in encoder.layers:
        first = first + layer.attention(hidden_states=second, **asked).hidden_states
        second = second + layer.feed_forward(first)
    return ReformerEncoderOutput(encoder.layer_norm(torch.cat([first, second], dim=-1)), None, None, None)
