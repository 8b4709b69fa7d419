"""Words are left out."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.transformations.base import Transformation


class Deletion(Transformation):
    """Leaves out one word (Feng et al., "Pathologies of Neural Models", EMNLP 2018)."""

    keeps_words: ClassVar[bool] = False

    def places(self, draft: Draft) -> list[int]:
        """Every word, and every mark."""
        return list(range(len(draft.words)))

    def edits(self, draft: Draft, places: Sequence[int], rng: np.random.Generator) -> Iterable[Draft]:
        """As the class says."""
        return (draft.deleted(place) for place in places if len(draft.words) > 1)
