"""Weights drawn anew in a copy of a torch model, block by block from the head down. The user's model stays as it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesModule
from exegesis.core.errors import UnsupportedError
from exegesis.core.randomness import stream

if TYPE_CHECKING:
    from torch import Tensor

HEAD, EMBEDDINGS = "head", "embeddings"


class RandomCopy:
    """A copy of a torch model whose blocks of weights are drawn anew on demand, the others as in the original."""

    def __init__(self, model: Model, seed: int) -> None:
        if not isinstance(model, GivesModule):
            raise UnsupportedError(f"{model.name} is a black box: it has no weights that could be drawn anew")
        self.original = model
        self.seed = seed
        self.blocks = blocks(model.model)
        self.copy = model.copied(f"{model.name} (randomised)")

    def randomised(self, chosen: Sequence[str]) -> Model:
        """The copy with these blocks drawn anew, the same numbers each time, and all others put back."""
        import torch

        random = {name for block in chosen for name in self.blocks[block]}
        kept = dict(self.original.model.named_parameters())
        with torch.no_grad():
            for name, parameter in self.copy.model.named_parameters():
                parameter.copy_(self._drawn(name, kept[name]) if name in random else kept[name])
        return self.copy

    def _drawn(self, name: str, weights: "Tensor") -> "Tensor":
        """A normal of the weights' own mean and deviation, so that activations keep their size."""
        import torch

        numbers = stream(self.seed, f"weights of {name}").standard_normal(tuple(weights.shape), dtype="float32")
        numbers *= float(weights.float().std(correction=0))
        numbers += float(weights.float().mean())
        return torch.from_numpy(numbers).to(weights)


def blocks(model: Any) -> dict[str, tuple[str, ...]]:
    """Parameter names by block, from the top down: the head, each layer from the last to the first, the embeddings.

    Layers are the longest list of modules. What a model registers before them counts as embeddings, what after them
    (pooler, final norm, classifier) as head; weights shared by both ends count where they are registered first.
    A model without such a list has its own parts as blocks, by their names.
    """
    from torch.nn import ModuleList

    names = [name for name, _ in model.named_parameters()]
    lists = [(len(module), name) for name, module in model.named_modules() if isinstance(module, ModuleList)]
    if not lists:
        return _parts(model)
    count, path = max(lists, key=lambda one: one[0], default=(0, ""))
    layers = [tuple(name for name in names if name.startswith(f"{path}.{place}.")) for place in range(count)]
    inside = {name for layer in layers for name in layer}
    first = next((place for place, name in enumerate(names) if name in inside), 0)
    below = tuple(name for name in names[:first] if name not in inside)
    above = tuple(name for name in names[first:] if name not in inside)
    found = {HEAD: above} | {f"layer {place}": layers[place] for place in range(count - 1, -1, -1)}
    return {name: held for name, held in (found | {EMBEDDINGS: below}).items() if held}


def _parts(model: Any) -> dict[str, tuple[str, ...]]:
    """The same of a plain network, from the last part to the first; what stands beside its parts is one more."""
    names = [name for name, _ in model.named_parameters()]
    parts = [name for name, _ in model.named_children()][::-1]
    found = {part: tuple(name for name in names if name.startswith(f"{part}.")) for part in parts}
    found["own"] = tuple(name for name in names if "." not in name)
    return {part: held for part, held in found.items() if held}
