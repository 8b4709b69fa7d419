"""What neighbours are sought of: words of the corpus or of a text, one or a mixture, as directions to look in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.explorer.corpus.search.ranking import Direction, unit
from exegesis.explorer.corpus.search.records import HeadPlace, SoughtWord
from exegesis.explorer.corpus.search.store import Store
from exegesis.explorer.corpus.wording import layers_said

# What is led away from counts so much of what is sought: 0.15 to 0.75, as Manning, Raghavan & Schuetze 2008 (section
# 9.1.1) advise for Rocchio's rule.
AWAY = 0.2
_ZERO = " (0: the embeddings)"

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class QueryWord:
    """The vectors of one word of a text, made as the corpus's own are.

    Args:
        word: which it is.
        embeddings: by layer (D,).
        contexts: by layer (H, width), of each head.
        digest: of its text, by which the same sentence is known in the corpus; None where it is no such.
        start: its first character.
    """

    word: SoughtWord
    embeddings: Mapping[int, Vector]
    contexts: Mapping[int, Vector]
    digest: str | None = None
    start: int = 0


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
        return Sought(layer_of(layer, store.manifest.layers))
    return Sought(None, heads_of(heads, store.manifest.context_layers, store.manifest.heads))


def heads_of(heads: object, layers: Sequence[int], count: int) -> tuple[HeadPlace, ...]:
    """Heads as the caller names them, each once, of these layers and so many in each; `InputError` for others."""
    if isinstance(heads, str) or not isinstance(heads, Sequence):
        raise InputError(f"heads must be pairs (layer, head), not {shown(heads)}.")
    places = tuple(dict.fromkeys(_head(one, layers, count) for one in heads))
    if not places:
        raise InputError("no head is chosen; name at least one (layer, head).")
    return places


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


def layer_of(layer: object, known: Sequence[int]) -> int:
    """The number of a layer; `InputError` for one that is not there."""
    if isinstance(layer, bool) or not isinstance(layer, int | np.integer) or int(layer) not in known:
        raise InputError(
            f"layer {shown(layer)} is not there: there are layers {layers_said(known)}{_ZERO * (0 in known)}."
        )
    return int(layer)


def _head(pair: object, layers: Sequence[int], count: int) -> HeadPlace:
    if isinstance(pair, HeadPlace):
        pair = (pair.layer, pair.head)
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise InputError(f"a head is a pair (layer, head), not {shown(pair)}.")
    layer, head = pair
    if layer == 0:
        raise InputError("layer 0 is the embeddings, which have no heads; the first layer with heads is 1.")
    number = layer_of(layer, layers)
    if isinstance(head, bool) or not isinstance(head, int | np.integer) or not 1 <= head <= count:
        raise InputError(f"head {shown(head)} is not there: a layer has heads 1 to {count}.")
    return HeadPlace(number, int(head))
