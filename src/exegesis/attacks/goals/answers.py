"""Another answer, a named answer, or the same answer to less."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.goals.base import is_answer
from exegesis.attacks.searches.base import Scores
from exegesis.core.errors import InputError
from exegesis.core.types import Floats


@dataclass(frozen=True)
class Other:
    """Any other answer; a draft is the nearer the less probable the label is."""

    def scores(self, original: Draft, drafts: Sequence[Draft], probabilities: Floats, label: int) -> Scores:
        """As the class says."""
        return Scores(1 - probabilities[:, label], ~is_answer(probabilities, label))


@dataclass(frozen=True)
class Named:
    """One answer, by its number; a draft is the nearer the more probable that is."""

    target: int

    def scores(self, original: Draft, drafts: Sequence[Draft], probabilities: Floats, label: int) -> Scores:
        """As the class says; `InputError` where it is the answer already."""
        if self.target == label:
            raise InputError("the answer that is wanted is the present one; name another.")
        return Scores(probabilities[:, self.target], is_answer(probabilities, self.target))


@dataclass(frozen=True)
class Shorter:
    """The same answer to as few words as possible, reached with `words` (Feng et al., "Pathologies of Neural Models
    Make Interpretations Difficult", EMNLP 2018)."""

    words: int = 1

    def scores(self, original: Draft, drafts: Sequence[Draft], probabilities: Floats, label: int) -> Scores:
        """Drafts that lose the answer are as far as can be; others the nearer the fewer words they have left."""
        keeps = is_answer(probabilities, label)
        lengths = np.array([len(draft.words) for draft in drafts])
        values = np.where(keeps, 1 - lengths / max(1, len(original.words)), -1.0)
        # Of drafts with as many words the one of which the model is surer.
        return Scores(values + 1e-3 * probabilities[:, label], keeps & (lengths <= self.words))
