"""An index of the words of a large corpus at one layer (usearch, HNSW): built once beside the arrays, with its recall.

Nearness by it is approximate: it may miss a neighbour. How many it finds is measured when it is built, on words of the
corpus, and the search is widened until it is within 1 % of all. What it finds gets exact scores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.core import codec
from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.files import sha256, whole_file
from exegesis.core.randomness import stream
from exegesis.explorer.corpus.search.ranking import Direction, Lengths, best, unit
from exegesis.explorer.corpus.search.store import Rows, Store

LEAST = 300_000  # words; fewer are compared one by one in less time than is felt
NEAREST = 50  # of which recall is measured
_WANTED, _TRIED = 0.99, 200  # recall, words that it is measured on
_WIDTHS = (64, 128, 256, 512, 1024, 2048)
_AT_ONCE = 8192  # rows


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What stands beside an index: of which vectors it is, how wide it searches, and what share it finds so.

    Args:
        weights: of the model whose vectors they are.
        words: how many.
        layer: at which layer.
        sha256: of the index's file.
        width: how many candidates a search keeps.
        recall: the share of the 50 nearest that it finds so, over words of the corpus drawn at random.
    """

    weights: str
    words: int
    layer: int
    sha256: str
    width: int
    recall: float


class WordIndex:
    """The index of one layer, opened."""

    def __init__(self, store: Store, layer: int) -> None:
        """`InputError` where it is damaged, or of other vectors."""
        path, facts = _files(store, layer)
        self.facts = codec.read(IndexFacts, codec.load(facts), "what stands beside an index")
        here = store.manifest
        if (self.facts.weights, self.facts.words, self.facts.layer) != (here.weights, here.words, layer):
            raise InputError(f"{str(path)!r} is the index of other vectors; remove it, or build it again.")
        if not path.is_file() or sha256(path) != self.facts.sha256:
            raise InputError(f"{str(path)!r} is damaged; remove it and {facts.name!r}, or build it again.")
        self._index = _usearch().restore(str(path), view=True)
        self._index.expansion_search = self.facts.width

    def near(self, direction: Any, count: int) -> Rows:
        """So many rows near a direction (D,), not ranked."""
        found = self._index.search(direction.astype(np.float16), count)
        rows: Rows = np.asarray(found.keys, dtype=np.int64)
        return rows

    @property
    def note(self) -> str:
        """That it is approximate, and how far."""
        return (
            f"by an index, which may miss some: of the {NEAREST} nearest it found {self.facts.recall:.1%} when it was "
            "built; exact=True compares all"
        )


def there(store: Store, layer: int) -> bool:
    """Whether an index of this layer stands beside the arrays."""
    return _files(store, layer)[1].is_file()


def build(store: Store, layer: int, lengths: Lengths, progress: Callable[[int, int], None] | None = None) -> IndexFacts:
    """Build the index of a layer, or build it anew: the file, then what stands beside it, each whole or not at all."""
    vectors = store.embeddings(layer)
    index = _usearch()(ndim=vectors.shape[1], metric="cos", dtype="f16")
    for start in range(0, len(vectors), _AT_ONCE):
        some = vectors[start : start + _AT_ONCE]
        index.add(np.arange(start, start + len(some)), np.ascontiguousarray(some))
        if progress is not None:
            progress(start + len(some), len(vectors))
    width, recall = _widened(index, store, layer, lengths)
    path, facts = _files(store, layer)
    facts.unlink(missing_ok=True)  # without it nobody reads the index
    with whole_file(path) as file:
        file.write(index.save())
    found = IndexFacts(store.manifest.weights, store.manifest.words, layer, sha256(path), width, recall)
    with whole_file(facts) as file:
        file.write(codec.to_file(found))
    return found


def _widened(index: Any, store: Store, layer: int, lengths: Lengths) -> tuple[int, float]:
    """How wide it must search to find what it should, and the share that it finds then."""
    vectors = store.embeddings(layer)
    draw = stream(0, "words that an index is tried on")
    tried = draw.choice(len(vectors), size=min(_TRIED, len(vectors)), replace=False)
    goals = []
    for row in tried:
        direction = unit(vectors[row])
        goals.append((direction, set(best([Direction((layer, 0), vectors, direction)], lengths, NEAREST)[0].tolist())))
    recall = 0.0
    for width in _WIDTHS:
        index.expansion_search = width
        found = [len(goal & set(index.search(one.astype(np.float16), NEAREST).keys.tolist())) for one, goal in goals]
        recall = sum(found) / sum(len(goal) for _, goal in goals)
        if recall >= _WANTED:
            break
    return width, recall


def _files(store: Store, layer: int) -> tuple[Path, Path]:
    return store.folder / f"index_L{layer:02d}.usearch", store.folder / f"index_L{layer:02d}.json"


def _usearch() -> Any:
    try:
        from usearch.index import Index
    except ImportError:
        raise ExegesisError("an index needs usearch: pip install 'exegesis[corpus]'.") from None
    return Index
