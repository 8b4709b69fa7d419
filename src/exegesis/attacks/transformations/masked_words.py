"""Words that a masked language model would put there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis import api
from exegesis.attacks.drafts import Draft
from exegesis.attacks.transformations.base import Transformation, written_as
from exegesis.core.errors import InputError, check_count
from exegesis.data.inputs import Hidden


@dataclass(frozen=True)
class MaskedWords(Transformation):
    """The `most` likeliest whole words of a masked language model at the hidden place (Garg & Ramakrishnan, BAE-R,
    EMNLP 2020), less likely than `least` none.
    """

    model: str = "bundled:masked-words"
    most: int = 50
    least: float = 0.0

    def __post_init__(self) -> None:
        check_count("most", self.most)
        if not 0 <= self.least < 1:
            raise InputError("least is a probability, from 0 to less than 1.")

    def edits(self, draft: Draft, places: Sequence[int], rng: np.random.Generator) -> Iterable[Draft]:
        """All places' words are guessed in shared passes."""
        spans = draft.spans
        hidden = [Hidden(draft.text, (spans[place],)) for place in places]
        answers: Any = api.predict(api.load(self.model), hidden, k=self.most)  # of each hidden word a list of one
        for place, (prediction,) in zip(places, answers, strict=True):
            for word, share in zip(prediction.labels, prediction.outputs, strict=True):
                if share >= self.least and _fits(word, draft.words[place]):
                    yield draft.replaced(place, written_as(draft.words[place], word))


def _fits(word: str, instead_of: str) -> bool:
    """Another word, of letters where that has letters alone: pieces of numbers are no words."""
    return word.isalnum() and word.isalpha() == instead_of.isalpha() and word.lower() != instead_of.lower()
