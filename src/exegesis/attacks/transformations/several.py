"""Several transformations as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.transformations.base import Transformation
from exegesis.core.errors import InputError


@dataclass(frozen=True)
class Several(Transformation):
    """All that any of the parts does, in their order."""

    parts: Sequence[Transformation]

    def __post_init__(self) -> None:
        if not self.parts:
            raise InputError("no transformation given; choose at least one.")

    @property
    def keeps_words(self) -> bool:  # type: ignore[override]  # of its parts
        """Whether all parts do."""
        return all(part.keeps_words for part in self.parts)

    @property
    def changes_meaning(self) -> bool:  # type: ignore[override]
        """Whether any part does."""
        return any(part.changes_meaning for part in self.parts)

    def places(self, draft: Draft) -> list[int]:
        """Where any part can edit."""
        return sorted({place for part in self.parts for place in part.places(draft)})

    def edits(self, draft: Draft, places: Sequence[int], rng: np.random.Generator) -> Iterable[Draft]:
        """Part by part."""
        for part in self.parts:
            own = set(part.places(draft))
            yield from part.edits(draft, [place for place in places if place in own], rng)
