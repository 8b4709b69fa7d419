"""One word through the layers: its neighbours at each, and how far its vector turns; and under two models."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from exegesis.core.errors import InputError
from exegesis.explorer.corpus.search.neighbours import Word, WordSearch, sought_word
from exegesis.explorer.corpus.search.queries import QueryWord
from exegesis.explorer.corpus.search.ranking import unit
from exegesis.explorer.corpus.search.records import LayerStep
from exegesis.explorer.corpus.search.result import Matches, NeighbourChange, SavedSearch, Trajectory
from exegesis.explorer.corpus.search.store import Store


def trajectory(store: Store, words: WordSearch, word: Word, layers: Sequence[int], search: SavedSearch) -> Trajectory:
    """The neighbours at each of the layers; `search` says the rest."""
    steps: list[LayerStep] = []
    for layer in layers:
        found = words.found(replace(search, layer=layer), [word])
        before = steps[-1] if steps else None
        stayed = None if before is None else len({one.word.row for one in before.matches} & set(found.rows))
        turned = None if before is None else _cosine(store, word, before.layer, layer)
        steps.append(LayerStep(layer, found.matches, stayed, turned))
    sources = tuple(one.name for one in store.manifest.sources)
    return Trajectory(store.manifest.model, sources, sought_word(store, word), search.where, tuple(steps))


def change(first: Matches, second: Matches) -> NeighbourChange:
    """What two pages of neighbours share."""
    here, there = set(first.rows), set(second.rows)
    either = len(here | there)
    shared = len(here & there)
    return NeighbourChange((first.model, second.model), first, second, shared, shared / either if either else 0.0)


def check_same_text(store: Store, other: Store) -> None:
    """`InputError` where two corpora have other sentences, so that rows are not the same words."""
    sql = "SELECT id, first_word, words, digest FROM sentences ORDER BY id"
    here, there = store.select(sql), other.select(sql)
    if here != there:
        same = sum(one == two for one, two in zip(here, there, strict=False))
        raise InputError(
            f"the two corpora have other texts: {same:,} of {max(len(here), len(there)):,} sentences are the same. "
            "Build both from the same files."
        )


def _cosine(store: Store, word: Word, first: int, second: int) -> float:
    vectors = [
        word.embeddings[layer] if isinstance(word, QueryWord) else store.embeddings(layer)[word]
        for layer in (first, second)
    ]
    here, there = (unit(one).astype(np.float64) for one in vectors)
    return float(np.clip(here @ there, -1.0, 1.0))
