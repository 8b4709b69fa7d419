"""What an absent tile of a sound becomes: silence, its band's mean loudness, or noise."""

import re
from dataclasses import dataclass

import numpy as np

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.spectra import transform
from exegesis.core.types import Floats
from exegesis.data.sound import Sound

NAMES = ("silence", "mean", "noise")
_USUAL_RATIO = 20.0  # dB of the sound's power over the noise's
_NOISE = re.compile(r"noise:(-?\d{1,3}(?:\.\d{1,3})?)")
_NOISES = 4  # draws, whose values are averaged


@dataclass(frozen=True, eq=False)
class AbsentSound:
    """Whole sounds (K, ...) from which absent tiles are taken, with what is said of them."""

    name: str
    description: str
    waves: tuple[Floats, ...]  # in the range of the sound's own samples

    @property
    def weights(self) -> Floats:
        """(K,) of the draws: equal."""
        return np.full(len(self.waves), 1 / len(self.waves))


def absent_sound(name: object, sound: Sound, rng: np.random.Generator) -> AbsentSound:
    """By its name; "auto" is silence. "noise:10" is noise 10 dB below the sound. `rng`: what is drawn.

    `InputError` for an unknown name.
    """
    if not isinstance(name, str):
        raise InputError(f"baseline must be one of {', '.join(NAMES)}, or 'noise:10' (dB), not {shown(name)}.")
    if name in ("auto", "silence"):
        return AbsentSound("silence", "an absent tile is silent", (np.zeros(sound.samples.shape),))
    if name == "mean":
        said = "an absent tile is as loud as its band is on the average, with its own phase"
        return AbsentSound(name, said, (_levelled(sound, rng),))
    match = _NOISE.fullmatch(name)
    if name != "noise" and match is None:
        raise unknown("baseline of a sound", name, ("auto", *NAMES, "noise:DB"))
    ratio = _USUAL_RATIO if match is None else float(match.group(1))
    scale = np.sqrt(np.mean(sound.samples.astype(np.float64) ** 2)) * 10 ** (-ratio / 20)
    noises = tuple(rng.normal(0, scale, sound.samples.shape) for _ in range(_NOISES))
    said = f"an absent tile is white noise, {ratio:g} dB below the sound (the mean of {_NOISES} draws)"
    return AbsentSound(name, said, noises)


def _levelled(sound: Sound, rng: np.random.Generator) -> Floats:
    """The sound with each frequency's magnitude its mean over time; where there is none its phase is drawn."""
    ways = transform(sound.length, sound.known_rate)
    spectrum = ways.stft(sound.samples.astype(np.float64), axis=0)
    size = np.abs(spectrum)
    drawn = np.exp(2j * np.pi * rng.random(spectrum.shape))
    phase = np.where(size > 0, spectrum / np.where(size > 0, size, 1), drawn)
    level = np.broadcast_to(size.mean(axis=-1, keepdims=True), size.shape)
    return np.asarray(ways.istft(level * phase, k1=sound.length, f_axis=0, t_axis=-1))
