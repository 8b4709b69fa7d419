"""Small sounds, and models of them whose explanations are known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import exegesis
from exegesis.adapters.sounds import SoundModel
from exegesis.core.types import Floats

RATE = 8000


def tone(seconds: float = 0.5, start: float = 0.2, stop: float = 0.3, hertz: float = 1000.0) -> NDArray[np.float32]:
    """Faint noise with a loud tone from `start` to `stop`; at RATE, and exact in 16 bits."""
    rng, times = np.random.default_rng(5), np.arange(round(seconds * RATE)) / RATE
    wave = rng.normal(0, 0.01, len(times)) + 0.6 * np.sin(2 * np.pi * hertz * times) * (
        (times >= start) & (times < stop)
    )
    return (np.rint(wave * 2**15) / 2**15).astype(np.float32)


def stereo() -> NDArray[np.int16]:
    """Another tone in each ear, in 16 bits."""
    ears = [tone(0.25, 0.05, 0.1, 700.0), tone(0.25, 0.15, 0.2, 2000.0)]
    return np.rint(np.stack(ears, axis=1) * 2**15).astype(np.int16)


class Weighing:
    """A weighted sum over all samples at full volume 1: what each tile adds is known for any baseline."""

    def __init__(self, shape: tuple[int, ...], top: int = 1) -> None:
        self.weights, self.top = np.random.default_rng(3).normal(size=shape), top
        self.seen: list[Any] = []

    def __call__(self, sounds: Sequence[Any]) -> Floats:
        self.seen += sounds
        return np.array([(np.asarray(sound, np.float64) / self.top * self.weights).sum() for sound in sounds])


def humming(sounds: Sequence[Any]) -> Floats:
    """(n, 2) probabilities: the louder it is around 1,000 Hz, the likelier "hum"."""
    loud = np.array([_loudness(np.asarray(sound, np.float64)) for sound in sounds])
    return np.stack([1 - loud, loud], axis=1)


def _loudness(samples: Floats) -> float:
    mono = samples if samples.ndim == 1 else samples.mean(axis=1)
    spectrum = np.abs(np.fft.rfft(mono))
    hertz = np.fft.rfftfreq(len(mono), 1 / RATE)
    energy = (spectrum[(hertz > 900) & (hertz < 1100)] ** 2).sum()
    return float(energy / (energy + 1e3))


def loaded(function: Callable[[Sequence[Any]], Any], **options: Any) -> SoundModel:
    """The function as a model of sounds at RATE."""
    return exegesis.load(function, modality="sound", **({"rate": RATE} | options))
