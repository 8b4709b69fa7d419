"""Weights by their names as a tree of torch's modules, as transformers' own modules hold them; nothing can be run."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch.nn import Embedding, LayerNorm, Linear, Module, ModuleList, Parameter

from exegesis.adapters.bare.ordinary import OrdinaryWay, only

_Branch = dict[str, Any]  # of branches and tensors


def tree_of(tensors: "Mapping[str, torch.Tensor]", eps: float) -> Module:
    """The modules that hold these tensors, by their names; all norms have this `eps`.

    A matrix with a bias is a Linear, one without an Embedding, a vector a LayerNorm. `OrdinaryWay` where a name is none
    that a module could have.
    """
    root: _Branch = {}
    for name, tensor in tensors.items():
        branch = root
        *path, last = name.split(".")
        for part in path:
            branch = branch.setdefault(part, {})
            if not isinstance(branch, dict):
                raise OrdinaryWay(f"{name} stands below another weight")
        branch[last] = tensor
    try:
        return _module(root, eps)
    except (AttributeError, KeyError, TypeError) as error:
        raise OrdinaryWay(f"the weights have names that no modules have ({error})") from error


def linear(weight: Parameter, bias: Parameter) -> Linear:
    """A Linear of these weights. Its own constructor would draw random ones first, from the global generator."""
    only(bias.shape == weight.shape[:1], "a bias is of another size than its matrix")
    made = Linear.__new__(Linear)
    Module.__init__(made)
    made.out_features, made.in_features = weight.shape
    made.weight, made.bias = weight, bias
    return made


def _module(branch: _Branch, eps: float) -> Module:
    tensors = {name: item for name, item in branch.items() if not isinstance(item, dict)}
    if "weight" in tensors and len(branch) == len(tensors):
        return _leaf(tensors, eps)
    parts = {name: _module(item, eps) for name, item in branch.items() if isinstance(item, dict)}
    if not tensors and set(parts) == set(_numbers(parts)):
        return ModuleList(parts[number] for number in _numbers(parts))
    made = Module()
    for name, part in parts.items():
        made.add_module(name, part)
    for name, tensor in tensors.items():
        made.register_parameter(name, Parameter(tensor))
    return made


def _numbers(parts: Mapping[str, Any]) -> Iterator[str]:
    return map(str, range(len(parts)))


def _leaf(tensors: "Mapping[str, torch.Tensor]", eps: float) -> Module:
    weight = Parameter(tensors["weight"])
    if set(tensors) == {"weight", "bias"}:
        bias = Parameter(tensors["bias"])
        if weight.ndim == 2:
            return linear(weight, bias)
        only(bias.shape == weight.shape and weight.ndim == 1, "a bias is of another size than its norm")
        made = LayerNorm(weight.shape, eps=eps)
        made.weight, made.bias = weight, bias
        return made
    if set(tensors) != {"weight"} or weight.ndim != 2:
        raise OrdinaryWay(f"the weights {sorted(tensors)} are of no module that is known")
    rows, width = weight.shape
    return Embedding(rows, width, _weight=tensors["weight"])
