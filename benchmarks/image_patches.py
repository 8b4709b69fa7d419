"""Planted patches: the one superpixel that decides is known, and methods either name it first or do not.

Two kinds. "exact": a model whose answer is a function of one colour's share alone, so that the patch of that colour is
all there is to find; the rest of the photograph counts nothing. "class": a photograph of another class, cut and
shrunk, is put into an image for the bundled network; kept are pairs in which the patch takes the class from below .02
to above .3, so that it is the cause.

    python -m benchmarks.image_patches --data DIR/images/imagenet_samples --out docs/results/images/patches.json
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.image_scenes import MODEL, SIDE, Photograph, photographs, write
from numpy.typing import NDArray
from scipy.stats import binomtest
from skimage.segmentation import slic

import exegesis
from exegesis.core.types import Floats, Integers
from exegesis.data.regions import numbered

EXACTLY: dict[str, dict[str, Any]] = {
    "lime": {"samples": 300},
    "kernel_shap": {"samples": 300},
    "partition_shap": {"samples": 300},
    "permutation_shap": {"samples": 300},
    "occlusion": {},
    "rise": {"samples": 300},
    "random": {},
}
OF_CLASSES: dict[str, dict[str, Any]] = {
    "occlusion": {},
    "grad_cam": {},
    "random": {},
    "lime": {"samples": 200, "output": "probability"},
    "partition_shap": {"samples": 200},
    "integrated_gradients": {"steps": 16},
    "gradient": {},
    "kernel_shap": {"samples": 200},
    "rise": {"samples": 300},
    "xrai": {},
    "smooth_grad": {"samples": 16},
}
MASKING = ("lime", "kernel_shap", "partition_shap", "permutation_shap", "occlusion")
COLOUR = (255, 0, 200)  # which no photograph here has
EXACT, PATCH = 28, 88  # pixels of a side, of 112 and of 224
BEFORE, AFTER = 0.02, 0.3


def main() -> None:
    """Plant, explain, count, write."""
    given = _given()
    scenes, before = photographs(given.data), _known(given.out)
    cases = exact_cases(scenes, given.exact, np.random.default_rng(0))
    function = exegesis.load(magenta, modality="image", labels=["no", "yes"])
    found: dict[str, Any] = {"exact": {}, "class": {}, "exact_patch": EXACT, "patch": PATCH, "side": SIDE}

    def add(kind: str, method: str, told: dict[str, Any]) -> None:
        found[kind][method] = told
        write(given.out, found)

    counted(function, cases, EXACTLY, before.get("exact", {}), partial(add, "exact"))
    if not given.cases:
        return
    model = exegesis.load(MODEL, threads=1)
    cases, tried = class_cases(model, scenes, given.cases, np.random.default_rng(1))
    found |= {"cases": given.cases, "tried": tried, "before": BEFORE, "after": AFTER}
    counted(model, cases, OF_CLASSES, before.get("class", {}), partial(add, "class"))


def _known(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def magenta(images: Sequence[Any]) -> Floats:
    """(n, 2): whether a hundredth of the pixels have the colour, smoothly."""
    near = [(np.abs(np.asarray(image, dtype=float) - COLOUR).max(axis=2) < 40).mean() for image in images]
    high = 1 / (1 + np.exp(-200 * (np.array(near) - 0.02)))
    return np.stack([1 - high, high], axis=1)


class Planted:
    """An image with its patch, its regions of which the patch is one, which of them, and the class it stands for."""

    def __init__(self, pixels: NDArray[np.uint8], regions: Integers, patch: int, target: str) -> None:
        self.pixels, self.regions, self.patch, self.target = pixels, regions, patch, target


def planted(scene: NDArray[np.uint8], patch: NDArray[np.uint8], target: str, rng: np.random.Generator) -> Planted:
    """The patch at a random place; the superpixels are those of the scene without it."""
    side = len(patch)
    top, left = rng.integers(0, len(scene) - side, 2)
    pixels = scene.copy()
    pixels[top : top + side, left : left + side] = patch
    labels = slic(scene, n_segments=50, compactness=10, start_label=0)
    labels[top : top + side, left : left + side] = labels.max() + 1
    regions = numbered(labels)
    return Planted(pixels, regions, int(regions[top, left]), target)


def exact_cases(scenes: Sequence[Photograph], count: int, rng: np.random.Generator) -> list[Planted]:
    """Patches of the colour, in photographs in turn; at half the size, since only shares count."""
    patch = np.broadcast_to(np.array(COLOUR, dtype=np.uint8), (EXACT, EXACT, 3))
    return [planted(scenes[place % len(scenes)].pixels[::2, ::2], patch, "yes", rng) for place in range(count)]


def class_cases(
    model: Any, scenes: Sequence[Photograph], count: int, rng: np.random.Generator
) -> tuple[list[Planted], int]:
    """Photographs shrunk to patches in others, where the patch is what makes the class likely; and how many tried."""
    from PIL import Image as pil

    found: list[Planted] = []
    tried = 0
    places = rng.permutation([(a, b) for a in range(len(scenes)) for b in range(len(scenes)) if a != b])
    whole = model.predict([one.pixels for one in scenes])
    known = [place for place, one in enumerate(scenes) if _is_class(model.labels[int(whole[place].argmax())], one.name)]
    for scene, cut in places.tolist():
        if len(found) == count or tried == 20 * count:
            break
        if cut not in known:
            continue
        index = int(whole[cut].argmax())
        if whole[scene][index] > BEFORE:
            continue
        tried += 1
        patch = np.asarray(pil.fromarray(scenes[cut].pixels).resize((PATCH, PATCH), pil.Resampling.BICUBIC))
        made = planted(scenes[scene].pixels, patch, model.labels[index], rng)
        if model.predict([made.pixels])[0][index] > AFTER:
            found.append(made)
    return found, tried


def counted(
    model: Any,
    cases: Sequence[Planted],
    ways: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Any],
    add: Callable[[str, dict[str, Any]], None],
) -> None:
    """For each method: how often the patch has the highest score, with the exact interval of Clopper and Pearson.

    `before`: what another run has found; a method that is in it with as many cases is not run again.
    """
    for method, settings in ways.items():
        if method in before and before[method]["of"] == len(cases):
            add(method, before[method])
        else:
            own = {**settings, **({"baseline": "grey"} if method in MASKING else {})}
            add(method, {**_tried(model, cases, method, own), "settings": own})


def _tried(model: Any, cases: Sequence[Planted], method: str, settings: dict[str, Any]) -> dict[str, float]:
    hits, regions = 0, []
    for place, one in enumerate(cases):
        explained = exegesis.explain(
            model, one.pixels, method, one.target, unit=one.regions, id=f"case {place}", **settings
        )
        hits += int(np.argmax(explained.scores)) == one.patch
        regions.append(len(explained.units))
    interval = binomtest(hits, len(cases)).proportion_ci(method="exact")
    shares = {"low": float(interval.low), "high": float(interval.high), "regions": float(np.mean(regions))}
    return {"hits": hits, "of": len(cases), **shares}


def _is_class(label: str, file: str) -> bool:
    return file.partition("_")[2].replace("_", " ").lower() in label.lower().replace("-", " ")


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--exact", type=int, default=100)
    return parser.parse_args()


if __name__ == "__main__":
    main()
