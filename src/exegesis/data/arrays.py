"""What inputs that are arrays of numbers (series, event sequences) have in common: their checks, and their rows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown

Numbers: TypeAlias = NDArray[Any]  # of any float type

FLOATS = ("float16", "float32", "float64")


class ArrayInput(Protocol):
    """An input that is one array of numbers, (rows, columns), read-only."""

    @property
    def values(self) -> Numbers: ...

    @property
    def digest(self) -> str:
        """SHA-256 of all that it is, in hexadecimal digits."""

    def as_given(self, values: Numbers) -> Any:
        """Values of the same shape, changed or not, in the form in which the model gets them."""


@dataclass(frozen=True, eq=False, slots=True)
class ArrayRow:
    """Such an input before its model, whole; a masker's rows have the same `source`, `key`, `size` and `values`."""

    source: ArrayInput

    @property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return self.source.digest.encode()

    @property
    def size(self) -> int:
        """Its numbers: batches are bounded by them."""
        return int(self.source.values.size)

    def values(self) -> Numbers:
        """As the model is to see them."""
        return self.source.values


def is_frame(given: object) -> bool:
    """Whether it is a table, or a column of one, of pandas or polars."""
    return type(given).__module__.partition(".")[0] in ("pandas", "polars")


def numbers(given: Any, noun: str) -> Numbers:
    """An array of floats, copied and read-only; whole numbers as float64. `InputError` for what holds no numbers."""
    try:
        array = np.asarray(given)
    except ValueError:  # lists of several lengths
        raise InputError(f"the {noun} has rows of several lengths; give as many numbers in each.") from None
    if array.dtype.kind in "bui":
        array = array.astype(np.float64)
    if array.dtype.name not in FLOATS:
        raise InputError(f"the {noun} is of {array.dtype}; give numbers, as in values.astype(float).")
    found = np.array(array, order="C", copy=True)
    found.setflags(write=False)
    return found


def check_finite_numbers(values: Numbers, noun: str, row: str, column: str) -> None:
    """`InputError` that names the first number (row, column) of a matrix that is NaN or infinite."""
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        first, second = wrong[0].tolist()
        raise InputError(
            f"the {noun} has NaN or infinity in {len(wrong):,} places, the first at {row} {first}, {column} {second}; "
            "fill them first."
        )


def checked_names(names: Sequence[str] | None, count: int, what: str) -> tuple[str, ...]:
    """Names of so many rows or columns, from 1 where there are none; `InputError` for another number of them."""
    if names is None:
        return tuple(f"{what} {place}" for place in range(1, count + 1))
    found = tuple(map(str, names))
    if len(found) != count:
        raise InputError(f"there are {count} {what}s, and {len(found)} names; give one for each.")
    if len(set(found)) < len(found):
        raise InputError(f"two {what}s have one name: {shown(max(found, key=found.count))}.")
    return found


def digest(values: Numbers, *said: object) -> str:
    """SHA-256 of an array with what is said of it."""
    what = f"{values.shape} {values.dtype} {said!r}".encode()
    return hashlib.sha256(what + values.tobytes()).hexdigest()
