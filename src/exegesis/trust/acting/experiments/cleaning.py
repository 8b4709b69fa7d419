"""Rounds of cleaning by a simulated person: explanations shown, words marked, the classifier trained without them.

After the LIME paper's section 6.3: three rounds, 10 words of 10 texts shown in each.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Integers
from exegesis.trust.acting.experiments import svm
from exegesis.trust.acting.experiments.bags import BagPart, Bags
from exegesis.trust.acting.experiments.person import Person
from exegesis.trust.acting.experiments.picking import Showing, explained, picked, rng_of, words_of
from exegesis.trust.simulated.choosing import PICKS


@dataclass(frozen=True)
class Cleaning:
    """How the experiment is set up; see `Person` for `p` and `q` and `Showing` for what is shown."""

    rounds: int = 3
    p: float = 0.75
    q: float = 0.1
    share: float = 0.75
    shown: Showing = field(default_factory=Showing)

    def __post_init__(self) -> None:
        if self.rounds < 1:
            raise InputError(f"rounds must be at least 1, not {self.rounds}.")


@dataclass(frozen=True, eq=False)
class CleaningRound:
    """After a round: accuracy on the test texts as they came and on the real world, and how many words are gone."""

    held_out: float
    real_world: float
    removed: int
    artefacts: int  # of those removed


def run(bags: Bags, setting: Cleaning, seed: int, base: svm.RbfSvm | None = None) -> dict[str, list[dict[str, Any]]]:
    """One person under each pick: the state before the first round, and after each, by pick."""
    first = base or svm.fit(bags.train.whole, bags.train.labels)
    known = bags.artefacts(setting.share)
    person = Person(known, setting.p, setting.q)
    return {pick: _cleaned(bags, setting, seed, pick, person, first) for pick in PICKS}


def _cleaned(
    bags: Bags, setting: Cleaning, seed: int, pick: str, person: Person, model: svm.RbfSvm
) -> list[dict[str, Any]]:
    removed = np.zeros(0, dtype=np.int64)
    states = [asdict(_state(model, bags, removed, person))]
    pool = bags.train.whole[setting.shown.drawn(bags.train.whole.shape[0], rng_of(seed, "pool"))]
    for number in range(setting.rounds):
        seen = _seen(model, without(pool, removed), setting.shown, pick, seed, number)
        marked = person.marks(seen, rng_of(seed, f"person {number}"))
        removed = np.union1d(removed, marked)
        model = svm.fit(without(bags.train.whole, removed), bags.train.labels)
        states.append(asdict(_state(model, bags, removed, person)))
    return states


def _seen(model: svm.RbfSvm, pool: Any, shown: Showing, pick: str, seed: int, number: int) -> list[int]:
    """Words of the explanations that are picked. A random pick needs no other explanations than its own."""
    if pick == "random":
        pool = pool[rng_of(seed, f"random {number}").permutation(pool.shape[0])[: shown.count]]
    matrix = explained(model, pool, shown.explainer("lime"), rng_of(seed, f"{pick} {number}"))
    rows = picked(matrix, pick, shown.count, seed) if pick == "submodular" else range(shown.count)
    return [word for row in rows for word in words_of(matrix, row).tolist()]


def without(rows: Any, words: Integers) -> Any:
    """The rows where these words are in none."""
    kept = rows.copy()
    kept.data[np.isin(kept.indices, words)] = 0.0
    kept.eliminate_zeros()
    return kept


def _state(model: svm.RbfSvm, bags: Bags, removed: Integers, person: Person) -> CleaningRound:
    test = bags.test
    return CleaningRound(
        svm.accuracy(model, without(test.whole, removed), test.labels),
        real_world(model, test, removed),
        len(removed),
        int(person.artefacts[removed].sum()),
    )


def real_world(model: svm.RbfSvm, test: BagPart, removed: Integers | None = None) -> float:
    """Accuracy on the cleaned test texts that say anything."""
    rows = test.cleaned if removed is None else without(test.cleaned, removed)
    return svm.accuracy(model, rows[test.spoken], test.labels[test.spoken])


def reference(bags: Bags) -> dict[str, float]:
    """The two ends: trained on the texts as they came (no cleaning), and on the cleaned texts."""
    found = {}
    for name, rows in (("no cleaning", bags.train.whole), ("trained on cleaned texts", bags.train.cleaned)):
        model = svm.fit(rows, bags.train.labels)
        found[name] = real_world(model, bags.test)
    return found
