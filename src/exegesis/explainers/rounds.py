"""Asking for masks in rounds: how many by each look, and for none of them twice."""

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np

from exegesis.core.types import Floats, Masks, Values
from exegesis.data.requests import Request, Score
from exegesis.explainers.certainty import Certainty

_GROWTH = 1.5


def looks(first: int, most: int) -> list[int]:
    """Even numbers of samples from about `first` on, half as many again each time, and `most` as the last."""
    found = []
    count = first + first % 2
    while count < most:
        found.append(count)
        count = int(count * _GROWTH) // 2 * 2
    return [*found, most]


class Known:
    """Values of the masks asked for so far, at one precision (None: the engine's own)."""

    def __init__(self, precision: str | None = None) -> None:
        self.precision = precision
        self._values: dict[bytes, Floats] = {}

    def ask(self, masks: Masks) -> Generator[Request, Any, Values]:
        """The values (B, T) of the masks (B, n), asking only for those that no earlier round has asked for."""
        keys = [mask.tobytes() for mask in np.packbits(masks, axis=1)]
        fresh = [row for row, key in enumerate(keys) if key not in self._values]
        if fresh:
            values: Values = yield Score(masks[fresh], self.precision)
            self._values.update(zip((keys[row] for row in fresh), values, strict=True))
        return np.array([self._values[key] for key in keys])


def ending(certain: int, top: int, samples: int, ruled: bool) -> dict[str, Any]:
    """The diagnostics of one target: how many samples, how many of the top are certain, and why it stopped."""
    told: dict[str, Any] = {"samples": samples, "certain_top": certain, "certain_of": top}
    return {**told, "stopped_by": "certainty" if certain >= top else "samples"} if ruled else told


def uncertain(told: Mapping[str, Any], certainty: Certainty) -> tuple[str, ...]:
    """The warnings of a stopping rule that was not met, or wished for more than there are."""
    if told.get("stopped_by") != "samples":
        return certainty.notes
    return (
        *certainty.notes,
        f"After {told['samples']:,} samples the top {told['certain_top']} of the {told['certain_of']} wished for are "
        f"certain at {certainty.confidence:.0%}; raise samples, or ask for fewer with until_top.",
    )
