"""A sound as it was given, checked: its samples, how many a second, and the range of their values.

A function of sounds is called with arrays of the type and range that its user gave: of a file with floats in -1..1, as
speech models read them. Nothing is converted that the user did not convert; another rate is an error unless the caller
asks for it to be changed.
"""

import hashlib
import os
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, shown

Waves: TypeAlias = NDArray[Any]  # (length,), or (length, channels)

MOST_SAMPLES = 2**22  # over all channels: 4 minutes at 16,000 a second
RATES = (100, 1_000_000)
MOST_CHANNELS = 8
LEAST_SAMPLES = 16  # samples
_FLOATS = ("float32", "float64", "float16")
_FULL = 2**15  # of 16 bits
_OVERSHOOT = 1.5  # what decoders and filters may go beyond 1
_ASKED = "give an array (samples,) or (samples, channels) of floats in -1..1 or of int16, or a file"
INSTALL = "pip install 'exegesis[sound]'"


@dataclass(frozen=True, eq=False)
class Sound:
    """One sound. `Sound.of` makes it of what a user gives, and refuses in one line what is no sound.

    `samples` (length,) or (length, channels), read-only, of the type given. `rate`: samples a second; None of a plain
    array, which is taken to be at its model's. `top`: the value of full volume, 1 for floats and 32,768 for int16.
    """

    samples: Waves
    rate: int | None
    top: int = 1

    @classmethod
    def of(cls, given: object, rate: int | None = None) -> "Sound":
        """The sound of an array (with its rate, where that is not the model's) or of a file, which says its own.

        `InputError` for what is none, or cannot be explained.
        """
        if rate is not None:
            check_rate(rate)
        if isinstance(given, Sound | str | Path) and rate is not None:
            raise InputError("rate goes with an array; a file says its own.")
        if isinstance(given, Sound):
            return given
        if isinstance(given, str | Path):
            return _of_file(given)
        if not isinstance(given, np.ndarray):
            raise InputError(f"the sound must not be of the type {type(given).__name__}; {_ASKED}.")
        samples = _checked(given)
        return cls(samples, rate, _FULL if samples.dtype == np.int16 else 1)

    @property
    def length(self) -> int:
        """Samples of one channel."""
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        """1 of a mono sound, whatever its shape."""
        return 1 if self.samples.ndim == 1 else int(self.samples.shape[1])

    @property
    def known_rate(self) -> int:
        """Samples a second; `InputError` of a plain array that no model has been given yet."""
        if self.rate is None:
            raise InputError("nobody has said how many samples a second the sound has.")
        return self.rate

    @cached_property
    def digest(self) -> str:
        """SHA-256 of shape, type and samples, in hexadecimal digits; the rate is not in it."""
        what = f"{self.samples.shape} {self.samples.dtype}".encode()
        return hashlib.sha256(what + self.samples.tobytes()).hexdigest()

    def at(self, rate: int, who: str, resample: bool = False) -> "Sound":
        """The sound at this rate: a plain array is said to have it; another is resampled where that is wished.

        `InputError`, which names `who` takes that rate, where it is not.
        """
        if self.rate == rate:
            return self
        if self.rate is None:
            return replace(self, rate=rate)
        if resample:
            return self._resampled(rate)
        raise InputError(
            f"the sound has {self.rate:,} samples a second, and {who} takes {rate:,}; resample it, or say "
            "resample=True (--set resample=true)."
        )

    def like(self, values: NDArray[np.floating[Any]]) -> Waves:
        """Values in this sound's range as its own type: whole numbers are rounded, and cut off at full volume."""
        if self.samples.dtype == np.int16:
            values = np.clip(np.rint(values), -_FULL, _FULL - 1)
        return np.ascontiguousarray(values.astype(self.samples.dtype))

    def rounded(self) -> NDArray[np.int16]:
        """(length,) or (length, channels) in 16 bits, as it is drawn, played and kept."""
        if self.samples.dtype == np.int16:
            return self.samples
        scaled = np.rint(self.samples.astype(np.float64) * _FULL)
        return np.clip(scaled, -_FULL, _FULL - 1).astype(np.int16)

    def _resampled(self, rate: int) -> "Sound":
        from scipy.signal import resample_poly

        common = gcd(rate, self.known_rate)
        check_length(self.length * rate // self.known_rate, self.channels, rate)
        made = resample_poly(self.samples.astype(np.float64), rate // common, self.known_rate // common, axis=0)
        return Sound(frozen_waves(self.like(made)), rate, self.top)

    def __repr__(self) -> str:
        rate = "rate unknown" if self.rate is None else f"{self.rate:,} a second"
        return f"<Sound: {self.length:,} samples, {rate}, {self.channels} channels, {self.samples.dtype}>"


def check_rate(rate: object) -> None:
    """`InputError` for what is no number of samples a second."""
    if type(rate) is not int or not RATES[0] <= rate <= RATES[1]:
        raise InputError(
            f"rate must be a whole number of samples a second, from {RATES[0]:,} to {RATES[1]:,}, not {shown(rate)}."
        )


def check_length(length: int, channels: int, rate: int | None) -> None:
    """`InputError` for a sound that is too long to be explained."""
    if length * channels <= MOST_SAMPLES:
        return
    most = MOST_SAMPLES // channels
    seconds = "" if rate is None else f" ({most / rate:,.0f} seconds)"
    raise InputError(f"the sound has {length:,} samples, and at most {most:,}{seconds} are explained; cut it.")


def frozen_waves(samples: Waves) -> Waves:
    """A contiguous copy that cannot be written to."""
    found: Waves = np.array(samples, order="C", copy=True)
    found.setflags(write=False)
    return found


def _of_file(path: str | Path) -> Sound:
    """Of whatever libsndfile reads: WAV, FLAC, OGG, MP3, as floats in -1..1."""
    where = os.path.expanduser(path)
    _check_is_file(path, where)
    soundfile = _soundfile()
    try:
        with soundfile.SoundFile(where) as opened:
            rate = int(opened.samplerate)
            check_rate(rate)
            check_length(int(opened.frames), int(opened.channels), rate)
            samples = opened.read(MOST_SAMPLES, dtype="float32", always_2d=False)
        return Sound(_checked(samples), rate)
    except InputError as error:
        raise InputError(f"{str(path)!r}: {error}") from None
    except (soundfile.SoundFileError, OSError, ValueError, TypeError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        raise InputError(f"{str(path)!r} is no sound that libsndfile reads ({said}).") from None


def _check_is_file(path: str | Path, where: str) -> None:
    try:
        with open(where, "rb") as file:
            is_empty = not file.read(1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read the sound {str(path)!r}: {said}.") from None
    if is_empty:
        raise InputError(f"{str(path)!r} is an empty file.")


def _soundfile() -> Any:
    try:
        import soundfile
    except (ImportError, OSError):  # OSError: libsndfile itself is missing
        raise UnsupportedError(f"reading sound files needs soundfile: {INSTALL}. Or give an array.") from None
    return soundfile


def _checked(samples: Waves) -> Waves:
    """The array, read-only; `InputError` for a shape, a type or values that no sound has, and for silence."""
    if samples.ndim not in (1, 2) or (samples.ndim == 2 and samples.shape[1] > MOST_CHANNELS):
        raise InputError(f"the sound has the shape {samples.shape}; {_way(samples.shape)}.")
    if samples.shape[0] < LEAST_SAMPLES:
        raise InputError(f"the sound has {samples.shape[0]} samples, too few to explain.")
    if samples.ndim == 2 and samples.shape[1] == 0:
        raise InputError("the sound has no channel.")
    if samples.dtype != np.int16 and samples.dtype.name not in _FLOATS:
        raise InputError(f"the sound is of {samples.dtype}; {_ASKED}.")
    check_length(samples.shape[0], 1 if samples.ndim == 1 else samples.shape[1], None)
    if samples.dtype != np.int16 and not np.isfinite(samples).all():
        raise InputError(
            f"the sound has NaN or infinity at sample {np.argwhere(~np.isfinite(samples))[0][0]}; mend it."
        )
    if (samples == samples[0]).all():
        raise InputError("the sound is silent: all its samples are alike, so nothing in it can be explained.")
    _check_range(samples)
    return frozen_waves(samples)


def _way(shape: tuple[int, ...]) -> str:
    """What to do with an array of a shape that is none of a sound's."""
    if len(shape) == 2 and shape[0] <= MOST_CHANNELS:
        return "put the channels last, as in sound.T"
    if len(shape) == 2:
        return f"at most {MOST_CHANNELS} channels are taken; for several sounds there is explain_many"
    return _ASKED


def _check_range(samples: Waves) -> None:
    """`InputError` for floats in the range of whole numbers, and the other way round."""
    if samples.dtype == np.int16:
        if max(int(samples.max()), -int(samples.min())) <= 1:
            raise InputError(
                "the sound is of int16 with values in -1..1, which is silence in 16 bits; give floats, as in "
                "sound.astype('float32')."
            )
        return
    largest = float(np.abs(samples).max())
    if largest > _OVERSHOOT:
        raise InputError(
            f"the sound has values up to {largest:.6g}; give floats in -1..1, as in sound / {largest:.6g}, or, "
            "where they are 16-bit numbers, sound.astype('int16')."
        )


@dataclass(frozen=True, eq=False)
class WholeSound:
    """A sound before its model, whole; a masker's rows have the same `source`, `key`, `size` and `samples`."""

    source: Sound

    @property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return self.source.digest.encode()

    @property
    def size(self) -> int:
        """Its samples, of all channels: batches of sounds are bounded by them."""
        return int(self.source.samples.size)

    def samples(self) -> Waves:
        """As the model is to hear them."""
        return self.source.samples


SoundLike: TypeAlias = Sound | Waves | str | Path  # what `Sound.of` takes
