"""One model input: a string (or a pair of them) for a black box, word pieces for a transformer."""

from dataclasses import dataclass
from typing import TypeAlias

from exegesis.types import Span


@dataclass(frozen=True, slots=True)
class TokenRow:
    """Word-piece ids as the model reads them, special tokens included; `types` where the tokenizer gives type ids."""

    ids: tuple[int, ...]
    types: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self.ids)


Texts: TypeAlias = str | tuple[str, str]  # one text, or two that are read together
Row: TypeAlias = str | tuple[str, str] | TokenRow


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenised stretch of the user's text: one row, and for each position its characters and whether it is special.

    `spans` are offsets into the whole text (not the stretch); special tokens have empty spans. `special` marks every
    position that no baseline and no mask may touch: special tokens, hidden words, parts that are not perturbed.
    """

    row: TokenRow
    spans: tuple[Span, ...]
    special: tuple[bool, ...]
