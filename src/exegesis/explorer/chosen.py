"""The caller's words for heads, rows and columns, checked: layers and heads count from 1, layer 0 is the embeddings."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.plurals import plural
from exegesis.explorer.records import WeighedHead

# Heads as (layer, head), or these with weights; None: all.
Heads: TypeAlias = Iterable[tuple[int, int]] | Mapping[tuple[int, int], float]
TOGETHER = ("mean", "sum")


def check_layer(layer: Any, layers: int, name: str) -> int:
    """The index of a layer; `InputError` that names the range."""
    if not _whole(layer) or not 1 <= layer <= layers:
        _check_whole(layer, "layer")
        zero = " Layer 0 is the embeddings, which attend to nothing." if layer == 0 else ""
        raise InputError(f"layer {shown(layer)} is not there: {name} has layers 1 to {layers}.{zero}")
    return int(layer) - 1


def check_head(head: Any, heads: int, name: str) -> int:
    """The index of a head; `InputError` that names the range."""
    _check_whole(head, "head")
    if not 1 <= head <= heads:
        raise InputError(f"head {shown(head)} is not there: a layer of {name} has heads 1 to {heads}.")
    return int(head) - 1


def check_place(number: Any, count: int, what: str) -> int:
    """The number of a row or column, from 0; `InputError` that names the range."""
    _check_whole(number, what)
    if not 0 <= number < count:
        raise InputError(f"{what} {shown(number)} is not there: {what}s 0 to {count - 1} are shown.")
    return int(number)


def chosen(heads: Heads | None, layer: int | None, shape: tuple[int, int], name: str) -> tuple[WeighedHead, ...]:
    """The heads that are meant, in the order of the layers, each once; those without a weight have the weight 1."""
    if heads is not None and layer is not None:
        raise InputError("give heads or a layer, not both; heads are pairs (layer, head).")
    if heads is None:
        layers = range(1, shape[0] + 1) if layer is None else [check_layer(layer, shape[0], name) + 1]
        return tuple(WeighedHead(one, head, 1.0) for one in layers for head in range(1, shape[1] + 1))
    found: dict[tuple[int, int], float] = {}
    for pair, weight in _weighed(heads):
        place = check_layer(pair[0], shape[0], name) + 1, check_head(pair[1], shape[1], name) + 1
        if place in found:
            raise InputError(f"head {place} is named twice; name each once.")
        found[place] = weight
    if not found:
        raise InputError("no head is chosen; name at least one (layer, head).")
    if not any(found.values()):
        raise InputError("no head is chosen; name at least one (layer, head) whose weight is not 0.")
    return tuple(WeighedHead(*place, weight) for place, weight in sorted(found.items()))


def check_together(how: str) -> str:
    """`how` heads are put together; `InputError` for an unknown way."""
    if how not in TOGETHER:
        raise unknown("way of putting heads together", how, TOGETHER)
    return how


def said(heads: tuple[WeighedHead, ...], how: str, shape: tuple[int, int]) -> str:
    """The heads in words."""
    if len(heads) == 1 and (how == "mean" or heads[0].weight == 1) and heads[0].weight > 0:
        return f"layer {heads[0].layer}, head {heads[0].head}"
    layers = list(dict.fromkeys(one.layer for one in heads))
    where = f"layer {layers[0]}" if len(layers) == 1 else f"{len(layers)} layers"
    if all(one.weight == 1 for one in heads):
        all_of = len(heads) == len(layers) * shape[1]
        return f"{how} of {'all heads' if all_of else plural(len(heads), 'head')} of {where}"
    return f"{how} of {plural(len(heads), 'head')} of {where}, weighed"


def _weighed(heads: Heads) -> Iterable[tuple[tuple[int, int], float]]:
    given: list[Any] = list(heads.items()) if isinstance(heads, Mapping) else _listed(heads)
    for pair, weight in given:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise InputError(f"a head is a pair (layer, head), not {shown(pair)}; a whole layer is layer=.")
        number = isinstance(weight, int | float | np.integer | np.floating) and not isinstance(weight, bool)
        if not number or not isfinite(weight):
            raise InputError(f"the weight of head {shown(pair)} must be a number, not {shown(weight)}.")
        yield (pair[0], pair[1]), float(weight)


def _listed(heads: Any) -> list[Any]:
    if not isinstance(heads, Iterable) or isinstance(heads, str):
        raise InputError(f"heads must be pairs (layer, head), not {shown(heads)}; a whole layer is layer=.")
    return [(pair, 1.0) for pair in heads]


def _check_whole(value: Any, what: str) -> None:
    if not _whole(value):
        raise InputError(f"a {what} is a whole number, not {shown(value)}.")


def _whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
