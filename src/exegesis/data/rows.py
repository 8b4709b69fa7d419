"""One model input: a string (or a pair of them) for a black box, word pieces for a transformer, or what is no text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Span

Ids: TypeAlias = NDArray[np.int32]  # (L,)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class TokenRow:
    """Word-piece ids as the model reads them, special tokens included; `types` where the tokenizer gives type ids.

    Held as bytes of 32-bit numbers: thousands of rows are made, compared and hashed. `ids` and `types` give tuples,
    `array` and `type_array` the numbers without a copy.
    """

    data: bytes
    type_data: bytes | None

    def __init__(self, ids: Sequence[int], types: Sequence[int] | None = None) -> None:
        object.__setattr__(self, "data", np.array(ids, dtype=np.int32).tobytes())
        object.__setattr__(self, "type_data", None if types is None else np.array(types, dtype=np.int32).tobytes())

    @classmethod
    def packed(cls, data: bytes, type_data: bytes | None) -> "TokenRow":
        """The row whose ids (and type ids) are already bytes of 32-bit numbers."""
        made = object.__new__(cls)
        object.__setattr__(made, "data", data)
        object.__setattr__(made, "type_data", type_data)
        return made

    @property
    def array(self) -> Ids:
        """The ids (L,), read-only."""
        return np.frombuffer(self.data, dtype=np.int32)

    @property
    def type_array(self) -> Ids | None:
        """The type ids (L,), read-only; None where the tokenizer gives none."""
        return None if self.type_data is None else np.frombuffer(self.type_data, dtype=np.int32)

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids as whole numbers."""
        return tuple(self.array.tolist())

    @property
    def types(self) -> tuple[int, ...] | None:
        """The type ids as whole numbers; None where the tokenizer gives none."""
        return None if self.type_data is None else tuple(np.frombuffer(self.type_data, dtype=np.int32).tolist())

    def __len__(self) -> int:
        return len(self.data) // 4

    def __repr__(self) -> str:
        return f"TokenRow(ids={self.ids}, types={self.types})"


Texts: TypeAlias = str | tuple[str, str]  # one text, or two that are read together


class DataRow(Protocol):
    """An input that is no text: pixels, a table's row, a series. Its kind of data and its model know what is in it."""

    @property
    def key(self) -> bytes:
        """What tells it from every other input of its model: equal ones are run once."""

    @property
    def size(self) -> int:
        """What it weighs in a batch, where a text weighs its tokens."""


def inputs_of(row: object) -> int:
    """How many inputs a row stands for: one, unless it says otherwise (a mask over many rows of a table)."""
    return getattr(row, "inputs", 1)


Row: TypeAlias = Texts | TokenRow | DataRow


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenised stretch of the user's text: one row, and for each position its characters and whether it is special.

    `spans` are offsets into the whole text (not the stretch); special tokens have empty spans. `special` marks every
    position that no baseline and no mask may touch: special tokens, hidden words, parts that are not perturbed.
    """

    row: TokenRow
    spans: tuple[Span, ...]
    special: tuple[bool, ...]
