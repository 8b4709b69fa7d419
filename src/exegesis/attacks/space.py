"""The edits that are allowed: a transformation's, less what the constraints refuse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.attacks.constraints.base import Constraint, GivesLikeness
from exegesis.attacks.drafts import Draft, alike
from exegesis.attacks.transformations.base import Transformation
from exegesis.core.text import is_blank
from exegesis.core.types import Floats


@dataclass(eq=False)
class EditSpace:
    """The drafts that one edit leads to, and which of them are allowed, for one text.

    `is_empty`: no edit has been allowed so far.
    """

    original: Draft
    transformation: Transformation
    constraints: Sequence[Constraint]
    rng: np.random.Generator
    is_empty: bool = True

    def places(self, draft: Draft) -> list[int]:
        """Where the draft may be edited: (a word's place there), in the text's order."""
        allowed = np.ones(len(draft.words), dtype=bool)
        for constraint in self.constraints:
            allowed &= constraint.places(self.original, draft)
        return [place for place in self.transformation.places(draft) if place >= len(allowed) or allowed[place]]

    def edits(self, draft: Draft, places: Iterable[int] | None = None) -> list[Draft]:
        """All allowed drafts that differ from `draft` by one edit, at any or at the given places."""
        own = self.places(draft)
        chosen = own if places is None else [place for place in places if place in own]
        if not chosen:
            return []
        return self.allowed(draft, self.transformation.edits(draft, chosen, self.rng))

    def allowed(self, current: Draft, drafts: Iterable[Draft]) -> list[Draft]:
        """Those of the drafts, made from `current`, that no constraint refuses; no text twice, none blank."""
        left = [draft for draft in alike(drafts) if draft.text != current.text and not is_blank(draft.text)]
        for constraint in self.constraints:
            if left:
                keeps = constraint.allows(self.original, current, left)
                left = [draft for draft, kept in zip(left, keeps, strict=True) if kept]
        self.is_empty = self.is_empty and not left
        return left

    def likeness(self, drafts: Sequence[Draft]) -> Floats | None:
        """How like the original the drafts are (K,), where a constraint measures that."""
        for constraint in self.constraints:
            if isinstance(constraint, GivesLikeness):
                return constraint.likeness(self.original, drafts)
        return None
