"""What a kind of edit of texts may know: the text, its units, and which of them are promising."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exegesis.counterfactuals.space import Alternative
from exegesis.data.inputs import Document
from exegesis.data.records import Unit


@dataclass(frozen=True)
class ChangeableWords:
    """The units of a text that may change.

    `order`: their numbers, most promising first. `settings`: those of the kinds of edit, by name (see `table`).
    """

    document: Document
    unit: str  # what they are: "word", "sentence"
    units: tuple[Unit, ...]
    order: tuple[int, ...]
    settings: "WordSettings"


@dataclass(frozen=True)
class WordSettings:
    """`proposer`: a masked language model, by what `load` takes; `proposals`: words that it proposes for each unit;
    `proposed_units`: units that it is asked about. `lexicon`: the user's words (see `lexicon.Lexicon`)."""

    proposer: Any = "bundled:masked-words"
    proposals: int = 8
    proposed_units: int = 50
    lexicon: Any = None


@dataclass(frozen=True)
class Offered:
    """Alternatives of each unit, (n,), and how they are made, in a line; `passes`: of another model, for them."""

    alternatives: Sequence[tuple[Alternative, ...]]
    description: str
    passes: int = 0


def cased(word: str, like: str) -> str:
    """The word with capitals where the other has them."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
