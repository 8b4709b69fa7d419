"""In which order words are tried: by what becomes of the answer without each of them."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.searches.base import Judging, salient, scored
from exegesis.attacks.space import EditSpace
from exegesis.core.probabilities import softmax
from exegesis.core.types import Floats

UNKNOWN = "[UNK]"
# How much each of the places matters, more first.
Ranking: TypeAlias = Callable[[EditSpace, Draft, list[int], np.random.Generator], Judging[Floats]]


def unk(space: EditSpace, start: Draft, places: list[int], rng: np.random.Generator) -> Judging[Floats]:
    """The score with "[UNK]" in the word's place."""
    return (yield from scored([start.replaced(place, UNKNOWN) for place in places], are_probes=True)).values


def delete(space: EditSpace, start: Draft, places: list[int], rng: np.random.Generator) -> Judging[Floats]:
    """The score without the word."""
    if len(start.words) < 2:
        return np.zeros(len(places))
    return (yield from scored([start.deleted(place) for place in places], are_probes=True)).values


def weighted(space: EditSpace, start: Draft, places: list[int], rng: np.random.Generator) -> Judging[Floats]:
    """The softmax of the gains without the word, times the best edit's gain there (Ren et al., PWWS, ACL 2019)."""
    (whole,) = (yield from scored([start])).values
    missing = yield from unk(space, start, places, rng)
    edits = [space.edits(start, [place]) for place in places]
    flat = [draft for some in edits for draft in some]
    values = (yield from scored(flat)).values if flat else np.empty(0)
    stops = np.cumsum([len(some) for some in edits])
    parts = np.split(values, stops[:-1])
    gains = np.array([part.max() - whole if len(part) else 0.0 for part in parts])
    return np.asarray(softmax((missing - whole)[None])[0] * gains)


def gradient(space: EditSpace, start: Draft, places: list[int], rng: np.random.Generator) -> Judging[Floats]:
    """The strength of the answer's gradient at the word."""
    strengths = yield from salient(start)
    return strengths[places]


def random(space: EditSpace, start: Draft, places: list[int], rng: np.random.Generator) -> Judging[Floats]:
    """By lot: what any other order must beat."""
    yield from ()  # makes it a generator, as the others are
    return rng.random(len(places))


RANKINGS: Mapping[str, Ranking] = {
    "unk": unk,
    "delete": delete,
    "weighted": weighted,
    "gradient": gradient,
    "random": random,
}
