"""What can be asked of any model of sounds, and a callable as one."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.called import CalledModel
from exegesis.core.errors import LoadError
from exegesis.core.types import Outputs
from exegesis.data.rows import DataRow, Row
from exegesis.data.sound import Sound, Waves, WholeSound, check_rate


@runtime_checkable
class WaveRow(DataRow, Protocol):
    """A sound before its model, whole or masked; mixed when it is run."""

    @property
    def source(self) -> Sound:
        """The sound that it is made of."""

    def samples(self) -> Waves:
        """As the model is to hear them."""


class SoundModel(Model):
    """A model of sounds at one rate. Its batches are bounded by samples, not by how many masks are asked for."""

    reads: ClassVar[str] = "sound"
    batch_tokens: ClassVar[int] = 2**21  # samples: 131 sounds of a second at 16,000
    rate: int  # samples a second

    def predict(self, sounds: Sequence[Any], batch_frames: int | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs, (n, outputs), of sounds as `explain` takes them."""
        rows = [WholeSound(Sound.of(sound).at(self.rate, self.name)) for sound in sounds]
        if not rows:
            return np.empty((0, len(self.labels)))
        return self.probabilities(self.outputs(rows, batch_frames))


class SoundFunction(CalledModel, SoundModel):
    """A callable of a list of arrays (samples,) or (samples, channels) to (n, classes) of probabilities.

    With task="regression" of values. `rate`: samples a second that it takes.
    """

    noun: ClassVar[str] = "sound"
    an_input: ClassVar[str] = "a sound"
    options: ClassVar[tuple[str, ...]] = ("rate",)

    def __init__(self, function: Callable[[list[Any]], Any], *, rate: int | None = None, **options: Any) -> None:
        super().__init__(function, **options)
        if rate is None:
            raise LoadError(
                "a function of sounds needs the number of samples a second that it takes: rate=16000, say (or --rate)."
            )
        check_rate(rate)
        self.rate = rate

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first sound has been answered, where nobody has named them."""
        return self._labels or ()

    def _given(self, rows: Sequence[Row]) -> list[Any]:
        """Arrays that the callable may write to, as torch wishes."""
        found = [row.samples() for row in rows if isinstance(row, WaveRow)]
        return [samples if samples.flags.writeable else samples.copy() for samples in found]
