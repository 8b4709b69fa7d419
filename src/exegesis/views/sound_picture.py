"""A sound as a picture: its waveform above its spectrogram, and which pixels belong to which of its tiles.

Frequencies run upwards on the mel scale, on which the usual bands are equally high.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from exegesis.core.spectra import hertz, mel, transform
from exegesis.core.types import Floats, Integers
from exegesis.data.explanation import Explanation
from exegesis.data.kept_sound import KeptSound
from exegesis.data.place import Tile
from exegesis.data.tiles import tiles_of
from exegesis.views import scale
from exegesis.views.regions import RegionMap

_WIDTH, _WAVE, _SPECTRUM = 640, 56, 184  # pixels
_LOUDEST, _RANGE = 45, 60.0  # the grey of the loudest, and dB below it that are white
_NO_TILE = -1
_ROUND = (1, 2, 5)
_MARKS = 5  # at most so many marks of time


@dataclass(frozen=True, eq=False)
class SoundMap:
    """What is drawn of a sound: pixels with their units, and where its times and frequencies stand, in 0..1."""

    regions: RegionMap
    times: tuple[tuple[float, str], ...]  # from the left
    frequencies: tuple[tuple[float, str], ...]  # from the bottom of the spectrogram
    wave: int = _WAVE  # rows of the waveform, above the spectrogram


def sound_map(explanation: Explanation) -> SoundMap | None:
    """Of an explanation of a sound; None for other kinds of data."""
    kept = explanation.kept
    if not isinstance(kept, KeptSound):
        return None
    tiles, top = tiles_of(explanation.units), _top(kept)
    samples = kept.shown()
    pixels = None if samples is None else _picture(samples.mean(axis=1), kept.rate, top)
    drawn = RegionMap(_map(tiles, kept, top), scale.levels(explanation.scores), pixels)
    return SoundMap(drawn, _times(kept.seconds), _frequencies(tiles, top))


def _top(kept: KeptSound) -> float:
    """The highest frequency, in Hz."""
    return kept.rate / 2


def _map(tiles: list[Tile], kept: KeptSound, top: float) -> Integers:
    """(height, width) the tile of each pixel; where tiles have all frequencies the waveform is theirs too."""
    found = np.full((_WAVE + _SPECTRUM, _WIDTH), _NO_TILE, dtype=np.int64)
    for number, tile in enumerate(tiles):
        first, stop = (round(time / kept.seconds * _WIDTH) for time in (tile.start, tile.stop))
        if tile.high is None and tile.low == 0:
            found[:, first:stop] = number
            continue
        low, high = (
            float(mel(min(edge, top)) / mel(top)) for edge in (tile.low, top if tile.high is None else tile.high)
        )
        rows = slice(_WAVE + round((1 - high) * _SPECTRUM), _WAVE + round((1 - low) * _SPECTRUM))
        found[rows, first:stop] = number
    return found


def _picture(samples: Floats, rate: int, top: float) -> NDArray[np.uint8]:
    """(height, width, 3), dark where it is loud."""
    grey = np.concatenate([_waveform(samples), _spectrogram(samples, rate, top)])
    return np.repeat(grey[:, :, None], 3, axis=2)


def _waveform(samples: Floats) -> NDArray[np.uint8]:
    """(_WAVE, width): from the lowest to the highest sample of each column; as high as the loudest."""
    edges = np.linspace(0, len(samples), _WIDTH + 1).astype(int)
    starts = np.minimum(edges[:-1], len(samples) - 1)
    scaled = samples / max(float(np.abs(samples).max()), 1.0)
    low, high = np.minimum.reduceat(scaled, starts), np.maximum.reduceat(scaled, starts)
    heights = np.linspace(1, -1, _WAVE)[:, None]
    step = 1 / _WAVE
    found: NDArray[np.uint8] = np.where((heights <= high + step) & (heights >= low - step), _LOUDEST, 255).astype(
        np.uint8
    )
    return found


def _spectrogram(samples: Floats, rate: int, top: float) -> NDArray[np.uint8]:
    """(_SPECTRUM, width): of windows as bands are cut by, one for each column, the highest frequency first."""
    ways = transform(len(samples), rate)
    padded = np.pad(samples.astype(np.float64), ways.m_num // 2)
    starts = np.linspace(0, len(padded) - ways.m_num, _WIDTH).astype(int)
    size = np.abs(np.fft.rfft(sliding_window_view(padded, ways.m_num)[starts] * ways.win, axis=1)).T  # (bins, width)
    bins = np.interp(hertz(np.linspace(mel(top), 0, _SPECTRUM)), ways.f, np.arange(len(size)))
    near = size[np.rint(bins).astype(int)]
    decibels = 20 * np.log10(np.maximum(near, 1e-12) / max(float(near.max()), 1e-12))
    share = np.clip(1 + decibels / _RANGE, 0, 1)
    return np.asarray(np.rint(255 - share * (255 - _LOUDEST)), dtype=np.uint8)


def _times(seconds: float) -> tuple[tuple[float, str], ...]:
    """Round times, a few of them."""
    power = 10.0 ** np.floor(np.log10(seconds / _MARKS))
    step = next(part * power for part in (*_ROUND, 10) if seconds / (part * power) <= _MARKS)
    return tuple((float(time / seconds), f"{time:.6g} s") for time in np.arange(0, seconds, step))


def _frequencies(tiles: list[Tile], top: float) -> tuple[tuple[float, str], ...]:
    """The edges of bands; where there are none the round frequencies of telephones and above."""
    edges = sorted({tile.low for tile in tiles if tile.low} & {tile.high for tile in tiles if tile.high})
    known = [edge for edge in (edges or [500.0, 2000.0, 8000.0]) if edge < top]
    return tuple((float(mel(edge) / mel(top)), f"{edge:,.0f} Hz") for edge in known)
