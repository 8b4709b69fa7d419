"""A population of drafts that are crossed and edited."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.searches.base import Judging, Steps, scored, winner
from exegesis.attacks.space import EditSpace
from exegesis.core.errors import InputError, check_count
from exegesis.core.probabilities import softmax

_TEMPERATURE = 0.3  # of the choice of parents


@dataclass(frozen=True)
class Genetic:
    """Members are crossed word by word, parents drawn by their scores, and each child is edited at one place.

    The best member goes on unchanged (Alzantot et al., "Generating Natural Language Adversarial Examples", EMNLP
    2018). A place is drawn by how many edits it has, and takes the best of them. `cut`: children are one parent up to
    a point and the other after it, as in the improved search (Wang et al., "Natural Language Adversarial Defense
    through Synonym Encoding", UAI 2021), which also lets a word be edited again (leave out the constraint `repeats`).
    """

    population: int = 60
    generations: int = 20
    cut: bool = False

    needs_gradients: ClassVar[bool] = False
    keeps_words: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_count("population", self.population, least=2)
        check_count("generations", self.generations)
        if not isinstance(self.cut, bool):
            raise InputError("cut is True or False.")

    def steps(self, space: EditSpace, start: Draft, rng: np.random.Generator) -> Steps:
        """As the protocol says."""
        members = yield from _edited(space, [start] * self.population, rng)
        best = start
        for _ in range(self.generations):
            scores = yield from scored(members)
            won = winner(space, members, scores)
            if won is not None:
                return won
            best = members[scores.best]
            chances = softmax(scores.values[None] / _TEMPERATURE)[0]
            pairs = rng.choice(len(members), size=(self.population - 1, 2), p=chances)
            children = [self._child(space, members[one], members[other], rng) for one, other in pairs]
            members = [best, *(yield from _edited(space, children, rng))]
        return best

    def _child(self, space: EditSpace, one: Draft, other: Draft, rng: np.random.Generator) -> Draft:
        n = len(one.words)
        takes = np.arange(n) >= rng.integers(n) if self.cut else rng.random(n) < 0.5
        child = one.mixed(other, takes.tolist())
        return child if space.allowed(one, [child]) or child.text == one.text else one


def _edited(space: EditSpace, members: list[Draft], rng: np.random.Generator) -> Judging[list[Draft]]:
    """Each member with the best edit at a place drawn by how many edits it has; the edits of all are judged at once."""
    choices: list[list[Draft]] = []
    for member in members:
        places = [some for place in space.places(member) if (some := space.edits(member, [place]))]
        if not places:
            choices.append([member])
            continue
        counts = np.array([len(some) for some in places], dtype=float)
        choices.append(places[rng.choice(len(places), p=counts / counts.sum())])
    flat = [draft for some in choices for draft in some]
    scores = yield from scored(flat)
    parts = np.split(scores.values, np.cumsum([len(some) for some in choices])[:-1])
    return [some[int(np.argmax(part))] for some, part in zip(choices, parts, strict=True)]
