"""A wave as the sum of its frequency bands: a short-time Fourier transform whose bins are shared out, phase kept.

The transform and its inverse are linear, so the bands sum to the wave itself, to the rounding of floats.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats

Band: TypeAlias = tuple[float, float | None]  # Hz: from, and below; None: to the top

WHOLE: Band = (0.0, None)
_WINDOW = 0.032  # seconds: the usual of speech
_SHORTEST = 8  # samples of a window


def transform(length: int, rate: int) -> Any:
    """scipy's `ShortTimeFFT` for a wave of so many samples: Hann windows of about 32 ms, a quarter apart."""
    from scipy.signal import ShortTimeFFT
    from scipy.signal.windows import hann

    wished = 2 ** int(np.round(np.log2(rate * _WINDOW)))
    size = max(_SHORTEST, min(wished, length // 2 * 2))
    return ShortTimeFFT(hann(size, sym=False), size // 4, rate)


def in_bands(samples: NDArray[Any], rate: int, bands: Sequence[Band]) -> Floats:
    """(F, length) or (F, length, channels): what each band adds to the wave."""
    if list(bands) == [WHOLE]:
        return np.asarray(samples[None], dtype=np.float64)
    ways = transform(len(samples), rate)
    spectrum = ways.stft(samples.astype(np.float64), axis=0)  # (bins, ..., frames)
    found = []
    for low, high in bands:
        inside = (ways.f >= low) & (ways.f < (np.inf if high is None else high))
        kept = np.where(inside.reshape(-1, *[1] * (spectrum.ndim - 1)), spectrum, 0)
        found.append(ways.istft(kept, k1=len(samples), f_axis=0, t_axis=-1))
    return np.stack(found)


def bins_of(length: int, rate: int) -> Floats:
    """(bins,) the frequencies in Hz that bands are made of."""
    found: Floats = transform(length, rate).f
    return found


def mel(hertz: Floats | float) -> Floats:
    """Frequencies on the scale on which people hear equal steps (O'Shaughnessy 1987)."""
    return np.asarray(2595 * np.log10(1 + np.asarray(hertz) / 700))


def hertz(mels: Floats | float) -> Floats:
    """Back from there."""
    return np.asarray(700 * (10 ** (np.asarray(mels) / 2595) - 1))
