"""A model with only some of its layers: same family, embeddings and head; or a BERT in DistilBERT's shape."""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import torch
from torch import nn

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError, unknown
from exegesis.training.initialization import distilbert_from_bert, spread_layers

SHAPES = ("same", "distilbert")


def layers_chosen(source: TransformerModel, layers: Sequence[int], depth: int) -> tuple[int, ...]:
    """The layers named, or `depth` of them spread over the model's; `InputError` for those that it has not."""
    there = len(layer_list(source)[1])
    if depth > there:
        raise InputError(f"{depth} layers for the student, but {source.name} has only {there}.")
    chosen = tuple(layers) or spread_layers(there, depth)
    if not all(0 <= layer < there for layer in chosen):
        raise InputError(f"layers {','.join(map(str, chosen))}: {source.name} has layers 0 to {there - 1}.")
    return chosen


def thinned(source: TransformerModel, layers: Sequence[int], shape: str = "same") -> TransformerModel:
    """A new model of these layers of `source`, in that order; embeddings, head and tokenizer are its own.

    `shape` "distilbert": of a BERT a DistilBERT (no token types, no pooler; a fresh head where it classifies texts),
    drawn from torch's generator. Raises `UnsupportedError` for models whose layers are no list.
    """
    if shape not in SHAPES:
        raise unknown("shape", shape, SHAPES)
    if shape == "distilbert":
        if source.config.model_type != "bert":
            raise UnsupportedError(f"DistilBERT's shape is made of a BERT, not of {source.config.model_type}.")
        rows = range(source.config.vocab_size)
        attention = source.config._attn_implementation
        model: Any = distilbert_from_bert(source.model, layers, rows, attention)
    else:
        model = _same_family(source, layers)
    return TransformerModel(model, source.tokenizer, name=f"{source.name}, layers {' '.join(map(str, layers))}")


def layer_list(source: TransformerModel) -> tuple[str, nn.ModuleList]:
    """The name and the list of the model's layers; `UnsupportedError` where there is no one list."""
    depth = getattr(source.config, "num_hidden_layers", None)
    lists = [
        (name, module)
        for name, module in source.model.base_model.named_modules()
        if isinstance(module, nn.ModuleList) and len(module) == depth and not re.search(r"\.\d+(\.|$)", name)
    ]
    if len(lists) != 1 or source.config.is_encoder_decoder:
        raise UnsupportedError(
            f"{source.name} ({source.config.model_type}) has no one list of layers to choose from; "
            "give a student of its own."
        )
    return lists[0]


def _same_family(source: TransformerModel, layers: Sequence[int]) -> Any:
    """Built anew from the configuration, so that what is stored is what is trained."""
    prefix = f"{_prefix(source)}{layer_list(source)[0]}."
    with torch.random.fork_rng(devices=[]):
        model: Any = type(source.model)(_config(source.config, layers))
    model.load_state_dict(_chosen(source.model.state_dict(), prefix, layers))
    return model


def _prefix(source: TransformerModel) -> str:
    """What stands before the names of the body's weights."""
    name = source.model.base_model_prefix
    return f"{name}." if hasattr(source.model, name) else ""


def _config(config: Any, layers: Sequence[int]) -> Any:
    """The configuration with fewer layers; lists with an entry a layer (kinds of attention) are cut with them."""
    made = deepcopy(config)
    depth = config.num_hidden_layers
    for name, value in config.to_dict().items():
        if isinstance(value, list) and len(value) == depth:
            setattr(made, name, [value[layer] for layer in layers])
    made.num_hidden_layers = len(layers)
    return made


def _chosen(state: dict[str, torch.Tensor], prefix: str, layers: Sequence[int]) -> dict[str, torch.Tensor]:
    """The weights of the chosen layers under their new numbers, and all that belong to no layer."""
    found = {name: tensor for name, tensor in state.items() if not name.startswith(prefix)}
    for name, tensor in state.items():
        if name.startswith(prefix):
            number, _, rest = name.removeprefix(prefix).partition(".")
            for new, old in enumerate(layers):
                if old == int(number):
                    found[f"{prefix}{new}.{rest}"] = tensor
    return found
