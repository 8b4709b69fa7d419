"""How many of the top units a person marked too."""

from typing import NamedTuple

from exegesis.core.errors import InputError
from exegesis.core.ranking import falling
from exegesis.metrics.base import Case
from exegesis.metrics.rationales import marked


class Overlap(NamedTuple):
    """Counts of units: named and marked, named, marked."""

    both: int
    named: int
    marked: int


def overlap(case: Case, k: int | None) -> Overlap:
    """The k units with the highest signed scores against the rationale; k is its own count where None."""
    flags = marked(case)
    wanted = int(flags.sum())
    named = wanted if k is None else k
    if not 1 <= named <= case.n:
        raise InputError(f"k must lie between 1 and the text's {case.n} units, not {named}.")
    return Overlap(int(flags[falling(case.scores)[:named]].sum()), named, wanted)
