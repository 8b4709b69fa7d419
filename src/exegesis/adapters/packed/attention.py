"""Attention of packed rows: each group of rows of one length at once, without masks, since nothing is padded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from exegesis.adapters.packed.batch import PackedGroup


@dataclass(frozen=True)
class Attended:
    """Queries (R, D), keys and values (T, D) of rows one after another.

    `places` (B, P): where in its row each query stands; None: there is a query for every token, idle ones included.
    `bias(L)` is added to the scores of rows of L tokens: (1, heads, L, L).
    """

    query: "Tensor"
    key: "Tensor"
    value: "Tensor"
    heads: int
    groups: "tuple[PackedGroup, ...]"
    places: "Tensor | None" = None
    bias: "Callable[[int], Tensor] | None" = None


def attend(given: Attended) -> "Tensor":
    """Softmax of the scaled scores times the values: (R, D), by torch's fused attention."""
    from torch.nn.functional import scaled_dot_product_attention

    found = [_flat(scaled_dot_product_attention(*part[:3], attn_mask=part[3])) for part in _parts(given)]
    return _joined(found, len(given.query))


def attend_in_float32(given: Attended) -> "Tensor":
    """The same of queries, keys and values in bfloat16, in float32, which the answer stays in.

    On a processor the fused attention is as fast in float32. Batched products in bfloat16 are slower, and oneDNN keeps
    kernels for every length and number of rows that it meets: some 700 MB over the lengths of one long text.
    """
    return attend(replace(given, query=given.query.float(), key=given.key.float(), value=given.value.float()))


def _parts(given: Attended) -> "Iterator[tuple[Tensor, Tensor, Tensor, Tensor | None]]":
    """Query (n, heads, P, d), key and value (n, heads, L, d), and the bias, of each group."""
    row = token = asked = 0
    for group in given.groups:
        tokens = group.rows * group.length
        per_row = group.length if given.places is None else given.places.shape[1]
        queries = given.query[asked : asked + group.rows * per_row]
        keys, values = (one[token : token + tokens] for one in (given.key, given.value))
        shaped = [_shaped(one, group.rows, given.heads) for one in (queries, keys, values)]
        places = None if given.places is None else given.places[row : row + group.rows]
        yield shaped[0], shaped[1], shaped[2], _bias(given, group, places, shaped[0])
        row, token, asked = row + group.rows, token + tokens, asked + group.rows * per_row


def _shaped(x: "Tensor", rows: int, heads: int) -> "Tensor":
    return x.view(rows, -1, heads, x.shape[-1] // heads).transpose(1, 2)


def _bias(given: Attended, group: "PackedGroup", places: "Tensor | None", like: "Tensor") -> "Tensor | None":
    if given.bias is None:
        return None
    # Detached: what might be differentiated by its bias does not get the fast kernel.
    table = given.bias(group.length).detach().to(like.dtype)
    return table if places is None else table[0][:, places].transpose(0, 1)  # (n, heads, P, L)


def _flat(x: "Tensor") -> "Tensor":
    """(n, heads, P, d) to (n P, heads d)."""
    return x.transpose(1, 2).reshape(x.shape[0] * x.shape[2], -1)


def _joined(parts: "list[Tensor]", queries: int) -> "Tensor":
    """The parts one after another; 0 for queries of idle tokens behind them."""
    import torch

    idle = queries - sum(map(len, parts))
    if idle:
        parts = [*parts, parts[0].new_zeros(idle, parts[0].shape[1])]
    return parts[0] if len(parts) == 1 else torch.cat(parts)
