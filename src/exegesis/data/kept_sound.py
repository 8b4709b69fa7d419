"""The sound inside an explanation: enough to draw it, to play it and to ask again, as JSON."""

import base64
import binascii
import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.errors import InputError
from exegesis.data.keeping import Kept
from exegesis.data.records import Unit
from exegesis.data.sound import LEAST_SAMPLES, MOST_CHANNELS, MOST_SAMPLES, RATES, Sound, frozen_waves
from exegesis.data.tiles import tiles_of

_FULL = 2**15


@dataclass(frozen=True)
class KeptSound(Kept):
    """The sound that was explained, as it was given: at its own rate, whatever its model's.

    `wav` is rounded to 16 bits. An explanation that still has what it was made of asks again with that; one read from a
    file with `wav`, where nothing was lost by rounding, as nothing is of int16 and of files in 16 bits.
    """

    kind: ClassVar[str] = "sound"

    length: Annotated[int, Limit(at_least=LEAST_SAMPLES), Note("Samples of a channel.")]
    channels: Annotated[int, Limit(at_least=1, at_most=MOST_CHANNELS)]
    flat: Annotated[bool, Note("Whether the array given had one dimension.")]
    rate: Annotated[int, Limit(at_least=RATES[0], at_most=RATES[1]), Note("Samples a second.")]
    dtype: Annotated[str, OneOf("int16", "float16", "float32", "float64"), Note("Of the array that was given.")]
    sha256: Annotated[str, Note("Of the sound: shape, type and samples.")]
    wav: Annotated[str | None, Note("The sound as WAV of 16 bits, base64; null where it was not kept.")]

    @classmethod
    def of(cls, sound: Sound, keep: bool = True) -> "KeptSound":
        """Of a sound; without `keep` its size and digest alone, of which nothing can be drawn or played later."""
        made = cls(
            length=sound.length,
            channels=sound.channels,
            flat=sound.samples.ndim == 1,
            rate=sound.known_rate,
            dtype=sound.samples.dtype.name,
            sha256=sound.digest,
            wav=base64.b64encode(wav_of(sound.rounded(), sound.known_rate)).decode("ascii") if keep else None,
        )
        made.__dict__["sound"] = sound  # as it was, so that nothing is lost while the explanation lives
        return made

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.length / self.rate

    @property
    def size(self) -> str:
        """As it is said: "1.25 s at 16,000 Hz, 2 channels"."""
        channels = f", {self.channels} channels" if self.channels > 1 else ""
        return f"{self.seconds:.2f} s at {self.rate:,} Hz{channels}"

    @property
    def digest(self) -> str:
        return self.sha256

    @property
    def input(self) -> Sound:
        return self.sound

    def cut(self, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """They, since their times and words stand in them."""
        tiles_of(units)
        return tuple(units)

    def shown(self) -> NDArray[np.int16] | None:
        """(length, channels) to draw and play, or None where the sound was not kept."""
        return None if self.wav is None else self._decoded

    @cached_property
    def sound(self) -> Sound:
        """The sound itself; `InputError` where it was not kept, or kept in fewer bits than it had."""
        if self.wav is None:
            raise InputError("the explanation does not hold its sound (keep_sound=False); give it: again(text=sound).")
        samples = self._decoded[:, 0] if self.flat else self._decoded
        if self.dtype != "int16":
            samples = (samples / float(_FULL)).astype(self.dtype)
        found = Sound(frozen_waves(samples), self.rate, _FULL if self.dtype == "int16" else 1)
        if found.digest != self.sha256:
            raise InputError(
                "the explanation keeps its sound in 16 bits, and what was explained had more; give it: "
                "again(text=sound)."
            )
        return found

    @cached_property
    def _decoded(self) -> NDArray[np.int16]:
        if self.length * self.channels > MOST_SAMPLES:
            raise InputError(f"the explanation's sound of {self.length:,} samples is too long to be opened.")
        try:
            with wave.open(io.BytesIO(base64.b64decode(self.wav or "", validate=True))) as opened:
                said = (opened.getnframes(), opened.getnchannels(), opened.getframerate(), opened.getsampwidth())
                if said != (self.length, self.channels, self.rate, 2):
                    raise InputError("the explanation's WAV has another length, rate or width than its sound.")
                found = np.frombuffer(opened.readframes(self.length), dtype="<i2").astype(np.int16)
            return frozen_waves(found.reshape(self.length, self.channels))
        except (wave.Error, EOFError, ValueError, binascii.Error) as error:
            raise (
                error if isinstance(error, InputError) else InputError("the explanation's WAV cannot be read.")
            ) from None

    def __eq__(self, other: object) -> bool:
        names = self.__dataclass_fields__
        return isinstance(other, KeptSound) and all(getattr(self, name) == getattr(other, name) for name in names)

    def __hash__(self) -> int:
        return hash(self.sha256)


def wav_of(samples: NDArray[np.int16], rate: int) -> bytes:
    """The samples (length,) or (length, channels) as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as opened:
        opened.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        opened.setsampwidth(2)
        opened.setframerate(rate)
        opened.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()
