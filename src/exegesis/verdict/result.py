"""What a verdict is: a level, how many words it holds for, the reasons, and the line that says it."""

from dataclasses import dataclass

RELY, PARTLY, UNCHECKED, NOT, UNDEFINED = "rely", "partly", "unchecked", "do not rely", "undefined"
LEVELS = (RELY, PARTLY, UNCHECKED, NOT, UNDEFINED)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign: a figure beside its threshold, and for how many of the first words it holds.

    `figure` belongs to the first word for which the sign does not hold, or to the last word if it holds for all.
    """

    sign: str
    figure: float | None
    threshold: float | None
    words: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`words`: how many of the first `of` words can be relied on; at level "unchecked" no sign speaks against them.

    `text` is the line for a reader; it may hold words of the user's own text. `headline` holds none.
    """

    level: str
    words: int
    of: int
    text: str
    headline: str  # the same in a few words
    reasons: tuple[Reason, ...] = ()
    unchecked: tuple[str, ...] = ()  # what was not tried: "seeds", "baselines", "order"

    def __str__(self) -> str:
        return self.text

    @property
    def is_reliable(self) -> bool:
        """Whether there is something to act on."""
        return self.level in (RELY, PARTLY)
