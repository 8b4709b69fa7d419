"""When a classifier succeeds and when it fails: `slices`."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.calibration import calibration
from exegesis.core.codec import frozen_array
from exegesis.core.errors import InputError, check_count
from exegesis.data.outcomes import Outcomes
from exegesis.data.records import Cost
from exegesis.engine.plan import planned
from exegesis.slices.discovery import DEPTH, counted, discovered, half
from exegesis.slices.explaining import explained as explained_words
from exegesis.slices.naming import SearchWish, check_names, predicates_of, row_slices
from exegesis.slices.predicates.base import Sliced
from exegesis.slices.result import DrivingWords, KeptRows, Searched, SliceReport
from exegesis.slices.rivalry import rival_of
from exegesis.slices.subject import Progress, SlicedSubject, like, subject_of


def slices(
    model: Any,
    data: Any,
    method: str = "auto",
    seed: int = 0,
    *,
    truths: Sequence[str | int] | None = None,
    columns: Mapping[str, Sequence[Any]] | Any = None,
    outcomes: Outcomes | None = None,
    by: Sequence[str] | None = None,
    named: Sequence[str] = (),
    search_by: Sequence[str] | None = None,
    other: Any = None,
    explained: int = 200,
    terms: int = DEPTH,
    fewest: int = 20,
    keep: str | Path | None = None,
    keep_rows: bool = True,
    progress: Progress | None = None,
    **settings: Any,
) -> SliceReport:
    """When a classifier succeeds and when it fails, on rows whose truths are known.

    Slices that are named (`by`, `named`) are tested on all rows, each against the rest. Slices of up to three terms
    are also searched for on one half of the rows and tested on the other. Both are corrected for how many were tried
    (Benjamini and Yekutieli 2001).

    Args:
        model: what `load` gives or takes; None where `outcomes` are given and nothing is explained.
        data: the texts, or of a model of tables a frame.
        method: what explains answers, from `methods()`.
        seed: of the halves and of all that is drawn.
        truths: what is true of each row, by a class's name or its number; not where `outcomes` are given.
        columns: other columns of the rows by name, or a frame of them; of a table its own are taken as well.
        outcomes: what `api.outcomes` gave for the same rows, so that they are not asked again.
        by: kinds of slices, from `exegesis.slices.KINDS`, as "label" or "column:genre"; the usual ones where none is
            named.
        named: slices of your own, as "word:not AND label:positive", "length:>40", r"expression:\\bnot \\w+ good".
        search_by: kinds that a search may put together; the usual ones and those of `by` where none is named. Without
            "label" it finds slices that can be told before the truth is.
        other: a second model, or its `Outcomes`: where the one is right and the other wrong.
        explained: so many answers are explained, half of them wrong ones; 0 for none.
        terms: of a slice that is searched for, at most; 0 for no search.
        fewest: rows that a slice needs to be searched for; named ones with fewer are shown, and said to be small.
        keep: a file that keeps explanations as they are made; the same call goes on with it.
        keep_rows: whether the report holds the texts, which its page lists and its Parquet file has.
        progress: called as (rows done, rows in all), of rows asked, then of rows explained.
        settings: the method's own.

    Returns:
        Accuracy, calibration, slices, words and rows.

    Raises:
        InputError: no truths, no row, a kind or a slice that is none, a regular expression that explodes.
        UnsupportedError: the model gives something else than one of several classes.
    """
    check_count("fewest", fewest, 2)
    for name, value in (("explained", explained), ("terms", terms)):
        check_count(name, value, 0)
    if terms > DEPTH:
        raise InputError(f"a slice has at most {DEPTH} terms, not {terms}.")
    check_names(by, search_by, named)
    began = time.perf_counter()
    loaded: Model | None = None if model is None else api.load(model)
    if explained and loaded is not None:
        planned(loaded, method, settings, None, None, seed)  # a method that does not fit is told before the work
    subject = subject_of(loaded, data, truths, columns, outcomes, progress)
    rows, found = subject.rows, subject.rows.outcomes
    sliced = Sliced(rows, half(len(rows), seed), ~found.right, subject.model, fewest, seed)
    predicates, wish = predicates_of(sliced, by, named), SearchWish(by, search_by, terms)
    second = None if other is None else _other(other, data, truths, found, progress)
    words, passes, more = _words(subject, explained, method, seed, keep, progress, settings)
    asked = len(rows) * ((outcomes is None) + (second is not None and second.is_asked))
    return SliceReport(
        classes=found.classes,
        errors=counted(np.ones(len(rows), bool), ~found.right),
        confidence=float(found.confidence.mean()),
        calibration=calibration(found.confidence, found.right, seed=seed),
        confusion=_confusion(found),
        slices=row_slices(sliced, predicates),
        search=_searched(sliced, wish),
        words=words,
        rival=None if second is None else rival_of(second.name, found, second.outcomes, sliced, wish),
        rows=_kept(subject, None if second is None else second.outcomes) if keep_rows else None,
        fewest=fewest,
        seed=seed,
        fingerprint=None if subject.model is None else subject.model.fingerprint(),
        cost=Cost(asked + passes, 0, 0, time.perf_counter() - began),
        notes=(*rows.left_out, *_cautions(found, fewest), *more),
    )


def _words(
    subject: SlicedSubject,
    count: int,
    method: str,
    seed: int,
    keep: str | Path | None,
    progress: Progress | None,
    settings: dict[str, Any],
) -> tuple[DrivingWords | None, int, tuple[str, ...]]:
    """Words of explained answers, the passes that they took, and what must be known of them."""
    if not count or subject.model is None:
        for name, value in {**settings, "keep": keep}.items():
            if value is not None:
                raise InputError(f"{name} is for explanations, and nothing is explained; leave it out.")
        return None, 0, ()
    return explained_words(subject, count, method, seed, None if keep is None else Path(keep), progress, settings)


@dataclass(frozen=True)
class _Second:
    name: str
    outcomes: Outcomes
    is_asked: bool


def _other(other: Any, data: Any, truths: Any, first: Outcomes, progress: Progress | None) -> _Second:
    """The second model's outcomes, in the order of the first one's classes."""
    if isinstance(other, Outcomes):
        return _Second("the second model", like(first, other, "the second model"), False)
    loaded = api.load(other)
    known = [first.classes[label] for label in first.labels] if truths is None else truths
    return _Second(
        loaded.name, like(first, api.outcomes(loaded, data, truths=known, progress=progress), loaded.name), True
    )


def _searched(sliced: Sliced, wish: SearchWish) -> Searched | None:
    """None where nothing is to be told apart: no answer is wrong, or none is right."""
    if not wish.depth or sliced.marked.all() or not sliced.marked.any():
        return None
    return discovered(wish.terms(sliced), sliced.marked, sliced.searched, fewest=sliced.fewest, depth=wish.depth)


def _confusion(found: Outcomes) -> tuple[tuple[int, ...], ...]:
    size = len(found.classes)
    cells = np.bincount(found.labels * size + found.answers, minlength=size * size)
    return tuple(tuple(line) for line in cells.reshape(size, size).tolist())


def _cautions(found: Outcomes, fewest: int) -> Iterator[str]:
    """What a reader must know before all figures."""
    classes = np.unique(found.labels)
    if len(classes) == 1:
        yield f"All rows are of one class, {found.classes[classes[0]]}: nothing is told of the others."
    if found.right.all():
        yield "No answer is wrong: there is no failure to look for."
    elif not found.right.any():
        yield "No answer is right: there is no success to look for; are the labels those of this model?"
    if len(found) < 4 * fewest:
        yield f"These are {len(found):,} rows: too few for slices of {fewest} on each half; nothing can be found."


def _kept(subject: SlicedSubject, second: Outcomes | None) -> KeptRows:
    found = subject.rows.outcomes
    other = () if second is None else tuple(second.answers.tolist())
    return KeptRows(
        subject.called,
        tuple(found.labels.tolist()),
        tuple(found.answers.tolist()),
        frozen_array(found.confidence),
        other,
    )
