"""Integrated gradients beside captum's with its default of 50 Gauss-Legendre steps, padding as the baseline.

Where a path is smooth 50 steps of that rule are at the error of float32 itself, which no rule reaches with less; so
what 1 % of all scores takes is told too, and for that captum gets the fewest of its steps that do.
"""

from typing import Any

from benchmarks.speed.equal.frame import Ask, Contest, Way
from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.figures import Scores
from benchmarks.speed.peers import change, integrated_gradients

STEPS, REFERENCE = 50, 1000
_PEER_STEPS = (4, 6, 8, 12, 16, 20, 24, 32, 40, STEPS)
_TOLERANCES = (0.3, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 5e-4, 2e-4, 1e-4, 1e-5)
_MOST = 1024  # steps


def _captum(subject: Subject, steps: float, seed: int) -> Scores:
    return integrated_gradients(*subject.models.theirs, subject.text, int(steps))


def _explained(subject: Subject, **settings: Any) -> Scores:
    asked = {"baseline": "pad", "output": "probability", **settings}
    return subject.explained("integrated_gradients", "token", 0, key="start", **asked)


def _halving(subject: Subject, tolerance: float, seed: int) -> Scores:
    return _explained(subject, rule="halving", tolerance=tolerance, max_steps=_MOST)


def _steps(subject: Subject, steps: float, seed: int) -> Scores:
    return _explained(subject, rule="gausslegendre", steps=int(steps))


def _reference(subject: Subject, way: Way) -> Scores:
    if "gradients" not in subject.kept:
        subject.kept["gradients"] = _steps(subject, REFERENCE, 0)
    return subject.kept["gradients"]


def _delta(subject: Subject, scores: Scores) -> float:
    """|sum of scores - (f(x) - f(baseline))| as a share of that change."""
    if "change" not in subject.kept:
        subject.kept["change"] = {"f(x) - f(baseline)": change(*subject.models.theirs, subject.text)}
    (right,) = subject.kept["change"].values()
    return abs(sum(scores.values()) - right) / abs(right)


def _way(name: str, said: str, settings: tuple[float, ...], ask: Ask) -> Way:
    return Way(name, said, settings, ask, ask)


CONTEST = Contest(
    name="gradients",
    title="Integrated gradients",
    said=(
        f"captum's `LayerIntegratedGradients` with {STEPS} Gauss-Legendre steps, its default, eight at a time; error: "
        f"sum of |score - that of {REFERENCE:,} steps| as a share of all scores. Where paths are smooth these "
        "50 steps are at float32's own error; so to 1% too, for which captum gets the fewest of its steps that do. "
        "|delta|: how far the scores are from summing to f(x) - f(baseline), as a share of it"
    ),
    peer=_way("captum", "its default", _PEER_STEPS, _captum),
    ours=(
        _way("halving", "steps where the path bends (our default), by tolerance", _TOLERANCES, _halving),
        _way("gausslegendre", "as many Gauss-Legendre steps as it takes", _PEER_STEPS, _steps),
    ),
    reference=_reference,
    delta=_delta,
    enough=(0.01,),
)
