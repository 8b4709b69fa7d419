"""Control: the gradient of a Parzen-window classifier of given texts (the baseline of the LIME paper, section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import csr_array
from scipy.special import softmax

from exegesis.errors import InputError, UnsupportedError
from exegesis.explainers.base import Attribution, Explainer, Passes, Steps
from exegesis.requests import Game, Predict
from exegesis.text import check_text, words
from exegesis.types import Floats, Integers, Outputs

SIGMAS = (0.1, 0.25, 0.5, 0.75, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)


@dataclass(frozen=True, kw_only=True)
class Parzen(Explainer):
    """A score is the slope of the target's Parzen-window probability with respect to the presence of the unit's words.

    `background`: texts that the model is asked to label (its largest output); every explanation asks for them again, so
    explain many texts on one engine, which remembers. The classifier sees which lower-cased words a text has, no order.
    `sigma`: the width of the window; None picks the one of .1 .25 .5 .75 1 2 ... 10 that agrees most often with the
    model's labels, each background text being left out in turn. Equal words get equal scores; words that no background
    text has, and classes that no background text is given, score 0. Knows nothing of the model but those labels.

    Diagnostics: `sigma`, `agreement` (the leave-one-out share), `probability` (the Parzen classifier's, for the text).
    """

    name: ClassVar[str] = "parzen"

    background: tuple[str, ...] = ()
    sigma: float | None = None

    def __post_init__(self) -> None:
        if isinstance(self.background, str):
            raise InputError("background must be a list of texts; put the one text in a list, and add others.")
        object.__setattr__(self, "background", tuple(map(check_text, self.background)))
        if self.sigma is not None and not self.sigma > 0:
            raise InputError(f"sigma must be above 0, not {self.sigma}; leave it out to have it chosen.")

    def passes(self, game: Game) -> Passes:
        """One for each background text."""
        return Passes(len(self.background))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the model's outputs on the background texts, fit, and read the slopes."""
        if len(self.background) < 2:
            raise InputError("parzen needs background=[...]: texts like the one explained, some hundreds of them.")
        if len(game.outputs_of_targets) != game.n_targets:
            raise UnsupportedError("parzen explains outputs of a classifier, and these targets are none; use lime.")
        outputs: Outputs = yield Predict(self.background)
        if outputs.shape[1] < 2:
            raise UnsupportedError("parzen needs a model with two classes or more; for one output use lime.")
        documents = Documents.of(self.background)
        window = ParzenWindow.fit(documents, np.argmax(np.round(outputs, 6), axis=1), self.sigma)
        return _attribution(window, documents.columns_of(unit_words(game)), game.outputs_of_targets)


@dataclass(frozen=True)
class Documents:
    """Which texts have which words."""

    vocabulary: Mapping[str, int]
    presence: csr_array  # (m, words) 0 or 1

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> "Documents":
        """The lower-cased words of each text; the vocabulary in order of appearance."""
        sets = [list(dict.fromkeys(lower_words(text))) for text in texts]
        vocabulary = {word: index for index, word in enumerate(dict.fromkeys(word for words in sets for word in words))}
        columns = np.array([vocabulary[word] for words in sets for word in words], dtype=np.int64)
        starts = np.cumsum([0, *map(len, sets)])
        presence = csr_array((np.ones(len(columns)), columns, starts), shape=(len(texts), len(vocabulary)))
        return cls(vocabulary, presence)

    def columns_of(self, units: list[list[str]]) -> list[list[int]]:
        """For each unit the columns of its distinct words, those unknown left out."""
        return [sorted({self.vocabulary[word] for word in unit if word in self.vocabulary}) for unit in units]


@dataclass(frozen=True)
class ParzenWindow:
    """P(c | x) = sum of exp(-|x - x_i|^2 / 2 sigma^2) over the texts i labelled c, divided by the sum over all."""

    presence: csr_array  # (m, words)
    labels: Integers  # (m,)
    sigma: float

    @classmethod
    def fit(cls, documents: Documents, labels: Integers, sigma: float | None) -> "ParzenWindow":
        """With the given `sigma`, or the smallest of those that agree with `labels` best when each text is left out."""
        if sigma is not None:
            return cls(documents.presence, labels, sigma)
        tried = [cls(documents.presence, labels, width) for width in SIGMAS]
        distances = tried[0].distances
        return max(tried, key=lambda window: window.agreement_given(distances))

    @cached_property
    def distances(self) -> Floats:
        """(m, m): squared distances between the texts, infinite on the diagonal."""
        overlap = (self.presence @ self.presence.T).toarray()
        sizes = np.diag(overlap)
        distances: Floats = sizes[:, None] + sizes - 2 * overlap
        np.fill_diagonal(distances, np.inf)
        return distances
