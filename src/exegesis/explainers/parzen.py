"""Control: the slope of a Parzen-window classifier of given texts (the baseline of the LIME paper, section 5)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import assign, check_text, words
from exegesis.core.types import Integers, Outputs, Span
from exegesis.data.requests import Game, Need, Predict
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps
from exegesis.explainers.parzen_window import ParzenWindow


@dataclass(frozen=True, kw_only=True)
class Parzen(Explainer):
    """A score is the slope of the target's Parzen-window probability by the presence of the unit's words.

    `background`: texts that the model labels with its largest output, in every explanation anew. The classifier sees
    which lower-cased words a text has, not their order.
    `sigma`: the width of the window; None picks the one of .1 .25 .5 .75 1 2 ... 10 that agrees most often with the
    model's labels when each background text is left out. Units with the same word get the same score; words that no
    background text has, and targets that no background text is labelled with, score 0.

    Diagnostics: `sigma`, `agreement` (the share of labels right when left out), `probability` (Parzen's, of target).
    """

    name: ClassVar[str] = "parzen"
    chance: ClassVar[bool] = False
    needs: ClassVar[frozenset[Need]] = frozenset({"classes"})
    asks: ClassVar[tuple[type, ...]] = (Predict,)
    bulky: ClassVar[frozenset[str]] = frozenset({"background"})

    background: Sequence[str] = ()
    sigma: float | None = None

    def __post_init__(self) -> None:
        if isinstance(self.background, str):
            raise InputError("background must be a list of texts; put the one text in a list, and add others.")
        object.__setattr__(self, "background", tuple(map(check_text, self.background)))
        if self.sigma is not None and not self.sigma > 0:
            raise InputError(f"sigma must be above 0, not {self.sigma}; leave it out to have it chosen.")

    def passes(self, game: Game) -> ExpectedPasses:
        """One for each background text."""
        return ExpectedPasses(len(self.background))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the model's outputs on the background texts, fit, and read the slopes."""
        if len(self.background) < 2:
            raise InputError("parzen needs background=[...]: texts like the one explained, some hundreds of them.")
        if len(game.outputs_of_targets) != game.n_targets:
            raise UnsupportedError("parzen explains a classifier's outputs, which these targets are not; use lime.")
        outputs: Outputs = yield Predict(tuple(self.background))
        if outputs.shape[1] < 2:
            raise UnsupportedError("parzen needs a model with two classes or more; use lime for a single output.")
        vocabulary, presence = bag_of_words(self.background)
        digest = hashlib.sha256("\0".join(self.background).encode()).hexdigest()
        window = ParzenWindow.fit(presence, np.argmax(np.round(outputs, 6), axis=1), self.sigma)
        found = _attribution(window, _columns(vocabulary, unit_words(game)), game.outputs_of_targets)
        # A corpus does not belong into every result; its digest says which one it was.
        told = {"background": f"{len(self.background)} texts, sha256 {digest}", "sigma": window.sigma}
        return replace(found, settings=told)


def bag_of_words(texts: Iterable[str]) -> tuple[dict[str, int], csr_array]:
    """The column of each lower-cased word, in order of appearance; which texts have it, as 0 or 1 (texts, words)."""
    found = [list(dict.fromkeys(_lower_words(text))) for text in texts]
    vocabulary: dict[str, int] = {}
    columns = [vocabulary.setdefault(word, len(vocabulary)) for text in found for word in text]
    starts = [0, *accumulate(map(len, found))]
    presence = csr_array(
        (np.ones(len(columns)), np.array(columns), np.array(starts)), shape=(len(found), len(vocabulary))
    )
    return vocabulary, presence


def unit_words(game: Game) -> list[list[str]]:
    """The lower-cased words of each unit; a word cut into several units goes to the one with most of its characters."""
    if len(game.gaps) != game.n_units - 1:
        return [_lower_words(unit) for unit in game.units]
    text, spans = _joined(game)
    owned: list[list[str]] = [[] for _ in spans]
    found = words(text)
    for word, owner in zip(found, assign(spans, found), strict=True):
        if word.start < spans[owner].end and spans[owner].start < word.end:
            owned[owner].append(text[word.start : word.end].lower())
    return owned


def _joined(game: Game) -> tuple[str, list[Span]]:
    """The text of all units and gaps, and where in it each unit stands."""
    pieces = [piece for pair in zip(game.units, (*game.gaps, ""), strict=True) for piece in pair]
    ends = [0, *accumulate(map(len, pieces))]
    return "".join(pieces), [Span(ends[2 * unit], ends[2 * unit + 1]) for unit in range(game.n_units)]


def _lower_words(text: str) -> list[str]:
    return [text[span.start : span.end].lower() for span in words(text)]


def _columns(vocabulary: Mapping[str, int], units: list[list[str]]) -> list[Integers]:
    """For each unit the columns of its distinct words; unknown words have none."""
    return [
        np.array(sorted({vocabulary[word] for word in unit if word in vocabulary}), dtype=np.int64) for unit in units
    ]


def _attribution(window: ParzenWindow, units: list[Integers], targets: tuple[int, ...]) -> Attribution:
    present = np.unique(np.concatenate(units))
    slopes = [window.slopes(present, target) for target in targets]
    scores = [[own[np.searchsorted(present, columns)].sum() for columns in units] for own in slopes]
    return Attribution(
        scores=np.array(scores),
        diagnostics=tuple(
            {
                "is_control": True,
                "sigma": window.sigma,
                "agreement": window.agreement,
                "probability": window.probability(present, target),
            }
            for target in targets
        ),
        warnings=tuple(() if (window.labels == target).any() else (_NEVER,) for target in targets),
    )


_NEVER = (
    "The model gives this target to no background text, so all scores are 0; add texts of that class to background."
)
