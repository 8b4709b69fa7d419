"""What a verdict is: a level, how many words it holds for, one sentence, and the signs as marks with their numbers."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Note, OneOf
from exegesis.core.types import Count

HOLDS, PARTLY, UNCHECKED, FAILS, UNDEFINED = "holds", "partly", "unchecked", "fails", "undefined"
LEVELS = (HOLDS, PARTLY, UNCHECKED, FAILS, UNDEFINED)
SYMBOLS = {HOLDS: "✓", PARTLY: "~", FAILS: "✗"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign: its mark, its figure beside its threshold, and for how many of the first words it holds.

    `figure` belongs to the first word for which the sign does not hold, or to the last word if it holds for all.
    """

    sign: str
    mark: Annotated[str, Note("For a reader, as in 'seeds 5/5'; empty where it says nothing.")]
    figure: float | None
    threshold: float | None
    words: Count
    level: Annotated[str, OneOf(HOLDS, PARTLY, FAILS)]
    text: str  # what was found, as the end of a sentence
    advice: Annotated[str, Note("What to do, or for whom it matters, where the sign does not hold.")] = ""

    @property
    def marked(self) -> str:
        """The mark with its symbol: "seeds 5/5 ✓"."""
        return f"{self.mark} {SYMBOLS[self.level]}" if self.mark else ""


def level_of(words: int, of: int) -> str:
    """The level of a sign that holds for so many of the words."""
    return HOLDS if words == of else PARTLY if words else FAILS


@dataclass(frozen=True, slots=True)
class Verdict:
    """`words`: how many of the first `of` words the explanation holds for; if "unchecked", no sign speaks against them.

    It speaks of the explanation, not of the answer, and holds no word of the user's text.
    """

    level: Annotated[str, OneOf(*LEVELS)]
    words: Count
    of: Count
    text: str  # one or two sentences
    headline: str  # the same in a few words
    reasons: tuple[Reason, ...] = ()
    unchecked: tuple[str, ...] = ()  # what was not tried: "seeds", "baselines", "order"

    def __str__(self) -> str:
        return f"{self.text} ({self.marks})" if self.marks else self.text

    @property
    def marks(self) -> str:
        """ "beats chance 20/20 ✓ · seeds 5/5 ✓ · other baseline 0/5 ✗"."""
        return " · ".join(reason.marked for reason in self.reasons if reason.mark)

    @property
    def is_reliable(self) -> bool:
        """Whether the explanation holds, at least for some of its words or for its own baseline."""
        return self.level in (HOLDS, PARTLY)
