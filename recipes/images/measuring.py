"""How often the classifier is right about photographs whose file names begin with the class's WordNet number."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.adapters.bundled_images import CONFIG, BundledImages, load_bundled_images, network_of
from exegesis.core.errors import InputError

SAMPLES = Path("images") / "imagenet_samples"  # in the folder of the data sets


@dataclass(frozen=True)
class Measured:
    """Of so many photographs, one a class: right by the likeliest class, and by one of the five likeliest."""

    images: int
    top_1: int
    top_5: int


def measure(folder: Path, data: Path) -> Measured:
    """Of the model in `folder`, on the photographs among the data sets."""
    files = _files(data)
    synsets = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["synsets"]
    truth = np.array([synsets.index(file.name.partition("_")[0]) for file in files])
    order = np.argsort(-load_bundled_images(folder, "images").predict(files), axis=1)[:, :5]
    hits = order == truth[:, None]
    return Measured(len(files), int(hits[:, 0].sum()), int(hits.any(axis=1).sum()))


def deviation(folder: Path, weights: Mapping[str, Any], data: Path) -> float:
    """The largest difference of a probability on the photographs between the model in `folder` and these weights."""
    stored = load_bundled_images(folder, "images")
    exact = BundledImages(network_of(weights), stored.inputs, stored.labels, "exact", "single-label")
    files = _files(data)
    return float(np.abs(stored.predict(files) - exact.predict(files)).max())


def _files(data: Path) -> list[Path]:
    found = sorted((data / SAMPLES).glob("n*_*.jpg"))
    if not found:
        raise InputError(f"no photographs (n01443537_goldfish.jpg and so on) in {str(data / SAMPLES)!r}.")
    return found
