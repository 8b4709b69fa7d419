"""What sends a model the plain way: another family, unusual settings, hooks, modules that are not what they were."""

from typing import Any

from exegesis.adapters.packed.arithmetic import form_of
from exegesis.adapters.packed.parts import Encoder
from exegesis.adapters.packed.table import FAMILIES

# Hooks that transformers leaves on a model once it was asked for attentions: they look and change nothing.
_HARMLESS = "transformers.utils.output_capturing"
DEVICES = ("cpu", "cuda")  # kinds on which packed attention was measured
_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


def family_obstacle(model: Any) -> str | None:
    """Why the packed path does not know this kind of model; None where it does."""
    body, config = model.base_model, model.config
    home = type(body).__module__
    if type(body).__name__ not in FAMILIES or not home.startswith("transformers.models."):
        return f"{type(body).__name__} is of no family that the packed path knows"
    if body is model or type(model).__module__ != home:
        return f"{type(model).__name__} is not a head of transformers' own"
    for name in ("is_decoder", "add_cross_attention", "chunk_size_feed_forward"):
        if getattr(config, name, False):
            return f"the configuration has {name}"
    if getattr(config, "position_embedding_type", "absolute") != "absolute":
        return "the configuration has relative positions"
    known = (home, "transformers.activations", "torch.nn.modules.")
    strange = next((type(part) for part in body.modules() if not type(part).__module__.startswith(known)), None)
    return None if strange is None else f"the model has modules of the class {strange.__name__}"


def parts_obstacle(encoder: Encoder) -> str | None:
    """Why these pieces cannot be run packed: other classes, other types of numbers, another activation."""
    import torch

    for kind, parts in (
        (torch.nn.Embedding, encoder.tables),
        (torch.nn.Linear, encoder.linears),
        (torch.nn.LayerNorm, encoder.norms),
    ):
        for part in parts:
            if type(part) is not kind:
                return f"the model has a {type(part).__name__} where a {kind.__name__} is expected"
    if any(table.max_norm is not None for table in encoder.tables):
        return "embeddings are cut to a norm"
    if any(form_of(block.activation) is None for block in encoder.blocks):
        return "the activation is none that the packed path knows"
    weights: list[Any] = [part.weight for part in (*encoder.tables, *encoder.linears, *encoder.norms)]
    if any(weight.dtype != torch.float32 or torch.is_inference(weight) for weight in weights):
        return "the weights are not plain float32"
    if {weight.device for weight in weights} - {weights[0].device} or weights[0].device.type not in DEVICES:
        return "the weights are not all on one processor or CUDA device"
    return None


def passing_obstacle(model: Any) -> str | None:
    """What stands in the way now and may go again: training mode, hooks, methods put in place of a module's own."""
    from torch.nn.modules import module as everywhere

    if everywhere._global_forward_hooks or everywhere._global_forward_pre_hooks:
        return "there are hooks on all modules"
    for part in model.modules():
        if part.training:
            return "the model is in training mode"
        if "forward" in part.__dict__:
            return f"the forward method of a {type(part).__name__} was replaced"
        for name in _HOOKS:
            hooks = part.__dict__.get(name)
            if hooks and any(getattr(hook, "__module__", "") != _HARMLESS for hook in hooks.values()):
                return f"there are hooks on a {type(part).__name__}"
    return None
