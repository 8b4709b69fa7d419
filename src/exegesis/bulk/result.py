"""What a pick among many explanations is: a few of them, and how much of the words these cover. JSON both ways."""

from dataclasses import dataclass, fields
from typing import Self

from exegesis.core.types import Count
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.data.result import Result
from exegesis.summaries.visual.result import VisualWords
from exegesis.summaries.words import WordSummary


@dataclass(frozen=True)
class Picked(Result, noun="a pick"):
    """The items picked, best first, and what each added to what is covered.

    `share`: of the importance of all words that the explanations speak of, what the picked ones cover; `by_chance`: as
    much picked at random, mean of 20 draws. `uncovered`: the most important words that no picked one speaks of, 20 at
    most. `of`: among how many was picked.
    """

    items: tuple[ExplainedItem, ...]
    gains: tuple[float, ...]
    of: Count
    share: float
    by_chance: float
    is_random: bool
    uncovered: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PickedImages(Picked, noun="a pick of images"):
    """The same of images, by the visual words that their regions are."""

    visual: VisualWords


@dataclass(frozen=True, kw_only=True)
class PickedSummary(WordSummary, noun="a summary of words with a pick", drawn="summary"):
    """The words of each class, and a few texts that were picked to look at."""

    pick: Picked

    @classmethod
    def of(cls, summary: WordSummary, pick: Picked) -> Self:
        """Both together."""
        return cls(**{one.name: getattr(summary, one.name) for one in fields(WordSummary)}, pick=pick)
