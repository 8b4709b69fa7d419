"""Drafts as particles that are drawn to their own best draft and to the best of all."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.attacks.drafts import Draft
from exegesis.attacks.searches.base import Scores, Steps, scored, winner
from exegesis.attacks.searches.populations import best_edits
from exegesis.attacks.space import EditSpace
from exegesis.core.errors import check_count
from exegesis.core.probabilities import expit
from exegesis.core.types import Floats

_FASTEST = 3.0
_INERTIA = 0.8, 0.2  # at the first and the last round
_TO_OWN = 0.8, 0.2  # how often a particle turns to its own best; to the best of all it is the other way round


@dataclass(frozen=True)
class ParticleSwarm:
    """Particle swarm over words (Zang et al., "Word-level Textual Adversarial Attacking as Combinatorial Optimization",
    ACL 2020): a particle takes words of its own best draft, then of the best of all, with chances that its velocity
    says; then one place is edited, less likely the more of it has changed.
    """

    particles: int = 60
    rounds: int = 20

    needs_gradients: ClassVar[bool] = False
    keeps_words: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_count("particles", self.particles, least=2)
        check_count("rounds", self.rounds)

    def steps(self, space: EditSpace, start: Draft, rng: np.random.Generator) -> Steps:
        """As the protocol says."""
        (value,) = (yield from scored([start])).values
        edits = yield from best_edits(space, start, float(value))
        if not edits.drafts:
            return start
        members = [edits.drawn(rng) for _ in range(self.particles)]
        scores = yield from scored(members)
        own, own_values = list(members), scores.values.copy()
        speeds = rng.uniform(-_FASTEST, _FASTEST, size=self.particles)[:, None] * np.ones(len(start.words))
        for number in range(self.rounds):
            won = winner(space, members, scores)
            if won is not None:
                return won
            share = number / max(1, self.rounds - 1)
            lead = own[int(np.argmax(own_values))]
            speeds = _faster(speeds, members, own, lead, _between(_INERTIA, share))
            members = [
                _turned(space, _turned(space, member, best, speed, _between(_TO_OWN, share), rng), lead, speed,
                        1 - _between(_TO_OWN, share), rng)
                for member, best, speed in zip(members, own, speeds, strict=True)
            ]  # fmt: skip
            scores = yield from scored(members)
            own, own_values = _better(own, own_values, members, scores)
            won = winner(space, members, scores)
            if won is not None:
                return won
            for place, member in enumerate(members):
                if rng.random() < 1 - 2 * len(member.changed) / len(member.words):
                    again = yield from best_edits(space, member, float(scores.values[place]))
                    members[place] = again.drawn(rng) if again.drafts else member
            scores = yield from scored(members)
            own, own_values = _better(own, own_values, members, scores)
        won = winner(space, members, scores)
        return own[int(np.argmax(own_values))] if won is None else won


def _between(ends: tuple[float, float], share: float) -> float:
    first, last = ends
    return first + (last - first) * share


def _faster(speeds: Floats, members: list[Draft], own: list[Draft], lead: Draft, inertia: float) -> Floats:
    """Towards words that differ from one's own best and the best of all: (particles, words)."""
    pulls = [_pull(member, best) + _pull(member, lead) for member, best in zip(members, own, strict=True)]
    return np.asarray(inertia * speeds + (1 - inertia) * np.stack(pulls))


def _pull(member: Draft, other: Draft) -> Floats:
    same: NDArray[np.bool_] = np.array(member.words, dtype=object) == np.array(other.words, dtype=object)
    return np.where(same, -_FASTEST, _FASTEST)


def _turned(
    space: EditSpace, member: Draft, other: Draft, speed: Floats, chance: float, rng: np.random.Generator
) -> Draft:
    if rng.random() >= chance:
        return member
    turned = member.mixed(other, (rng.random(len(speed)) < expit(speed)).tolist())
    return turned if space.allowed(member, [turned]) else member


def _better(own: list[Draft], values: Floats, members: list[Draft], scores: Scores) -> tuple[list[Draft], Floats]:
    """Of each particle the best draft so far."""
    rises = scores.values > values
    kept = [member if rise else best for member, best, rise in zip(members, own, rises, strict=True)]
    return kept, np.maximum(values, scores.values)
