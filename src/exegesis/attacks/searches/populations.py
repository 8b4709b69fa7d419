"""What the searches over populations share: gains of single edits, and how a member is edited by lot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.searches.base import Judging, scored
from exegesis.attacks.space import EditSpace
from exegesis.core.types import Floats


@dataclass(frozen=True)
class BestEdits:
    """Of each of some places the best edit of a draft, and how much it gains (never below 0)."""

    drafts: Sequence[Draft]
    gains: Floats

    def drawn(self, rng: np.random.Generator) -> Draft:
        """One of them, by its gain; by lot where none gains anything."""
        total = self.gains.sum()
        shares = self.gains / total if total > 0 else None
        return self.drafts[rng.choice(len(self.drafts), p=shares)]


def best_edits(space: EditSpace, draft: Draft, value: float) -> Judging[BestEdits]:
    """The best edit at every place where there is one; all are judged together. `value`: the draft's own score."""
    edits = [some for place in space.places(draft) if (some := space.edits(draft, [place]))]
    if not edits:
        return BestEdits((), np.empty(0))
    scores = yield from scored([one for some in edits for one in some])
    parts = np.split(scores.values, np.cumsum([len(some) for some in edits])[:-1])
    best = [some[int(np.argmax(part))] for some, part in zip(edits, parts, strict=True)]
    return BestEdits(best, np.array([max(float(part.max()) - value, 0.0) for part in parts]))
