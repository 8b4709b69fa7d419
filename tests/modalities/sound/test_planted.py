"""What a planted tone decides is found where it was planted, in time and in frequency, by every method."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import exegesis
from exegesis import Tiles
from exegesis.data.tiles import tiles_of
from tests.modalities.sound.sounds import RATE, loaded

STRETCHES, BANDS, SOUNDS = 6, 3, 20
SECONDS, HERTZ = 0.3, (300.0, 1100.0, 2800.0)  # one in each band
METHODS: dict[str, dict[str, Any]] = {
    "lime": {"samples": 150},
    "kernel_shap": {"samples": 150},
    "partition_shap": {"samples": 100},
    "occlusion": {},
}


def planted(seed: int) -> tuple[NDArray[np.float64], float, float]:
    """(sound, when, how high): a tone of 40 ms under noise."""
    rng, times = np.random.default_rng(seed), np.arange(round(SECONDS * RATE)) / RATE
    start, hertz = float(rng.uniform(0, SECONDS - 0.04)), float(HERTZ[seed % 3])
    tone = 0.6 * np.sin(2 * np.pi * hertz * times) * ((times >= start) & (times < start + 0.04))
    return rng.normal(0, 0.02, len(times)) + tone, start, hertz


def hears(hertz: float) -> Any:
    """A function of sounds: the louder that tone is, the surer."""

    def chances(sounds: Sequence[Any]) -> NDArray[np.float64]:
        times = np.arange(len(sounds[0])) / RATE
        size = np.abs(np.array(sounds) @ np.exp(2j * np.pi * hertz * times)) / (0.02 * RATE * 0.6)
        chance = 1 / (1 + np.exp(4 - 8 * size))
        return np.stack([1 - chance, chance], axis=1)

    return chances


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_the_first_tile_is_the_tone(method: str) -> None:
    hits = 0
    for seed in range(SOUNDS):
        sound, start, hertz = planted(seed)
        found = exegesis.explain(
            loaded(hears(hertz)), sound, method, 1, unit=Tiles(STRETCHES, BANDS), **METHODS[method]
        )
        (first,) = tiles_of([found.top(1)[0][0]])
        is_then = first.start < start + 0.04 and first.stop > start
        hits += is_then and first.low <= hertz < (first.high or np.inf)
    assert hits >= 0.95 * SOUNDS
