"""Visual words of explained images: regions that look alike, by k-means over what describes them.

SP-LIME needs columns that explanations share, which the paper left open for images (Ribeiro, Singh, Guestrin 2016,
section 4). Superpixels of all images are described by a model's features, those of its own last layer before it pools
over places, and the clusters of them are the columns.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, check_count
from exegesis.core.types import Floats, Integers
from exegesis.data.explanation import Explanation
from exegesis.data.image import Image
from exegesis.data.picture import KeptImage
from exegesis.data.regions import map_of
from exegesis.summaries.pick import FEATURES, importance, strongest_of, weights_of
from exegesis.summaries.visual.describing import described
from exegesis.summaries.visual.patches import patch
from exegesis.summaries.visual.result import Patch, VisualWord, VisualWords
from exegesis.summaries.words import target_of

WORDS = 50
_REGIONS_A_WORD = 5  # at least, where nobody says how many words there are


def visual_words(
    explanations: Iterable[Explanation],
    model: Model | str | Path | None = None,
    words: int | None = None,
    seed: int = 0,
    *,
    features: int | None = FEATURES,
    examples: int = 4,
) -> VisualWords:
    """The words that explanations of images share: regions that look alike.

    Args:
        explanations: of images, by any methods; each must hold its image.
        model: in whose eyes regions are alike, as `load` gives or takes it, where it gives features (a folder of an
            image classifier, "bundled:images"); it need not be the model explained. None: by colours and texture.
        words: how many; None: 50, fewer where there are not five regions for each.
        seed: of k-means.
        features: each explanation speaks of so many words, those of the largest |sum of scores| (None: of all).
        examples: patches shown of each word.

    Returns:
        The words, the most important first, and W: `submodular(found.weights(), 3)` picks the images that show most.

    Raises:
        InputError: there is nothing, or no image in an explanation, or more words than regions.
    """
    known = tuple(explanations)
    _check(known, words, features, examples)
    images, maps = _images(known), [map_of(one.units, *_shape(one)) for one in known]
    rows = described(images, maps, None if model is None else api.load(model))
    owners, distances = _clusters(rows.rows, _count(words, len(rows.rows)), seed)
    starts = np.cumsum([0, *(len(one.units) for one in known)])
    parts = [slice(start, stop) for start, stop in pairwise(starts.tolist())]
    spoken = [_spoken(one, owners[part], features) for one, part in zip(known, parts, strict=True)]
    order = _by_importance(spoken, int(owners.max()) + 1)
    renamed = np.argsort(order)
    owners, spoken = renamed[owners], [{int(renamed[word]): value for word, value in row.items()} for row in spoken]
    places = _Places(known, images, maps, owners, distances, starts)
    return VisualWords(
        words=tuple(_word(word, spoken, places, examples) for word in range(len(order))),
        spoken=tuple(tuple(sorted(row.items())) for row in spoken),
        owners=tuple(tuple(owners[part].tolist()) for part in parts),
        described_by=rows.said,
        features=features,
        seed=seed,
        methods=tuple(dict.fromkeys(one.method for one in known)),
        models=tuple(dict.fromkeys(one.fingerprint.model for one in known)),
        targets=tuple(dict.fromkeys(target_of(one) for one in known)),
    )


class _Places:
    """The regions of all images in one line, and what is known of each."""

    def __init__(
        self,
        explanations: Sequence[Explanation],
        images: Sequence[Image],
        maps: Sequence[Integers],
        owners: Integers,
        distances: Floats,
        starts: Integers,
    ) -> None:
        self.explanations, self.images, self.maps = explanations, images, maps
        self.owners, self.distances, self.starts = owners, distances, starts

    def patches(self, word: int, count: int) -> tuple[Patch, ...]:
        """Those nearest to the word's middle, one of an image before the second of any."""
        members = np.flatnonzero(self.owners == word)
        members = members[np.argsort(np.round(self.distances[members], 9), kind="stable")]
        rows = np.searchsorted(self.starts, members, side="right") - 1
        turns = [int(np.count_nonzero(rows[:place] == row)) for place, row in enumerate(rows)]
        chosen = sorted(range(len(members)), key=lambda place: (turns[place], place))[:count]
        return tuple(self._patch(int(rows[place]), int(members[place])) for place in chosen)

    def _patch(self, row: int, member: int) -> Patch:
        region, one = member - int(self.starts[row]), self.explanations[row]
        drawn = patch(self.images[row].rounded(), self.maps[row] == region)
        return Patch(row, one.id, region + 1, float(one.scores[region]), drawn)


def _word(word: int, spoken: Sequence[dict[int, float]], places: _Places, examples: int) -> VisualWord:
    values = [row[word] for row in spoken if word in row]
    return VisualWord(
        name=f"word {word + 1}",
        importance=float(np.sqrt(np.abs(values).sum())) if values else 0.0,
        images=len(values),
        towards=sum(value > 0 for value in values),
        mean=float(np.mean(values)) if values else 0.0,
        regions=int((places.owners == word).sum()),
        patches=places.patches(word, examples),
    )


def _spoken(explanation: Explanation, owners: Integers, features: int | None) -> dict[int, float]:
    sums = np.bincount(owners, explanation.scores)
    return strongest_of({word: float(sums[word]) for word in dict.fromkeys(owners.tolist())}, features)


def _by_importance(spoken: Sequence[dict[int, float]], count: int) -> Integers:
    """The words, the most important first; ties by number, which is that of their first region."""
    heights = importance(weights_of(spoken, ("",) * count).matrix)
    return np.argsort(-np.round(heights, 9), kind="stable")


def _clusters(rows: Floats, count: int, seed: int) -> tuple[Integers, Floats]:
    """The cluster of each row, numbered as they are first met, and the distance from its middle."""
    from sklearn.cluster import KMeans

    count = min(count, len(np.unique(rows, axis=0)))
    fitted: Any = KMeans(count, n_init=4, random_state=seed).fit(rows)
    _, first, owners = np.unique(fitted.labels_, return_index=True, return_inverse=True)
    owners = np.argsort(np.argsort(first))[owners]
    far = np.linalg.norm(rows - fitted.cluster_centers_[fitted.labels_], axis=1)
    return owners, far


def _count(words: int | None, regions: int) -> int:
    if words is None:
        return max(2, min(WORDS, regions // _REGIONS_A_WORD))
    if words > regions:
        raise InputError(f"there are {regions:,} regions, too few for {words:,} words; ask for fewer.")
    return words


def _check(explanations: Sequence[Explanation], words: int | None, features: int | None, examples: int) -> None:
    if not explanations:
        raise InputError("there is no explanation to find visual words in; give at least one.")
    for name, value, least in (("words", words, 2), ("features", features, 1), ("examples", examples, 0)):
        if value is not None:
            check_count(name, value, least)
    for one in explanations:
        if not isinstance(one, Explanation) or not isinstance(one.kept, KeptImage):
            said = one.of if isinstance(one, Explanation) else type(one).__name__
            raise InputError(f"visual words are of explanations of images, and one given is of {said!r}.")


def _images(explanations: Sequence[Explanation]) -> list[Image]:
    return [one.kept.image for one in explanations if isinstance(one.kept, KeptImage)]


def _shape(explanation: Explanation) -> tuple[int, int]:
    assert isinstance(explanation.kept, KeptImage)
    return explanation.kept.height, explanation.kept.width
