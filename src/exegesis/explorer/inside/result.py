"""Predictions and LayerPredictions: what a model predicts at tokens, and at layers. Frozen data, JSON both ways."""

from dataclasses import dataclass, field
from typing import Annotated

from exegesis.core.codec import OneOf
from exegesis.data.result import Result
from exegesis.explorer.inside import wording
from exegesis.explorer.inside.records import TokenGuesses, TokenLayers
from exegesis.explorer.records import LookToken

HEADS = ("classification", "question-answering", "masked-lm", "causal-lm", "token-classification")
UNITS = ("probability", "value")


@dataclass(frozen=True, eq=False)
class Predictions(Result, noun="predictions at tokens"):
    """What a model predicts at the tokens of one text (or one window of a long one), in the labels of its own head.

    Args:
        model: what it is called.
        head: what it is for: "masked-lm" (words at each token), "causal-lm" (words after it), "token-classification"
            (tags), "question-answering" (start and end), "classification" (of the whole text).
        text: the text whose characters the spans count.
        unit: what the numbers of guesses are: "probability", or the "value" of a regression.
        tokens: all tokens, special ones too, as `look(...).rows`.
        places: the tokens asked for, or of a classifier one without a token.
        notes: what a reader must know.
    """

    model: str
    head: Annotated[str, OneOf(*HEADS)]
    text: str
    unit: Annotated[str, OneOf(*UNITS)]
    tokens: tuple[LookToken, ...]
    places: tuple[TokenGuesses, ...]
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return f"Predictions({self.model}, {self.head}, {len(self.places)} of {len(self.tokens)} tokens)"

    def __str__(self) -> str:
        return wording.table(wording.at_tokens(self.tokens, self.places))

    def __hash__(self) -> int:
        return hash((self.model, self.text, self.places))


@dataclass(frozen=True, eq=False)
class LayerPredictions(Result, noun="predictions of layers"):
    """What a model's own head makes of each layer, as if it were the last: the logit lens (nostalgebraist 2020).

    The last layer's are the model's own. The head was trained for that one alone, so what it finds in an early layer
    need not be what the model has there: the lens may see nothing where a probe trained for the layer sees a lot, and
    is biased to some words (Belrose et al. 2023, "Eliciting Latent Predictions from Transformers with the Tuned Lens",
    section 2).

    Args:
        model: as of `Predictions`, and so are the next four.
        head: what it is for.
        text: the text.
        unit: what the numbers are.
        tokens: all tokens.
        places: the tokens asked for, or of a classifier one without a token, each through all layers.
        notes: what a reader must know.
    """

    model: str
    head: Annotated[str, OneOf(*HEADS)]
    text: str
    unit: Annotated[str, OneOf(*UNITS)]
    tokens: tuple[LookToken, ...]
    places: tuple[TokenLayers, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def layers(self) -> int:
        """How many layers there are beside the embeddings, layer 0."""
        return len(self.places[0].layers) - 1

    def __repr__(self) -> str:
        return f"LayerPredictions({self.model}, {self.head}, {self.layers} layers, {len(self.places)} places)"

    def __str__(self) -> str:
        return wording.table(wording.at_layers(self.tokens, self.places))

    def __hash__(self) -> int:
        return hash((self.model, self.text, self.places))
