"""The model's own head on hidden states that were made elsewhere."""

from typing import TYPE_CHECKING, Any

from exegesis.adapters.packed.parts import Encoder

if TYPE_CHECKING:
    from torch import Tensor


def with_head(model: Any, encoder: Encoder, hidden: "Tensor") -> Any:
    """The output of the model where its body gives `hidden` (B, P, D): the class's own forward, run by a stand-in."""
    from transformers.modeling_outputs import BaseModelOutputWithPooling

    pooled = None if encoder.pool is None else encoder.pool(hidden)
    done = BaseModelOutputWithPooling(last_hidden_state=hidden, pooler_output=pooled)
    return type(model).forward(_StandIn(model, done), return_dict=True)


class _StandIn:
    """The model, with a body whose work is done. The model itself is not touched, so other threads see nothing."""

    def __init__(self, model: Any, done: Any) -> None:
        self._model = model
        setattr(self, model.base_model_prefix, lambda *_inputs, **_options: done)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)
