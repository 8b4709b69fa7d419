"""Small videos, and models of them whose explanations are known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import exegesis
from exegesis.adapters.videos import VideoModel
from exegesis.core.types import Floats, Integers

FRAMES, HEIGHT, WIDTH, PATCH = 8, 24, 32, 8


def film(seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """(video, where the patch is): a red patch that moves to the right over a shaded ground, a pixel a frame."""
    rng = np.random.default_rng(seed)
    shade = np.linspace(40, 120, HEIGHT)[:, None] + np.linspace(0, 60, WIDTH)
    still = np.stack([0.3 * shade, shade, 180 - shade], axis=2)
    video = still + rng.normal(0, 4, (FRAMES, HEIGHT, WIDTH, 3))
    where = np.zeros((FRAMES, HEIGHT, WIDTH), dtype=np.bool_)
    top, left = rng.integers(2, HEIGHT - PATCH - 2), rng.integers(2, WIDTH - PATCH - FRAMES)
    for frame in range(FRAMES):
        where[frame, top : top + PATCH, left + frame : left + frame + PATCH] = True
    video[where] = [230, 30, 40]
    return np.clip(video, 1, 254).astype(np.uint8), where


def eighths() -> Integers:
    """A map of eight regions: halves of time, of height and of width."""
    frames, rows, columns = (np.arange(size) * 2 // size for size in (FRAMES, HEIGHT, WIDTH))
    return np.asarray(frames[:, None, None] * 4 + rows[:, None] * 2 + columns)


def sees_red(videos: Sequence[Any]) -> Floats:
    """(n, 2): the more red pixels in all frames, the surer; all of the patch is nearly certain."""
    red = [((one[..., 0] > 180) & (one[..., 1] < 80)).sum() / (FRAMES * PATCH**2) for one in videos]
    chance = 1 / (1 + np.exp(4 - 8 * np.array(red)))
    return np.stack([1 - chance, chance], axis=1)


class Adding:
    """A weighted sum over all pixels in 0..1: what each region adds is known for any baseline."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.weights = np.random.default_rng(3).normal(size=shape)

    def __call__(self, videos: Sequence[Any]) -> Floats:
        return np.array([(np.asarray(video, np.float64) / 255 * self.weights).sum() for video in videos])

    def scores(self, video: NDArray[Any], absent: NDArray[Any], regions: Integers) -> Floats:
        """(n,) the sum over each region's pixels of what their absence changes."""
        moved = (self.weights * (video.astype(np.float64) - absent) / 255).sum(axis=3)
        return np.array([moved[regions == region].sum() for region in range(regions.max() + 1)])


def loaded(function: Callable[[Sequence[Any]], Any], **options: Any) -> VideoModel:
    """The function as a model of videos."""
    return exegesis.load(function, modality="video", **options)
