"""From two models and some texts to a session: explain by both, pick what to show, hide whose is whose."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, check_count, unknown
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.data.records import Cost, Fingerprint
from exegesis.engine.estimate import Progress
from exegesis.summaries.pick import Weights, at_random, submodular, weights
from exegesis.trust.acting.choosing import Choice, ChoiceItem, ChoiceQuestion
from exegesis.trust.simulated.choosing import PICKS

_NOBODY = Cost(0, 0, 0, 0.0)  # passes, tokens and seconds would tell models apart


def choice(
    first: Model | str | Path | Any,
    second: Model | str | Path | Any,
    texts: Sequence[str],
    method: str = "auto",
    seed: int = 0,
    ids: Sequence[str] | None = None,
    *,
    count: int = 6,
    pick: str = "submodular",
    names: tuple[str, str] | None = None,
    log: str | Path | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> "Choice[Explanation]":
    """A session over `count` of the texts, each explained by both models with one method.

    `pick`: "submodular" shows the texts whose explanations, both models' together, cover most; "random" any.
    `names` are what the verdict calls them; by default each model's own name. `settings` go to `explain`;
    `progress` is called as (explanations made, explanations in all). Raises
    `InputError` for models whose labels differ, fewer texts than `count`, or a text that cannot be explained.
    """
    if pick not in PICKS:
        raise unknown("pick", pick, PICKS)
    _check_count(count, len(texts))
    models = (api.load(first), api.load(second))
    check_labels(*models)
    called = names or _told_apart(models[0].name, models[1].name)
    known = [str(place + 1) for place in range(len(texts))] if ids is None else [str(one) for one in ids]
    sides = [
        _explained(model, texts, method, seed, known, _told(progress, place * len(texts), 2 * len(texts)), settings)
        for place, model in enumerate(models)
    ]
    chosen = picked(sides[0], sides[1], pick, count, seed)
    items = [ChoiceItem(known[row], hidden(sides[0][row]), hidden(sides[1][row])) for row in chosen]
    prints = tuple(one[0].to_dict()["fingerprint"] for one in sides)
    return Choice(items, called, seed, prints=(prints[0], prints[1]), log=log)


def check_labels(first: Model, second: Model) -> None:
    """`InputError` where two models do not tell the same classes apart."""
    if first.kind != second.kind or set(first.labels) != set(second.labels):
        lists = " and ".join(f"({', '.join(map(repr, one.labels[:4]))})" for one in (first, second))
        raise InputError(f"the models disagree on labels: {lists}; only models of one question can be compared.")


def picked(first: Sequence[Explanation], second: Sequence[Explanation], pick: str, count: int, seed: int) -> list[int]:
    """Numbers of the texts to show. A word of the first model's is another column than the same of the second's."""
    from scipy.sparse import hstack

    one, other = weights(first), weights(second)
    columns = tuple(f"{side} {word}" for side, held in (("first", one), ("second", other)) for word in held.words)
    both = Weights(hstack([one.matrix, other.matrix]).tocsr(), columns)
    found = submodular(both, count) if pick == "submodular" else at_random(both, count, seed)
    return list(found.rows)


def hidden(explanation: Explanation) -> Explanation:
    """The explanation less what gives its model away: name, hashes, versions, cost, settings and diagnostics."""
    nameless = Fingerprint("hidden until the end", None, None, None, {})
    return replace(
        explanation, fingerprint=nameless, cost=_NOBODY, settings={}, diagnostics={}, warnings=(), windows=()
    )


def sided(question: "ChoiceQuestion[Explanation]") -> tuple[Explanation, Explanation]:
    """The two explanations named by their sides, as views show them."""
    left, right = question.left, question.right
    return (
        replace(left, fingerprint=replace(left.fingerprint, model="left")),
        replace(right, fingerprint=replace(right.fingerprint, model="right")),
    )


def question_page(question: "ChoiceQuestion[Explanation]") -> str:
    """The question as a self-contained HTML page, escaped like all pages: both explanations side by side."""
    from exegesis.trust.acting import choice_page

    title = f"Question {question.number} of {question.of}: which explanation is better?"
    return choice_page.page(*sided(question), title)


def _explained(
    model: Model,
    texts: Sequence[str],
    method: str,
    seed: int,
    ids: Sequence[str],
    progress: Progress | None,
    settings: dict[str, Any],
) -> list[Explanation]:
    made = api.explain_many(
        model, texts, method, None, seed, "word", ids, errors="raise", progress=progress, **settings
    )
    return [one for one in made if not isinstance(one, Failed)]


def _told(progress: Progress | None, before: int, total: int) -> Progress | None:
    """The same bar for both models."""
    return None if progress is None else lambda done, _: progress(before + done, total)


def _check_count(count: int, there: int) -> None:
    check_count("count", count)
    if count > there:
        raise InputError(f"cannot show {count} of {there} texts; give more texts, or ask for fewer.")


def _told_apart(first: str, second: str) -> tuple[str, str]:
    return (first, second) if first != second else (f"{first} (the first given)", f"{second} (the second given)")
