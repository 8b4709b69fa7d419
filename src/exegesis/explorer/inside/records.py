"""The small records of predictions inside: a guess, the guesses at a token, and those of each layer."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Limit
from exegesis.core.types import Count

Rank = Annotated[int, Limit(at_least=1)]


@dataclass(frozen=True, slots=True)
class TopGuess:
    """One of the answers that a head chooses among.

    Args:
        label: a word, a tag, a class, or of a question's answer the side: "start" or "end".
        piece: of a word what the tokenizer calls it ("##ing"); None for what is no word.
        index: its number among the head's outputs; of a side the position.
        value: its probability; of a regression the value.
        rank: among all that the head chooses among, from 1, the likeliest; of a side among all positions.
    """

    label: str
    piece: str | None
    index: Count
    value: float
    rank: Rank


@dataclass(frozen=True, slots=True)
class TokenGuesses:
    """What is predicted at one token, or (None) of the whole text.

    Args:
        token: its number among the tokens of the result.
        guesses: the likeliest, best first; of a question start and end.
        own: of words the one that stands there (masked models) or comes next in the text (causal ones), if any.
        masked: the likeliest where a mask hides the token; None where the model has none, or it is hidden anyway.
        own_masked: the word that stands there, where a mask hides it.
    """

    token: Count | None
    guesses: tuple[TopGuess, ...]
    own: TopGuess | None = None
    masked: tuple[TopGuess, ...] | None = None
    own_masked: TopGuess | None = None


@dataclass(frozen=True, slots=True)
class LayerGuesses:
    """What the model's head makes of one layer (0: the embeddings) at a token.

    Args:
        layer: its number.
        guesses: as of `TokenGuesses`.
        answer: the value and the rank, here, of what the last layer finds likeliest; None for a question's sides.
        own: as of `TokenGuesses`.
    """

    layer: Count
    guesses: tuple[TopGuess, ...]
    answer: TopGuess | None = None
    own: TopGuess | None = None


@dataclass(frozen=True, slots=True)
class TokenLayers:
    """One token, or (None) the whole text, through all layers, the embeddings first."""

    token: Count | None
    layers: tuple[LayerGuesses, ...]
