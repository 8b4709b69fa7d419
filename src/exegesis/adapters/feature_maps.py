"""Maps inside a module of images: where the last convolution's stand, what they hold, and others put in their place.

The last map is the last output of the last convolution's size: of a residual network what its last stage gives, with
the norm, the activation and the sum that follow the convolution, not one branch of that sum. A vision transformer's one
convolution cuts the image into patches, and what follows are tokens: there a layer must be named, whose tokens are
those patches, perhaps with a class token before them.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.hooks import hooked
from exegesis.core.errors import UnsupportedError, unknown

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


@dataclass(frozen=True)
class FeatureMap:
    """What a layer gives: a vector at each cell of a grid (rows, columns).

    `tokens_before`: of tokens (B, L, D) how many stand before those of the cells; None for maps (B, D, rows, columns).
    """

    layer: str
    grid: tuple[int, int]
    tokens_before: int | None = None

    def vectors(self, output: "Tensor") -> "Tensor":
        """(B, P, D) of what the layer gave."""
        if self.tokens_before is None:
            return output.flatten(2).transpose(1, 2)
        return output[:, self.tokens_before :]

    def put(self, output: "Tensor", points: "Tensor") -> "Tensor":
        """What the layer gave, with `points` (B, P, D) in place of its cells'."""
        import torch

        points = points.to(output.dtype)
        if self.tokens_before is None:
            return points.transpose(1, 2).reshape(len(points), -1, *self.grid)
        return torch.cat([output[:, : self.tokens_before], points], dim=1)


class Maps(Protocol):
    """What is asked of a model of images here."""

    name: str
    model: Any

    def batch_of(self, entering: NDArray[np.float32]) -> "Tensor": ...
    def answers(self, batch: "Tensor") -> "Tensor": ...


@dataclass(frozen=True)
class _Output:
    """One output of a pass: whose, and of what shape."""

    layer: str
    shape: tuple[int, ...]
    is_convolution: bool


def found(maps: Maps, entering: NDArray[np.float32], layer: str | None) -> FeatureMap:
    """The map of a layer, or of the last convolution; `UnsupportedError` where there is none to weigh."""
    outputs = _outputs(maps, entering)
    if layer is not None:
        return _named(maps, outputs, layer)
    grids = [one.shape[2:] for one in outputs if one.is_convolution]
    if not grids:
        raise UnsupportedError(f"{maps.name} has no convolution, so grad_cam has no map; integrated_gradients fits it.")
    rows, columns = grids[-1]
    tokens = [one.layer for one in outputs if _before(one.shape, rows * columns) is not None]
    if tokens:
        # Of the last block's output the head reads the class token alone.
        blocks = [name for name in tokens if name.rpartition(".")[2].isdecimal()] or tokens
        raise UnsupportedError(
            f"the convolution of {maps.name} cuts patches, and what follows are tokens; name a layer of these, as in "
            f"layer={blocks[-2] if len(blocks) > 1 else blocks[0]!r}, or use integrated_gradients."
        )
    last = [one for one in outputs if len(one.shape) == 4 and one.shape[2:] == (rows, columns)][-1]
    return _checked(maps, FeatureMap(last.layer, (rows, columns)))


def read(maps: Maps, entering: NDArray[np.float32], at: FeatureMap) -> NDArray[np.float32]:
    """What the layer gives where this enters, (P, D)."""
    import torch

    seen: list[Tensor] = []
    site = maps.model.get_submodule(at.layer)
    with torch.inference_mode(), hooked(site, lambda _site, _given, output: seen.append(output.clone())):
        maps.answers(maps.batch_of(entering))
    return np.asarray(at.vectors(seen[0])[0].float().cpu().numpy())


def answers(maps: Maps, points: "Tensor", at: FeatureMap, entering: NDArray[np.float32]) -> "Tensor":
    """The module's answers (S, C) where `points` (S, P, D) stand in for what the layer gives."""
    site = maps.model.get_submodule(at.layer)
    batch = maps.batch_of(entering).expand(len(points), -1, -1, -1)
    put = 0  # points, of a module that takes its batches in parts

    def replaced(_site: "Module", _given: Any, output: "Tensor") -> "Tensor":
        nonlocal put
        part = points[put : put + len(output)]
        put += len(output)
        return at.put(output, part).clone()  # what follows may change it where it stands, which a leaf must not suffer

    with hooked(site, replaced):
        return maps.answers(batch)


def _named(maps: Maps, outputs: list[_Output], layer: str) -> FeatureMap:
    of_layer = [one.shape for one in outputs if one.layer == layer]
    if not of_layer:
        known = [name for name, _ in maps.model.named_modules() if name]
        usual = [one.layer for one in outputs if len(one.shape) == 4 and _is_landmark(one.layer)]
        if layer in known:
            raise UnsupportedError(f"layer {layer!r} gives no tensor that could be weighed; name another layer.")
        raise unknown("layer", layer, usual or known)
    if len(of_layer) > 1:
        raise UnsupportedError(f"layer {layer!r} runs {len(of_layer)} times in one pass; name another layer.")
    shape = of_layer[0]
    if len(shape) == 4:
        return _checked(maps, FeatureMap(layer, (shape[2], shape[3])))
    for grid in [one.shape[2:] for one in outputs if one.is_convolution][::-1]:
        before = _before(shape, grid[0] * grid[1])
        if before is not None:
            return _checked(maps, FeatureMap(layer, (grid[0], grid[1]), before))
    raise UnsupportedError(
        f"layer {layer!r} gives an output of shape {shape}, neither maps (channels, rows, columns) nor a token for "
        "each patch; name another layer."
    )


def _is_landmark(layer: str) -> bool:
    """Of hundreds of modules those that people look for: the outermost, and numbered blocks."""
    return "." not in layer or layer.rpartition(".")[2].isdecimal()


def _before(shape: tuple[int, ...], cells: int) -> int | None:
    """How many tokens stand before those of so many cells, 0 or 1; None for what is no such row of tokens."""
    return shape[1] - cells if len(shape) == 3 and cells > 1 and shape[1] - cells in (0, 1) else None


def _checked(maps: Maps, at: FeatureMap) -> FeatureMap:
    if at.grid[0] * at.grid[1] < 2:
        raise UnsupportedError(
            f"layer {at.layer!r} of {maps.name} sees the whole image in one cell; name an earlier layer."
        )
    return at


def _outputs(maps: Maps, entering: NDArray[np.float32]) -> list[_Output]:
    """Every tensor that a module of one pass gave, in the order in which they ended."""
    import torch

    convolutions = (torch.nn.Conv2d, torch.nn.ConvTranspose2d)
    seen: list[_Output] = []

    def seeing(name: str) -> Callable[[Any, Any, Any], None]:
        def see(site: "Module", _given: Any, output: Any) -> None:
            if isinstance(output, torch.Tensor):
                seen.append(_Output(name, tuple(output.shape), isinstance(site, convolutions)))

        return see

    with torch.inference_mode(), _all_hooked(maps.model, seeing):
        maps.answers(maps.batch_of(entering))
    return seen


@contextmanager
def _all_hooked(model: "Module", seeing: Callable[[str], Callable[[Any, Any, Any], None]]) -> Iterator[None]:
    with ExitStack() as stack:
        for name, site in model.named_modules():
            if name:
                stack.enter_context(hooked(site, seeing(name)))
        yield
