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


def _ours(subject: Subject, evaluations: float, seed: int, *, fresh: bool, adjusted: bool) -> Scores:
    call = subject.explained if fresh else subject.remembered
    settings = {"samples": int(evaluations), "output": "probability", "adjusted": adjusted}
    return call("partition_shap", "token", seed, key="start", **settings)


def _way(name: str, said: str, adjusted: bool, sizes: tuple[int, ...] = _SIZES) -> Way:
    scores, run = (partial(_ours, fresh=fresh, adjusted=adjusted) for fresh in (False, True))
    return Way(name, said, sizes, scores, run)


def _reference(subject: Subject, way: Way) -> Scores:
    """Of each side's tree, by its plain recursion."""
    plain = way if way is CONTEST.peer else CONTEST.ours[0]
    if (key := ("partition", plain.name)) not in subject.kept:
        subject.kept[key] = plain.scores(subject, REFERENCE, 0)
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
        _way("partition_shap", "by our tree of phrases", adjusted=False),
        _way(
            "adjusted",
            "by the same tree, masks not asked for foretold by a process over masks (`adjusted=True`)",
            adjusted=True,
            sizes=tuple(size for size in _SIZES if size >= 32),
        ),
    ),
    reference=_reference,
)
