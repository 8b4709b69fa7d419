"""Slices of texts that are alike: k-means over the model's own vectors, or over words where a model gives none."""

from collections import Counter
from collections.abc import Iterator
from math import log
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Integers
from exegesis.slices.predicates.base import CLASS, Predicate, PredicateKind, Sliced
from exegesis.slices.words import words_of

_CLUSTERS = 10
_AT_ONCE = 64  # texts
_WIDTH = 50  # of vectors made of words
_NAMED = 3  # words that a cluster is called by


class ByCluster(PredicateKind):
    """Ten groups of texts that lie together, called by the words that set them apart."""

    name: ClassVar[str] = "cluster"
    about: ClassVar[str] = "groups of texts that are alike (k-means over the model's vectors, else over words)"
    form: ClassVar[str] = "NUMBER"

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        members = sliced.remembered(self.name, lambda: _clustered(sliced))
        for number in range(int(members.max()) + 1):
            yield self._of(sliced, members, number)

    def named(self, sliced: Sliced, given: str) -> Predicate:
        members = sliced.remembered(self.name, lambda: _clustered(sliced))
        if not given.isdecimal() or not 1 <= int(given) <= members.max() + 1:
            raise InputError(f"clusters are 1 to {members.max() + 1}, so {shown(given)} is none.")
        return self._of(sliced, members, int(given) - 1)

    def _of(self, sliced: Sliced, members: Integers, number: int) -> Predicate:
        holds = members == number
        words = ", ".join(_typical(sliced.rows.texts, holds))
        # What a model sees in a text is near its answer, which beside the label would tell right from wrong.
        return Predicate(self.name, f"cluster {number + 1} ({words})", holds, CLASS)


def _clustered(sliced: Sliced) -> Integers:
    """(n,) the cluster of each row, from 0, the largest first."""
    from sklearn.cluster import MiniBatchKMeans

    vectors = _vectors(sliced)
    count = min(_CLUSTERS, len(vectors))
    found = MiniBatchKMeans(count, random_state=sliced.seed, n_init=3, batch_size=1024).fit_predict(vectors)
    _, renamed = np.unique(found, return_inverse=True)
    sizes = np.bincount(renamed)
    ranks = np.empty_like(sizes)
    ranks[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return np.asarray(ranks[renamed], dtype=np.int64)


def _vectors(sliced: Sliced) -> NDArray[np.float32]:
    """(n, D) the mean over a text's pieces of what the model's middle layer gives; made of words for a black box.

    The last layer knows little but the answer.
    """
    from exegesis import api
    from exegesis.adapters.capabilities import GivesLayerMeans

    model = None if sliced.model is None else api.load(sliced.model)
    return _of_layer(model, sliced.rows.texts) if isinstance(model, GivesLayerMeans) else _of_words(sliced)


def _of_layer(model: Any, texts: tuple[str, ...]) -> NDArray[np.float32]:
    from exegesis.data.inputs import plain

    found = []
    for start in range(0, len(texts), _AT_ONCE):
        rows, places, weights, owners = [], [], [], []
        for owner, text in enumerate(texts[start : start + _AT_ONCE]):
            document = plain(text)
            for window in model.windows(document):
                tokens = model.tokens(document, window)
                rows.append(tokens.row)
                places.append([[place for place, is_special in enumerate(tokens.special) if not is_special]])
                weights.append(window.weight)
                owners.append(owner)
        layers = model.layer_means(rows, places, contexts=()).vectors
        vectors = layers[(max(layers) + 1) // 2]
        summed = np.zeros((owners[-1] + 1, vectors.shape[1]), dtype=np.float32)
        np.add.at(summed, owners, vectors * np.array(weights, dtype=np.float32)[:, None])
        found.append(summed)
    return np.concatenate(found)


def _of_words(sliced: Sliced) -> NDArray[np.float32]:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    weighted = TfidfVectorizer(analyzer=words_of, min_df=2, dtype=np.float32)
    try:
        matrix = weighted.fit_transform(sliced.rows.texts)
    except ValueError:
        raise InputError("the texts have no words in common, so there are no clusters of them.") from None
    width = min(_WIDTH, matrix.shape[1] - 1)
    if width < 2:
        return np.asarray(matrix.toarray())
    return np.asarray(TruncatedSVD(width, random_state=sliced.seed).fit_transform(matrix), dtype=np.float32)


def _typical(texts: tuple[str, ...], holds: NDArray[np.bool_]) -> list[str]:
    """The words that are most at home in a cluster: share inside x log(share inside / share of all)."""
    inside: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text, is_inside in zip(texts, holds, strict=True):
        words = set(words_of(text))
        every.update(words)
        if is_inside:
            inside.update(words)
    size, total = int(holds.sum()), len(texts)
    telling = {
        word: count / size * log(count * total / (size * every[word]))
        for word, count in inside.items()
        if len(word) > 1
    }
    return sorted(telling, key=lambda word: (-round(telling[word], 9), word))[:_NAMED]
