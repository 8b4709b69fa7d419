"""What an audit is asked to do, checked before any work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, check_count, unknown
from exegesis.engine.chosen_methods import ChosenMethod, MethodSpec, chosen_methods
from exegesis.explainers.table import usual
from exegesis.reports.audit.redaction import Redaction

_COMPARED = 3  # methods that are set beside one another where none is named


@dataclass(frozen=True)
class AuditPlan:
    """How the rows are looked at. `methods`: the first explains, the others are set beside it.

    `explained`: rows that are explained, drawn by the seed, 0 for none; `examples`: of these so many are shown, and as
    many of the surest mistakes at most. `favourable`: the class whose share is compared between the groups of
    `fairness_column`. `before`: an earlier report. `only`: the sections that are made; empty for all.
    """

    source: Any
    methods: tuple[ChosenMethod, ...]
    seed: int = 0
    explained: int = 60
    examples: int = 4
    fairness_column: str | None = None
    favourable: str | None = None
    before: Path | None = None
    redaction: Redaction = field(default_factory=Redaction)
    only: tuple[str, ...] = ()
    limit: int | None = None
    skip_bad: bool = False

    def __post_init__(self) -> None:
        check_count("explained", self.explained, 0)
        check_count("examples", self.examples)
        if 0 < self.explained < self.examples:
            raise InputError(f"{self.examples} examples cannot be picked of {self.explained} explained rows.")
        if self.favourable is not None and self.fairness_column is None:
            raise InputError("favourable names a class for the groups of a fairness column; name that column too.")


def methods_of(
    given: MethodSpec | Sequence[MethodSpec] | None, settings: Mapping[str, Any] | None = None
) -> tuple[ChosenMethod, ...]:
    """The methods named, or the usual one and two to set beside it."""
    if given is not None:
        return chosen_methods(given, settings)
    first = usual("explain")[0]
    others = [name for name in usual("report") if name != first]
    return chosen_methods([first, *others[: _COMPARED - 1]], settings)


def check_sections(only: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The names of sections, each of which there is."""
    for name in only:
        if name not in known:
            raise unknown("section", name, known)
    return tuple(dict.fromkeys(only))
