"""Choosing the better of two classifiers by a simulated person: four cells of pick and explainer.

After the LIME paper's section 6.2: one classifier learned from the posts as they came, one from cleaned ones; the
second does worse on the set's own test and better on the real world, and is the right choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack

from exegesis.core.errors import unknown
from exegesis.core.types import Floats
from exegesis.trust.acting.choosing import Choice, ChoiceItem
from exegesis.trust.acting.experiments import svm
from exegesis.trust.acting.experiments.bags import Bags
from exegesis.trust.acting.experiments.cleaning import real_world
from exegesis.trust.acting.experiments.person import Person
from exegesis.trust.acting.experiments.picking import Showing, explained, picked, rng_of

CELLS = (("random", "greedy"), ("random", "lime"), ("submodular", "greedy"), ("submodular", "lime"))
Rows: TypeAlias = tuple[int, ...]

JUDGES = ("text by text", "at once")
RIGHT, WRONG = "trained on cleaned texts", "trained on the texts as they came"


@dataclass(frozen=True)
class Choosing:
    """How the experiment is set up; 6 texts of 6 words as in the paper. `pool` of each choice's own texts."""

    p: float = 0.3
    q: float = 0.1
    share: float = 0.75
    shown: Showing = field(default_factory=lambda: Showing(count=6, words=6, samples=5000, pool=100))


@dataclass(frozen=True, eq=False)
class ExplainedPair:
    """The two classifiers, and the explanations of all test texts by both: (texts, words) by explainer."""

    models: tuple[svm.RbfSvm, svm.RbfSvm]  # wrong, right
    matrices: dict[str, tuple[Any, Any]]


def explained_by_both(bags: Bags, setting: Choosing) -> ExplainedPair:
    """Train the two classifiers and explain every test text by both explainers."""
    labels = bags.train.labels
    models = (svm.fit(bags.train.whole, labels), svm.fit(bags.train.cleaned, labels))
    matrices = {}
    for name in ("greedy", "lime"):
        explainer = setting.shown.explainer(name)
        one, other = (explained(model, bags.test.whole, explainer, rng_of(0, f"explain {name}")) for model in models)
        matrices[name] = (one, other)
    return ExplainedPair(models, matrices)


def shown_rows(bags: Bags, given: ExplainedPair, setting: Choosing, seed: int) -> dict[str, Rows]:
    """What one person is shown in each cell ("random + greedy", ...): numbers of test texts."""
    pool = setting.shown.drawn(bags.test.whole.shape[0], rng_of(seed, "pool"))
    found = {}
    for pick, name in CELLS:
        both = hstack([matrix[pool] for matrix in given.matrices[name]]).tocsr()
        found[f"{pick} + {name}"] = tuple(pool[list(picked(both, pick, setting.shown.count, seed))].tolist())
    return found


def choices(
    bags: Bags,
    given: ExplainedPair,
    rows: Mapping[str, Rows],
    setting: Choosing,
    seed: int,
    judges: str = "text by text",
) -> dict[str, float]:
    """One person in every cell: 1 for the right classifier, 0 for the wrong one. `judges` is one of `JUDGES`."""
    if judges not in JUDGES:
        raise unknown("way to judge", judges, JUDGES)
    opinion = Person(bags.artefacts(setting.share), setting.p, setting.q).opinion(rng_of(seed, "opinion"))
    found = {}
    for cell, shown in rows.items():
        one, other = given.matrices[cell.rpartition(" ")[2]]
        doubts = [(_mistrust(one[row], opinion), _mistrust(other[row], opinion)) for row in shown]
        model = _by_text(shown, doubts, seed) if judges == "text by text" else _at_once(doubts)
        found[cell] = float((model or (WRONG, RIGHT)[int(rng_of(seed, f"tie {cell}").integers(2))]) == RIGHT)
    return found


def _by_text(shown: Rows, doubts: Sequence[tuple[float, float]], seed: int) -> str | None:
    """The session itself, through the same object that a person's session runs on."""
    items = [ChoiceItem(str(row), wrong, right) for row, (wrong, right) in zip(shown, doubts, strict=True)]
    session = Choice(items, (WRONG, RIGHT), seed)
    while (question := session.question) is not None:
        session.answer(_answer(question.left, question.right))
    return session.verdict().model


def _at_once(doubts: Sequence[tuple[float, float]]) -> str | None:
    """By the mean over all that is shown, as somebody who answers once, at the end."""
    answer = _answer(*np.mean(doubts, axis=0).tolist())
    return {"left": WRONG, "right": RIGHT, "same": None}[answer]


def _mistrust(row: Any, opinion: NDArray[np.bool_]) -> float:
    """The share of an explanation's weight that stands on words which the person mistrusts."""
    weights = np.abs(row.data)
    return float(weights[opinion[row.indices]].sum() / weights.sum()) if weights.sum() > 0 else 0.0


def _answer(left: float, right: float) -> str:
    if abs(left - right) < 1e-9:
        return "same"
    return "left" if left < right else "right"


def accuracies(bags: Bags, given: ExplainedPair) -> list[dict[str, Any]]:
    """Of both classifiers: on the test texts as they came, and on the real world."""
    return [
        {
            "name": name,
            "test": svm.accuracy(model, bags.test.whole, bags.test.labels),
            "real_world": real_world(model, bags.test),
        }
        for name, model in zip((WRONG, RIGHT), given.models, strict=True)
    ]


def rates(found: Sequence[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """By cell the share of right choices and its standard error."""
    if not found:
        return {}
    table: Floats = np.array([[one[cell] for cell in found[0]] for one in found])
    means = table.mean(axis=0)
    errors = np.sqrt(means * (1 - means) / len(table))
    return {cell: (float(m), float(e)) for cell, m, e in zip(found[0], means, errors, strict=True)}
