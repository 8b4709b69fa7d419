"""Images of four planted textures, and explanations of a model that sees one of them alone."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

import exegesis
from exegesis import Explanation
from exegesis.core.types import Floats
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.summaries import VisualWords, visual_words
from tests.modalities.image.pictures import loaded, quarters

TEXTURES = {"snow": (235, 238, 245), "grass": (60, 140, 50), "rock": (90, 85, 80), "sky": (80, 130, 220)}
SIDE = 24
IMAGES = 6


def planted(seed: int) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """An image of four quarters, and which texture each is; two may be alike, and snow is always there."""
    rng = np.random.default_rng(seed)
    kinds = ["snow", *rng.choice(list(TEXTURES), 3)]
    order = rng.permutation(kinds).tolist()
    noise = rng.integers(-9, 10, (SIDE, SIDE, 3))
    colours = np.array([TEXTURES[kind] for kind in order])[quarters(SIDE, SIDE)]
    return np.clip(colours + noise, 0, 255).astype(np.uint8), tuple(order)


def snowy(images: list[NDArray[np.uint8]]) -> Floats:
    """(n, 2): the share of nearly white pixels."""
    white = np.array([(np.asarray(image).min(axis=2) > 200).mean() for image in images])
    return np.stack([1 - white, white], axis=1)


@cache
def explained(count: int = IMAGES) -> tuple[Explanation, ...]:
    """Each quarter's worth is its share of snow: a quarter of the image, or nothing."""
    model = loaded(snowy, labels=["dry", "snowy"], name="snow")
    regions = quarters(SIDE, SIDE)
    images = [planted(seed)[0] for seed in range(count)]
    found = exegesis.explain_many(model, images, "occlusion", "snowy", unit=regions, baseline="black")
    return tuple(one for one in found if isinstance(one, Explanation))


def seen() -> VisualWords:
    """The words of these images."""
    return visual_words(explained(), words=4)


def item_pictures() -> list[ExplainedItem]:
    """The explanations as a file holds them."""
    return [ExplainedItem(number, None, "", None, (one,)) for number, one in enumerate(explained(), 1)]
