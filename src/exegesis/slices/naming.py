"""Slices that are named beforehand, each tested on all rows against the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.proportions import drawn_p
from exegesis.core.statistics import benjamini_yekutieli
from exegesis.slices.bits import packed
from exegesis.slices.discovery import DEPTH, counted
from exegesis.slices.predicates.base import Predicate, PredicateKind, Sliced
from exegesis.slices.predicates.table import KINDS, kind_of, terms_of
from exegesis.slices.result import RowSlice

_SEVERAL = "several"


def chosen_kinds(sliced: Sliced, by: Sequence[str] | None) -> list[tuple[PredicateKind, str]]:
    """The kinds by which rows are sliced, and of a column its name; the usual ones where none is named."""
    if by is None:
        return [(kind, "") for kind in KINDS.values() if kind.is_usual and kind.fits(sliced.rows)]
    found = [kind_of(one) for one in _listed(by)]
    for kind, which in found:
        if which and kind.needs != "columns":
            raise InputError(f"by takes a kind of slices; the one slice {kind.name}:{which} is named on its own.")
        if not kind.fits(sliced.rows):
            raise InputError(f"the rows have no {kind.needs}, by which to slice them by {kind.name}.")
    return found


def check_names(by: Sequence[str] | None, search_by: Sequence[str] | None, named: Sequence[str]) -> None:
    """`InputError` for what is no kind and no slice whatever the rows are: told before a model is asked of them."""
    for one in (*_listed(by or ()), *_listed(search_by or ())):
        kind_of(one)
    for given in _listed(named):
        for term in terms_of(given):
            kind, rest = kind_of(term)
            kind.check(rest)


def _listed(given: Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


@dataclass(frozen=True)
class SearchWish:
    """What a search may put together: kinds named for it, else the usual ones and those that rows are sliced `by`.

    `depth`: terms of a slice at most; 0: no search.
    """

    by: Sequence[str] | None = None
    search_by: Sequence[str] | None = None
    depth: int = DEPTH

    def terms(self, sliced: Sliced) -> list[Predicate]:
        """All terms, of the rows."""
        if self.search_by is not None:
            return [
                term for kind, which in chosen_kinds(sliced, self.search_by) for term in _terms(sliced, kind, which)
            ]
        usual = [(kind, "") for kind in KINDS.values() if kind.is_searched and kind.fits(sliced.rows)]
        named = [] if self.by is None else [one for one in chosen_kinds(sliced, self.by) if (one[0], "") not in usual]
        return [term for kind, which in (*usual, *named) for term in _terms(sliced, kind, which)]


def _terms(sliced: Sliced, kind: PredicateKind, which: str) -> list[Predicate]:
    if kind.looks:
        return list(kind.terms(sliced, which))
    return sliced.remembered(f"terms by {kind.name} {which}", lambda: list(kind.terms(sliced, which)))


def predicates_of(sliced: Sliced, by: Sequence[str] | None, named: Sequence[str]) -> list[Predicate]:
    """All slices by the kinds, then those that are named one by one; each once."""
    parts = [part for kind, which in chosen_kinds(sliced, by) for part in kind.parts(sliced, which)]
    every = [*parts, *(_conjunction(sliced, one) for one in _listed(named))]
    return list({(one.kind, one.said): one for one in every}.values())


def _conjunction(sliced: Sliced, given: str) -> Predicate:
    parts = []
    for term in terms_of(given):
        kind, rest = kind_of(term)
        if not kind.fits(sliced.rows):
            raise InputError(f"the rows have no {kind.needs} for the slice {shown(term)}.")
        parts.append(kind.named(sliced, rest))
    if len(parts) == 1:
        return parts[0]
    holds = np.logical_and.reduce([part.holds for part in parts])
    return Predicate(_SEVERAL, " AND ".join(part.said for part in parts), np.asarray(holds))


def row_slices(sliced: Sliced, predicates: Sequence[Predicate]) -> tuple[RowSlice, ...]:
    """Each with its errors, and the p of these; corrected over all that are large enough to be tested."""
    wrong, confidence = ~sliced.rows.outcomes.right, sliced.rows.outcomes.confidence
    every, marks = len(wrong), int(wrong.sum())
    counts = [counted(one.holds, wrong) for one in predicates]
    tested = [one for one, count in enumerate(counts) if sliced.fewest <= count.rows < every]
    ps = [drawn_p(counts[one].marked, counts[one].rows, marks, every) for one in tested]
    corrected = dict(zip(tested, zip(ps, benjamini_yekutieli(ps).tolist(), strict=True), strict=True))
    return tuple(
        RowSlice(
            kind=one.kind,
            name=one.said,
            errors=count,
            confidence=float(confidence[one.holds].mean()) if count.rows else None,
            p=corrected.get(place, (None, None))[0],
            q=corrected.get(place, (None, None))[1],
            is_small=count.rows < sliced.fewest,
            bits=packed(one.holds),
        )
        for place, (one, count) in enumerate(zip(predicates, counts, strict=True))
    )
