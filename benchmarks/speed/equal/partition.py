"""Partition SHAP beside shap's with its default of 500 evaluations, by word pieces, the mask token for what is absent.

The two arrange pieces in trees of their own, so each is held against its own values at 20,000 evaluations, which for
texts of up to a hundred pieces are the exact Owen values.
"""

from functools import partial

from benchmarks.speed.equal.frame import Contest, Way
from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.figures import Scores
from benchmarks.speed.peers import Predict, shap_scores

EVALUATIONS, REFERENCE = 500, 20_000
_SIZES = (16, 32, 48, 64, 96, 128, 192, 256, 320, 384, 448, 500, 600, 800, 1000)


def _predicted(subject: Subject) -> Predict:
    return subject.predicted


def _usual(subject: Subject) -> Predict:
    return subject.models.usual


def _shap(subject: Subject, evaluations: float, seed: int, *, usual: bool) -> Scores:
    predict = (_usual if usual else _predicted)(subject)
    return shap_scores(subject.text, predict, subject.models.theirs[1], int(evaluations), subject.label)


def _ours(subject: Subject, evaluations: float, seed: int, *, fresh: bool) -> Scores:
    call = subject.explained if fresh else subject.remembered
    return call("partition_shap", "token", seed, key="start", samples=int(evaluations), output="probability")


def _reference(subject: Subject, way: Way) -> Scores:
    if (key := ("partition", way.name)) not in subject.kept:
        subject.kept[key] = way.scores(subject, REFERENCE, 0)
    return subject.kept[key]


CONTEST = Contest(
    name="partition",
    title="Partition SHAP",
    said=(
        f"`shap.Explainer` over its text masker with {EVALUATIONS} evaluations, its default; error: |score - its value "
        f"at {REFERENCE:,} evaluations|, their sum as a share of all scores"
    ),
    peer=Way("shap", "its default", (EVALUATIONS,), partial(_shap, usual=False), partial(_shap, usual=True)),
    ours=(
        Way(
            "partition_shap", "by our tree of phrases", _SIZES, partial(_ours, fresh=False), partial(_ours, fresh=True)
        ),
    ),
    reference=_reference,
)
