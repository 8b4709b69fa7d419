"""What a constraint is: where edits may be, and which drafts are allowed."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from exegesis.attacks.drafts import Draft
from exegesis.core.types import Floats


class Constraint:
    """Refuses nothing; each constraint says what it does. Many drafts are asked of at once."""

    def places(self, original: Draft, draft: Draft) -> NDArray[np.bool_]:
        """Which words of the draft may be edited: (words,)."""
        return np.ones(len(draft.words), dtype=bool)

    def allows(self, original: Draft, current: Draft, drafts: Sequence[Draft]) -> NDArray[np.bool_]:
        """Which of the drafts, made from `current` by one edit, are allowed: (K,)."""
        return np.ones(len(drafts), dtype=bool)


@runtime_checkable
class GivesLikeness(Protocol):
    """A constraint that measures how like the original a draft is."""

    def likeness(self, original: Draft, drafts: Sequence[Draft]) -> Floats:
        """(K,), more is more alike."""
