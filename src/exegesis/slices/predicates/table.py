"""The kinds of predicates: the command line's choices, the docs' list and the search all read this table."""

from collections.abc import Mapping

from exegesis.core.errors import InputError, shown, unknown
from exegesis.slices.predicates.base import PredicateKind
from exegesis.slices.predicates.classes import ByAnswer, ByLabel
from exegesis.slices.predicates.clusters import ByCluster
from exegesis.slices.predicates.columns import ByColumn
from exegesis.slices.predicates.expressions import ByExpression
from exegesis.slices.predicates.lengths import ByLength
from exegesis.slices.predicates.negations import ByNegation
from exegesis.slices.predicates.tags import ByTag
from exegesis.slices.predicates.words import ByWord

KINDS: Mapping[str, PredicateKind] = {
    kind.name: kind
    for kind in (
        ByLabel(),
        ByAnswer(),
        ByColumn(),
        ByLength(),
        ByNegation(),
        ByWord(),
        ByExpression(),
        ByTag(),
        ByCluster(),
    )
}


def kind_of(given: str) -> tuple[PredicateKind, str]:
    """The kind that is named before the first ":", and what stands behind it."""
    name, _, rest = given.partition(":")
    if name.strip() not in KINDS:
        raise unknown("kind of slice", name.strip(), KINDS)
    return KINDS[name.strip()], rest.strip()


def terms_of(given: str) -> list[str]:
    """The terms of a slice that is written as "word:not AND label:positive"."""
    found = [part.strip() for part in given.split(" AND ")]
    if not all(found):
        raise InputError(f"a slice is written as KIND:VALUE, or several with AND between them, not {shown(given)}.")
    return found
