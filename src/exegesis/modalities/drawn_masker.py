"""Maskers whose absent units take what they hold from other inputs of their kind: one, or several draws.

A row holds its mask; the input is made of it when it is run, so that those of a batch are all that memory holds.
"""

import hashlib
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats, Integers, Masks
from exegesis.data.rows import Row
from exegesis.modalities.masker import Masker


class Digested(Protocol):
    """An input of some kind of data."""

    @property
    def digest(self) -> str:
        """What tells inputs of this kind apart."""


S = TypeVar("S", bound=Digested)


class DrawnMasker(Masker, Generic[S]):
    """A masker of one window over `count` units of `source`.

    `cut`: what tells this way of cutting the source from others, and `drawn` the arrays that the draws are made of:
    they are digested, so that inputs alike are run once and others never taken for them.
    """

    def __init__(self, source: S, count: int, weights: Floats, cut: bytes, drawn: Iterable[NDArray[Any]]) -> None:
        self.source, self.count, self.draws = source, count, weights
        self._units = np.arange(count)
        digest = hashlib.sha256(source.digest.encode() + cut)
        for array in drawn:
            digest.update(array.tobytes())
        self._key = digest.digest()

    def units_of(self, window: int) -> Integers:
        return self._units

    def rows(self, window: int, masks: Masks) -> list[Row]:
        packed = np.packbits(masks, axis=1)
        whole = [bool(mask.all()) for mask in masks]
        return [
            self.masked(bits.tobytes(), draw, everything)
            for bits, everything in zip(packed, whole, strict=True)
            for draw in range(len(self.draws))
        ]

    @abstractmethod
    def masked(self, keep: bytes, draw: int, is_whole: bool) -> Row:
        """The row of one mask, as packed bits, and one draw."""

    def key(self, keep: bytes, draw: int) -> bytes:
        """What tells a masked input from all others."""
        return self._key + keep + draw.to_bytes(4, "little")

    def kept(self, keep: bytes) -> NDArray[np.bool_]:
        """(count,) which units are there, of packed bits."""
        return np.unpackbits(np.frombuffer(keep, dtype=np.uint8), count=self.count).astype(np.bool_)


M = TypeVar("M", bound=DrawnMasker[Any])


@dataclass(frozen=True, eq=False, slots=True)
class MaskedInput(Generic[S, M]):
    """One masked input before it is made. Of a mask that keeps all it is the input itself, whatever the draw."""

    masker: M
    keep: bytes
    draw: int
    is_whole: bool

    @property
    def source(self) -> S:
        """The input that is masked."""
        source: S = self.masker.source
        return source

    @property
    def key(self) -> bytes:
        """What tells it from every other input; the whole input is the same under all maskers."""
        return self.source.digest.encode() if self.is_whole else self.masker.key(self.keep, self.draw)

    @property
    @abstractmethod
    def size(self) -> int:
        """How many numbers, pixels or samples it has."""
