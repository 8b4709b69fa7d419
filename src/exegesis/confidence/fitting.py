"""When a model's answers can be trusted, learned of rows whose truths are known: `fit` and `fit_signals`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from numpy.typing import ArrayLike

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.confidence.asking import ConfidenceRequest
from exegesis.confidence.judging import judged_fit
from exegesis.confidence.result import ConfidenceFit, Guarantee
from exegesis.confidence.table import SignalTable
from exegesis.confidence.thresholds import PRECISION, WRONG, share
from exegesis.confidence.truth import Truth
from exegesis.core.errors import InputError
from exegesis.data.inputs import Input
from exegesis.engine.chosen_methods import MethodSpec
from exegesis.engine.estimate import Progress


def fit(
    model: Model | str | Path,
    texts: Iterable[Input],
    methods: MethodSpec | Sequence[MethodSpec] = "auto",
    seed: int = 0,
    unit: str = "word",
    ids: Iterable[str | None] | None = None,
    *,
    truths: Iterable[Truth],
    signals: str | Sequence[str] = "all",
    precision: float | None = None,
    wrong: float | None = None,
    delta: float = 0.1,
    f1: float | None = None,
    journal: str | Path | None = None,
    errors: str = "keep",
    progress: Progress | None = None,
) -> ConfidenceFit:
    """A confidence made of signals, fitted on one half of the rows and judged on the other, and the threshold from
    which on answers keep a wished precision.

    The signals are asked of the model: the answer's probability, its explanation, the answer without the words that the
    explanation names. A logistic regression of them (of right against wrong answers) is the confidence. Its
    risk-coverage curve, the areas and the threshold are of the half that it has not seen.

    What is guaranteed, for rows drawn as these were: with `precision`, that with chance 1 - `delta` over the draw of
    the judged half at most 1 - `precision` of the answers *given* are wrong (fixed sequence of exact binomial tests,
    "Learn then Test", Angelopoulos et al. 2021); with `wrong`, that in the mean at most this share of *all rows* gets a
    wrong answer ("Conformal Risk Control", Angelopoulos et al. 2022). Nothing is for rows of another kind: `apply` says
    where they differ.

    Args:
        model: what `exegesis.load` gives or takes, of texts: with an answer that is one of several classes, or a
            stretch of a question's context. Of a question the best stretch counts as the answer, be "no answer"
            likelier or not: whether to abstain is what is to be found out.
        texts: the inputs, as for `explain_many`.
        methods: of the explanations, one or several; the first names the words that are removed.
        seed: of the split, the bootstrap, and the methods.
        unit: what gets a score.
        ids: names of the rows.
        truths: one for each: a label or its number; of a question the answer or a list of those that are right, an
            empty one where the context holds none.
        signals: names of signals, or "all" that the model and the methods give.
        precision: the share of right ones among the answers given that is wished for; 0.9 where neither is given.
        wrong: instead of it, the share of wrong answers given among all rows that is borne.
        delta: the chance that the precision does not hold.
        f1: of questions, the token F1 from which on an answer counts as right; else it must be one of the truths.
        journal: a file in which all that was asked is kept, so that a run that was stopped goes on.
        errors: "keep" leaves out rows that cannot be asked and counts them, "raise" raises the first's error.
        progress: called as (rows done, rows).

    Returns:
        The fit; `to_json` writes what `apply` needs.

    Raises:
        InputError: truths that do not fit, too few rows, no right or no wrong answer, an option without effect.
        UnsupportedError: the model's answers are neither classes nor stretches of a context.
    """
    goal = goal_of(precision, wrong, delta)
    wanted = ConfidenceRequest.of(api.load(model), signals, methods, seed, unit, f1)
    items = wanted.items(texts, ids)
    known = list(truths)
    if len(known) != len(items):
        raise InputError(f"{len(known):,} truths for {len(items):,} texts; give one for each.")
    wanted.check_truths(known)
    found = wanted.answers(items, known, journal, errors, progress)
    made = judged_fit(found.table, seed, goal)
    return replace(
        made,
        task=wanted.task,
        failed=len(items) - len(found.places),
        asking=wanted.said(),
        fingerprint=wanted.model.fingerprint(),
    )


def fit_signals(
    signals: Mapping[str, ArrayLike],
    right: ArrayLike,
    seed: int = 0,
    *,
    precision: float | None = None,
    wrong: float | None = None,
    delta: float = 0.1,
) -> ConfidenceFit:
    """The same of signals that are known already, (n,) each, and whether each answer is right, (n,): no model is asked.

    One called "probability" is what the combination is set against.

    Args:
        signals: by name; of the nature of your choice, higher or lower where answers are right.
        right: of each row, True or False.
        seed: of the split and the bootstrap.
        precision: as for `fit`.
        wrong: as for `fit`.
        delta: as for `fit`.

    Returns:
        The fit, without a model; `apply` needs one that `fit` has made.

    Raises:
        InputError: NaN, lengths that differ, too few rows, no right or no wrong answer.
    """
    return judged_fit(SignalTable.given(signals, right), seed, goal_of(precision, wrong, delta))


def goal_of(precision: float | None, wrong: float | None, delta: float) -> Guarantee:
    """What is wished for, with no threshold yet."""
    if precision is not None and wrong is not None:
        raise InputError("give precision or wrong, not both: each has a threshold of its own.")
    if wrong is not None:
        if delta != 0.1:
            raise InputError("delta has no effect with wrong, which is kept in the mean; leave it out.")
        return Guarantee(WRONG, share("wrong", wrong), None, None, 0, 0, 0, "")
    wished = share("precision", 0.9 if precision is None else precision)
    return Guarantee(PRECISION, wished, share("delta", delta), None, 0, 0, 0, "")
