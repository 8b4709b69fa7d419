"""What the caller of a counterfactual wants, checked once for however many inputs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, check_count
from exegesis.counterfactuals.fluency import Fluent
from exegesis.counterfactuals.rows import ColumnLimits
from exegesis.counterfactuals.search import CounterfactualSearch
from exegesis.counterfactuals.ways.table import WAYS, EditKind, chosen_ways
from exegesis.counterfactuals.ways.words import WordSettings
from exegesis.data.targets import OneTarget


@dataclass(frozen=True)
class CounterfactualWishes:
    """What the caller wants, checked once for however many inputs; its words are those of `counterfactual`."""

    method: str
    target: OneTarget | None
    seed: int
    unit: Any
    ways: tuple[EditKind, ...]
    keep: tuple[str, ...]
    search: CounterfactualSearch
    budget: int
    most_edits: int | None
    at_least: float | None
    at_most: float | None
    words: WordSettings
    limits: ColumnLimits
    baseline: str | None
    fluent: Fluent | None
    settings: Mapping[str, Any]


def wishes_of(
    model: Model,
    method: str,
    target: OneTarget | None,
    seed: int,
    unit: Any,
    by: str | Sequence[str] | None,
    keep: str | Iterable[str],
    count: int,
    budget: int,
    most_edits: int | None,
    at_least: float | None,
    at_most: float | None,
    *,
    own: Mapping[str, Any],
    fluency: Any,
    settings: Mapping[str, Any],
) -> CounterfactualWishes:
    """The words of `counterfactual`, checked; `own`: settings of single kinds of edit."""
    if unit is None and model.head == "question-answering":
        unit = "sentence"
    ways = chosen_ways(by, model.reads, unit)
    given = {name: value for name, value in own.items() if value is not None}
    known = {name for way in ways for name in way.own}
    for name in given:
        if name not in known:
            raise InputError(_without_effect(name, ways, model.reads))
    check_count("budget", budget)
    if most_edits is not None:
        check_count("most_edits", most_edits)
    kept = (keep,) if isinstance(keep, str) else tuple(keep)
    if kept and model.reads not in ("text", "table"):
        raise InputError("keep names words of a text or columns of a table; leave it out.")
    if fluency is not None and model.reads != "text":
        raise InputError("fluency is for texts; leave it out.")
    columns = {name: given[name] for name in ("ranges", "directions", "costs") if name in given}
    words = {name: given[name] for name in ("proposer", "proposals", "proposed_units", "lexicon") if name in given}
    return CounterfactualWishes(
        method=method,
        target=target,
        seed=seed,
        unit=unit,
        ways=ways,
        keep=kept,
        search=CounterfactualSearch(count=count),
        budget=budget,
        most_edits=most_edits,
        at_least=at_least,
        at_most=at_most,
        words=WordSettings(**words),
        limits=ColumnLimits(keep=kept, **columns),
        baseline=given.get("baseline"),
        fluent=None if fluency is None else Fluent(fluency),
        settings=settings,
    )


def _without_effect(name: str, ways: Sequence[EditKind], reads: str) -> str:
    """That a setting has no effect, and which kind of edit it is for, where the data can have it."""
    kinds = " and ".join(way.name for way in ways)
    other = next((way.name for way in WAYS.values() if name in way.own and way.reads == reads), None)
    hint = "" if other is None else f", or ask for {other} too (by, --by)"
    return f"{name} has no effect on edits of the kind {kinds}; leave it out{hint}."
