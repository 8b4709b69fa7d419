"""HeadRelations: which relation each head follows best over a corpus, as data."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import OneOf
from exegesis.core.statistics import Interval
from exegesis.core.types import Count
from exegesis.data.result import Result
from exegesis.explorer.records import Place
from exegesis.explorer.relations.sentences import DIRECTIONS


@dataclass(frozen=True, slots=True)
class Followed:
    """How well one head follows one relation, on the half of the sentences on which it was not chosen.

    Args:
        layer: from 1.
        head: from 1.
        relation: its label; "pronouns" where pronouns point to other mentions of the same one.
        direction: "to head" from each word that depends in this way, "to dependent" from each head that has one such
            word alone, "to mention" from a pronoun.
        cases: how many there were.
        recall: in what share of them the word that is attended to most is (one of) the right one(s).
        base: the same of the baseline.
        margin: recall less base; bootstrap intervals over sentences, as of the other two.
        offset: what the baseline is: the word so far away (-1: the one before), the best such distance on the other
            half; None: the nearest noun or name, before the pronoun if there is one.
    """

    layer: Place
    head: Place
    relation: str
    direction: Annotated[str, OneOf(*DIRECTIONS)]
    cases: Count
    recall: Interval
    base: Interval
    margin: Interval
    offset: int | None


@dataclass(frozen=True, slots=True)
class FewCases:
    """A relation with too few cases in one half of the sentences: how many the smaller half has."""

    relation: str
    direction: Annotated[str, OneOf(*DIRECTIONS)]
    cases: Count


@dataclass(frozen=True, eq=False)
class HeadRelations(Result, noun="relations that heads follow"):
    """Which relations heads follow over a corpus (Clark et al. 2019, sections 4.2 and 4.3).

    Heads and offsets are chosen on every second sentence and measured on the others, so that the best of many heads is
    not praised for its luck.

    Args:
        model: what the model is called.
        sources: what the sentences were read from.
        layers: how many.
        heads_in_layer: how many.
        sentences: how many the model read.
        words: how many these have.
        too_long: sentences longer than the model reads at once, left out.
        unseen: words of which the tokenizer shows the model nothing; cases from or to them are left out.
        fewest: cases that each half must have.
        relations: of each relation and direction the best head, the surest margin (its lower end) first.
        heads: of each head the relation that it most surely follows, layer by layer.
        pronouns: the head that points best from pronouns to other mentions; None where mentions are not annotated or
            too few.
        few: what has too few cases.
        seed: of the intervals.
        notes: what a reader must know.
    """

    model: str
    sources: tuple[str, ...]
    layers: Place
    heads_in_layer: Place
    sentences: Count
    words: Count
    too_long: Count
    unseen: Count
    fewest: Place
    relations: tuple[Followed, ...]
    heads: tuple[Followed, ...]
    pronouns: Followed | None
    few: tuple[FewCases, ...]
    seed: int
    notes: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.model, self.sources, self.relations, self.heads))
