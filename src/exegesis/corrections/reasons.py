"""Right for the right reasons: how steeply the answer depends on words that it should not depend on.

Ross, Hughes & Doshi-Velez 2017, equation 1: the square of d (sum over classes of log p) / d x at the marked positions,
x being what the word pieces are looked up as. It is learned from, so its own gradient is taken (double backward).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from exegesis.adapters.hooks import hooked
from exegesis.adapters.lookups import spot_of
from exegesis.core.errors import UnsupportedError

if TYPE_CHECKING:
    from torch import Tensor


def steepness(logits: "Tensor", vectors: "Tensor", marked: "Tensor") -> "Tensor":
    """The penalty of each text, (B,), differentiable.

    Args:
        logits: (B, C), of a pass that looked the pieces up as `vectors`.
        vectors: (B, L, D), part of the graph of `logits`.
        marked: (B, L), true at the pieces of marked words.
    """
    import torch

    summed = torch.log_softmax(logits.float(), dim=-1).sum()
    (gradients,) = torch.autograd.grad(summed, vectors, create_graph=True)
    squares: Tensor = (gradients.float() ** 2 * marked[..., None]).sum(dim=(1, 2))
    return squares


def marked_table(attention: "Tensor", marked: Sequence[Sequence[int]]) -> "Tensor":
    """(B, L): true at the marked positions of each row, counted from its first own piece, wherever padding stands."""
    import torch

    table = torch.zeros_like(attention, dtype=torch.bool)
    for row, places in enumerate(marked):
        own = attention[row].nonzero()[:, 0]
        table[row, own[list(places)]] = True
    return table


@contextmanager
def looked_up(model: Any, ids: "Tensor") -> Iterator[list["Tensor"]]:
    """While inside, what the word pieces `ids` (B, L) are looked up as goes into the list: (B, L, D) a lookup."""
    seen: list[Tensor] = []

    def keep(_table: Any, asked: Any, output: Any) -> None:
        spot = spot_of(asked, ids)
        if spot is not None and not spot.tokens_first and spot.start == 0 and output.shape[1] == ids.shape[1]:
            seen.append(output)

    with hooked(model.get_input_embeddings(), keep):
        yield seen


def the_lookup(seen: Sequence["Tensor"], name: str) -> "Tensor":
    """The one lookup of a pass; `UnsupportedError` where there are several, or none."""
    if len(seen) != 1:
        raise UnsupportedError(
            f"{name} does not look its word pieces up once a pass, so gradients on marked words cannot be penalised; "
            "use counterfactual texts, or edit the data."
        )
    return seen[0]
