"""Photographs for the experiments with images, what is snow in them by rule, and patches put into them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import exegesis
from exegesis.core.machine import machine, today
from exegesis.core.types import Floats, Integers
from exegesis.data.image import Image, ImageRow

MODEL = "bundled:images"
SIDE = 224  # pixels: what the model reads
_EARLY, _PLACES = 3, 7  # blocks, and places a side
_PACKAGES = ("torch", "numpy", "scikit-learn", "scikit-image", "pillow")


@dataclass(frozen=True)
class Photograph:
    """Its name, and its pixels as the model reads them: the square in the middle, (SIDE, SIDE, 3)."""

    name: str
    pixels: NDArray[np.uint8]

    @classmethod
    def of(cls, path: Path) -> "Photograph":
        from PIL import Image as pil

        with pil.open(path) as opened:
            image = opened.convert("RGB")
        side = min(image.size)
        left, upper = (image.width - side) // 2, (image.height - side) // 2
        square = image.crop((left, upper, left + side, upper + side)).resize((SIDE, SIDE), pil.Resampling.BICUBIC)
        return cls(path.stem, np.asarray(square))


def photographs(folder: Path) -> list[Photograph]:
    """All of a folder, by name."""
    found = [Photograph.of(path) for path in sorted(folder.iterdir())]
    if not found:
        raise SystemExit(f"{folder} holds no photograph")
    return found


def snow(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(height, width): which pixels are snow, by rule: bright (largest channel over .55) and pale (saturation below .2,
    where blue leads below .45, as snow in shade has it), in an area that reaches the image's rim and covers 2% of it.

    So white fur counts only where it touches such an area or the rim; a pale sky counts too.
    """
    from scipy.ndimage import label

    values = pixels.astype(np.float64) / 255
    high, low = values.max(axis=2), values.min(axis=2)
    saturation = (high - low) / np.maximum(high, 1e-6)
    is_blue = values[..., 2] >= high
    pale = (high > 0.55) & (saturation < np.where(is_blue, 0.45, 0.2))
    areas, count = label(pale)
    rim = np.unique(np.concatenate([areas[0], areas[-1], areas[:, 0], areas[:, -1]]))
    sizes = np.bincount(areas.ravel(), minlength=count + 1)
    kept = [area for area in rim.tolist() if area and sizes[area] >= 0.02 * areas.size]
    return np.isin(areas, kept)


def rim(size: tuple[int, ...]) -> NDArray[np.bool_]:
    """(height, width): the outer 15% of an image, where the animal seldom is."""
    wide, found = round(0.15 * min(size)), np.ones(size, dtype=np.bool_)
    found[wide:-wide, wide:-wide] = False
    return found


def rim_share(mask: NDArray[np.bool_]) -> float:
    """The share of a mask among an image's rim."""
    return float(mask[rim(mask.shape)].mean())


def region_shares(mask: NDArray[np.bool_], regions: Integers) -> Floats:
    """(n,): how much of each region is under the mask."""
    inside = regions >= 0
    return np.asarray(np.bincount(regions[inside], mask[inside]) / np.bincount(regions[inside]))


class Eyes:
    """What the bundled network sees: early, edges and colours of its first layers, and late, before it answers."""

    def __init__(self) -> None:
        self.model: Any = exegesis.load(MODEL, threads=1)

    def __call__(self, images: Sequence[Any]) -> dict[str, Floats]:
        """ "early" (n, 1176): 24 channels after the third block, means over 7 x 7 places; "late" (n, 1280): pooled."""
        import torch
        from torch.nn.functional import adaptive_avg_pool2d, relu6

        network, found = self.model.model, []
        with torch.inference_mode():
            for image in images:
                (given,) = self.model.prepared([ImageRow(Image(np.asarray(image), 255))])
                maps = relu6(network.stem(given[None].contiguous(memory_format=torch.channels_last)))
                for block in network.blocks[:_EARLY]:
                    maps = block(maps)
                early = adaptive_avg_pool2d(maps, _PLACES).flatten().double().numpy()
                for block in network.blocks[_EARLY:]:
                    maps = block(maps)
                late = relu6(network.head(maps)).mean(dim=(2, 3))[0].double().numpy()
                found.append((early, late))
        return {"early": np.array([one for one, _ in found]), "late": np.array([one for _, one in found])}

    def logits(self, late: Floats) -> Floats:
        """(n, 1000), of the late features: the classifier is linear."""
        head = self.model.model.classifier
        return np.asarray(late @ head.weight.double().numpy().T + head.bias.double().numpy())


def made() -> dict[str, str]:
    """When, where and with what."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return {"date": today(), "machine": f"{machine()}, one thread", "versions": packages}


def write(path: Path, data: dict[str, Any]) -> None:
    """JSON, numbers rounded to what is told."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"made": made(), **_rounded(data)}, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path}")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_rounded(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return round(value, 4) if isinstance(value, float) else value
