"""A fitted confidence on new rows: which answers are given, and whether the rows are like those of the fit."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.confidence.asking import AnsweredRows, ConfidenceRequest
from exegesis.confidence.result import ConfidenceFit, RowDecision, Selection, SignalAsking
from exegesis.confidence.shift import UNKNOWN_WORDS, shift_tests, unknown_share
from exegesis.confidence.truth import Truth
from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.data.inputs import Input
from exegesis.data.items import DataItem
from exegesis.data.records import Fingerprint
from exegesis.engine.estimate import Progress


def apply(
    fitted: ConfidenceFit,
    model: Model | str | Path,
    texts: Iterable[Input],
    ids: Iterable[str | None] | None = None,
    *,
    truths: Iterable[Truth] | None = None,
    any_model: bool = False,
    journal: str | Path | None = None,
    errors: str = "keep",
    progress: Progress | None = None,
) -> Selection:
    """For each row the answer with its confidence, and whether it is given or abstained from.

    The signals are asked for as they were where the confidence was fitted. Each of them, the length of the inputs and
    the share of words that the fit does not know are compared with the rows it was judged on (Kolmogorov-Smirnov,
    corrected by Holm): where one has moved, what was guaranteed need not hold.

    Args:
        fitted: what `fit` has made; `ConfidenceFit.from_json` reads it.
        model: the model it was fitted on.
        texts: the inputs, of the kind it was fitted on.
        ids: names of the rows.
        truths: as for `fit`, where they are known: the answers are judged by them.
        any_model: take another model than the fit's; nothing is guaranteed of it.
        journal: as for `fit`.
        errors: "keep" abstains from rows that cannot be asked and says why, "raise" raises the first's error.
        progress: called as (rows done, rows).

    Returns:
        The rows' decisions, and the tests of shift.

    Raises:
        InputError: a fit of signals alone, another model, truths that do not fit.
    """
    if not isinstance(fitted, ConfidenceFit):
        raise InputError(f"apply takes a ConfidenceFit, not {type(fitted).__name__}.")
    asking = _asking(fitted)
    loaded = api.load(model)
    another = _another(fitted.fingerprint, loaded.fingerprint(), any_model)
    wanted = ConfidenceRequest.of(
        loaded, list(fitted.combination.names), _methods(fitted, asking), asking.seed, asking.unit, asking.f1
    )
    if wanted.task != fitted.task:
        raise InputError(f"the confidence was fitted on answers of the kind {fitted.task!r}, not {wanted.task!r}.")
    items = wanted.items(texts, ids)
    if not items:
        raise InputError("there is no row to decide about.")
    known = None if truths is None else list(truths)
    if known is not None and len(known) != len(items):
        raise InputError(f"{len(known):,} truths for {len(items):,} texts; give one for each, None where unknown.")
    found = wanted.answers(items, None, journal, errors, progress)
    return Selection(
        rows=_decisions(fitted, wanted, items, known, found),
        signals=fitted.combination.names,
        guarantee=fitted.guarantee,
        shift=shift_tests(fitted.samples(), _samples(fitted, found)),
        fingerprint=loaded.fingerprint(),
        anany_model=another,
    )


def _asking(fitted: ConfidenceFit) -> SignalAsking:
    if fitted.asking is None:
        raise InputError("this confidence was fitted on given signals, which no model can be asked for; use `fit`.")
    return fitted.asking


def _methods(fitted: ConfidenceFit, asking: SignalAsking) -> str | Sequence[str]:
    """As they were given; what reads no explanation takes none."""
    return list(asking.methods) or "auto"


def _another(fitted: Fingerprint | None, now: Fingerprint, is_allowed: bool) -> str | None:
    """The fit's model, where it is not this one; `InputError` where that is not allowed."""
    assert fitted is not None  # of every fit that says how it asks
    theirs, ours = (one.weights or one.model for one in (fitted, now))
    if theirs == ours and fitted.tokenizer == now.tokenizer:
        if is_allowed:
            raise InputError("this is the model that the confidence was fitted on; any_model has no effect.")
        return None
    if not is_allowed:
        said = "other weights" if fitted.model == now.model else f"{fitted.model!r}, and this is {now.model!r}"
        raise InputError(
            f"the confidence was fitted on {said}: what it says of right and wrong is of that model alone. Fit it "
            "again, or allow any model."
        )
    return fitted.model


def _samples(fitted: ConfidenceFit, found: AnsweredRows) -> dict[str, Floats]:
    """What the reference has, of these rows."""
    samples = found.table.samples()
    known = frozenset(fitted.vocabulary)
    samples[UNKNOWN_WORDS] = np.array([unknown_share(one.words, known) for one in found.answers])
    return {name: samples[name] for name in fitted.samples()}


def _decisions(
    fitted: ConfidenceFit,
    wanted: ConfidenceRequest,
    items: Sequence[DataItem],
    truths: Sequence[Truth] | None,
    found: AnsweredRows,
) -> tuple[RowDecision, ...]:
    decided: dict[int, RowDecision] = {}
    sure = fitted.combination.confidence(found.table.values) if found.places else np.empty(0)
    threshold = fitted.guarantee.threshold
    for place, evidence, confidence, values in zip(
        found.places, found.answers, sure.tolist(), found.table.values.tolist(), strict=True
    ):
        truth = None if truths is None else truths[place]
        right = None if truth is None else wanted.right(evidence, truth, place)
        given = threshold is not None and confidence > threshold
        decided[place] = RowDecision(items[place].id, evidence.answer, confidence, given, right, tuple(values))
    for place, error in found.errors.items():
        said = " ".join(str(error).split()) or type(error).__name__
        decided[place] = RowDecision(items[place].id, None, None, False, None, error=said)
    return tuple(decided[place] for place in range(len(items)))
