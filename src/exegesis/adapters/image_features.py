"""What networks of images see at places, before they pool over them; of the image whole, where a model's own reading
may cut its rim off."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Model
from exegesis.adapters.bundled_images import BundledImages
from exegesis.adapters.failures import told
from exegesis.adapters.image_folders import ImageTransformer
from exegesis.adapters.quiet import quiet
from exegesis.adapters.turns import alone
from exegesis.core.errors import UnsupportedError
from exegesis.data.image import Image

Features: TypeAlias = NDArray[np.float32]  # (h, w, D): a vector for each of h x w equal parts of the image
_USUAL_SIDE = 224  # pixels, where a processor does not say


def features(model: Model, image: Image) -> Features:
    """Of an image, resized whole to what the network reads; `UnsupportedError` for a model that gives none."""
    for kind, seen in _SEEN.items():
        if isinstance(model, kind):
            return seen(model, image)
    raise UnsupportedError(f"{model.name} gives no features of places in an image.")


def _of_folder(model: ImageTransformer, image: Image) -> Features:
    """The states before the head: maps of a convolutional network, patches of a transformer."""
    import torch

    side = _side(model.processor)
    with told(model.name, "on one image"), alone(model.model), torch.inference_mode():
        with quiet():
            given = [_resized(image, side)]
            inputs = model.processor(images=given, do_resize=False, do_center_crop=False, return_tensors="pt")
        states = model.model.base_model(inputs["pixel_values"].to(model.model.device)).last_hidden_state
    return np.asarray(_over_places(states, side, model)[0].float().cpu().numpy())


def _of_bundled(model: BundledImages, image: Image) -> Features:
    """What the classifier sees the mean of."""
    import torch

    given = np.asarray(_resized(image, model.inputs.side))
    with told(model.name, "on one image"), alone(model.model), torch.inference_mode():
        maps: torch.Tensor = model.model.features(torch.from_numpy(model.inputs.of(given)).permute(2, 0, 1)[None])
    return np.asarray(maps[0].permute(1, 2, 0).numpy())


def _resized(image: Image, side: int) -> Any:
    from PIL.Image import Resampling, fromarray

    return fromarray(image.rounded()).resize((side, side), Resampling.BICUBIC)


def _side(processor: Any) -> int:
    """Pixels of a side of what the network is given."""
    size = processor.crop_size if getattr(processor, "do_center_crop", False) else processor.size
    found = [size[name] for name in ("height", "shortest_edge") if size and size.get(name)]
    return int(found[0]) if found else _USUAL_SIDE


def _over_places(states: Any, side: int, model: ImageTransformer) -> Any:
    """(B, h, w, D) of a convolutional network's (B, D, h, w), or of a transformer's patches (B, extra + h w, D)."""
    if states.ndim == 4:
        return states.permute(0, 2, 3, 1)
    patch = getattr(model.model.config, "patch_size", None)
    along = side // patch if isinstance(patch, int) and patch > 0 else 0
    if states.ndim != 3 or not 0 < along**2 <= states.shape[1]:
        raise UnsupportedError(f"{model.name} gives no features of places in an image.")
    return states[:, -(along**2) :].unflatten(1, (along, along))


_SEEN: Mapping[type[Model], Callable[[Any, Image], Features]] = {
    ImageTransformer: _of_folder,
    BundledImages: _of_bundled,
}
