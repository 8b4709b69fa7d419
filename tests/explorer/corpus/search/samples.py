"""One of each result of a search, on the toy corpus with planted attention."""

from typing import Any

from exegesis.core.types import Span
from exegesis.explorer import (
    AttentionPattern,
    Concordance,
    CorpusSummary,
    Matches,
    NeighbourChange,
    SavedSearch,
    Trajectory,
)
from exegesis.explorer.corpus.search.records import HeadPlace, SoughtWord
from tests.explorer.corpus.search.planted import PlantedModel, to
from tests.explorer.corpus.search.toys import ToyCorpus


class PlantedCorpus(ToyCorpus):
    """The toy corpus, whose model is planted."""

    def _loaded(self, model: Any) -> Any:
        return model or PlantedModel(to(1))


def saved() -> SavedSearch:
    text = SoughtWord(text="a bank", span=Span(2, 6), hidden=True)
    like = SoughtWord(row=4), text
    return SavedSearch("neighbours", "upos=NOUN", like, (SoughtWord(row=1),), None, (HeadPlace(2, 3),))


def matches() -> Matches:
    return ToyCorpus().nearest([4, 2], unlike=[7], layer=1, count=4)


def concordance() -> Concordance:
    return ToyCorpus().concordance("upos=VERB", sort="left")


def trajectory() -> Trajectory:
    return ToyCorpus().trajectory(4, count=3)


def change() -> NeighbourChange:
    return ToyCorpus().beside(ToyCorpus(seed=1), 4, heads=[(1, 2)], count=5)


def pattern() -> AttentionPattern:
    return PlantedCorpus().pattern("layer 1 head 2 from upos=VERB to its deprel=obj")


def no_pattern() -> AttentionPattern:
    return PlantedCorpus().pattern("layer 1 head 2 from the to today")


def summary() -> CorpusSummary:
    return PlantedCorpus().summary("upos=VERB", heads=[(1, 2)])
