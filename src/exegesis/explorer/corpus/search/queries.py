"""What neighbours are sought of: words of the corpus or of a text, one or a mixture, as directions to look in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.explorer.corpus.search.ranking import Direction, unit
from exegesis.explorer.corpus.search.records import HeadPlace, SoughtWord
from exegesis.explorer.corpus.search.store import Store

# What is led away from counts so much of what is sought: 0.15 to 0.75, as Manning, Raghavan & Schuetze 2008 (section
# 9.1.1) advise for Rocchio's rule.
AWAY = 0.2

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class QueryWord:
    """The vectors of one word of a text, made as the corpus's own are.

    Args:
        example: which word it is.
        embeddings: by layer (D,).
        contexts: by layer (H, width), of each head.
        digest: the sha256 of its sentence, so that the same word is known where it stands in the corpus.
        number: which word of the sentence it is, from 0.
    """

    example: SoughtWord
    embeddings: Mapping[int, Vector]
    contexts: Mapping[int, Vector]
    digest: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Sought:
    """Where vectors are compared: at a layer, or at some heads."""

    layer: int | None
    heads: tuple[HeadPlace, ...] = field(default=())


def sought(store: Store, layer: object, heads: Sequence[object] | None) -> Sought:
    """The caller's words for a layer or heads, checked; both or neither are refused."""
    if (layer is None) == (heads is None):
        raise InputError("give a layer (by embedding) or heads (by what they give), one of the two.")
    if heads is None:
        return Sought(_layer(store, layer, store.manifest.layers))
    places = tuple(dict.fromkeys(_head(store, one) for one in _listed(heads)))
    if not places:
        raise InputError("no head is chosen; name at least one (layer, head).")
    return Sought(None, places)


def parts(
    store: Store, at: Sought, like: Sequence[QueryWord | int], unlike: Sequence[QueryWord | int]
) -> list[Direction]:
    """Of each place its vectors and the direction sought there: the mean of the words' unit vectors, less `AWAY` times
    the mean of those it is led away from (Rocchio's rule)."""
    if not like:
        raise InputError("no word is given to find others like it.")
    found = []
    for key, vectors in _places(store, at):
        towards = _mean([_vector(one, key, vectors) for one in like])
        away = _mean([_vector(one, key, vectors) for one in unlike]) if unlike else 0.0
        found.append(Direction(key, vectors, unit(towards - AWAY * away)))
    if not any(one.direction.any() for one in found):
        raise InputError("what is sought has no direction: its vectors cancel or are zero.")
    return found


def check_row(store: Store, row: object) -> int:
    """The number of a word of the corpus; `InputError` for another."""
    if isinstance(row, bool) or not isinstance(row, int | np.integer) or not 0 <= row < store.manifest.words:
        raise InputError(f"word {shown(row)} is not there: the corpus has words 0 to {store.manifest.words - 1:,}.")
    return int(row)


def _places(store: Store, at: Sought) -> "list[tuple[tuple[int, int], NDArray[np.float16]]]":
    if at.layer is not None:
        return [((at.layer, 0), store.embeddings(at.layer))]
    return [((one.layer, one.head), store.contexts(one.layer)[one.head - 1]) for one in at.heads]


def _vector(word: QueryWord | int, key: tuple[int, int], vectors: "NDArray[np.float16]") -> Vector:
    """A word's unit vector at a place."""
    if isinstance(word, QueryWord):
        layer, head = key
        return unit(word.contexts[layer][head - 1] if head else word.embeddings[layer])
    return unit(vectors[word])


def _mean(vectors: Sequence[Vector]) -> Vector:
    mean: Vector = np.mean(vectors, axis=0, dtype=np.float64)
    return mean


def _layer(store: Store, layer: object, known: Sequence[int]) -> int:
    if isinstance(layer, bool) or not isinstance(layer, int | np.integer) or int(layer) not in known:
        there = ", ".join(map(str, known))
        raise InputError(f"layer {shown(layer)} is not there: the corpus keeps layers {there} (0: the embeddings).")
    return int(layer)


def _head(store: Store, pair: object) -> HeadPlace:
    if isinstance(pair, HeadPlace):
        pair = (pair.layer, pair.head)
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise InputError(f"a head is a pair (layer, head), not {shown(pair)}.")
    layer, head = pair
    if layer == 0:
        raise InputError("layer 0 is the embeddings, which have no heads; the first layer with heads is 1.")
    number = _layer(store, layer, store.manifest.context_layers)
    if isinstance(head, bool) or not isinstance(head, int | np.integer) or not 1 <= head <= store.manifest.heads:
        raise InputError(
            f"head {shown(head)} is not there: a layer of the corpus has heads 1 to {store.manifest.heads}."
        )
    return HeadPlace(number, int(head))


def _listed(heads: object) -> Sequence[object]:
    if isinstance(heads, str) or not isinstance(heads, Sequence):
        raise InputError(f"heads must be pairs (layer, head), not {shown(heads)}.")
    return heads
