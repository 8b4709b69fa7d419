"""Our side of each case: one call of the public functions."""

from collections.abc import Callable
from typing import Any

from benchmarks.speed.figures import Scores
from benchmarks.speed.job import OURS, Job
from benchmarks.speed.texts import words_of

import exegesis
from exegesis.data.explanation import Explanation

Run = Callable[[int, int], list[Scores]]  # (samples or steps, seed) -> scores for each text or target


def runner(job: Job, model: Any) -> Run:
    """The case as a function of its size and seed."""
    kinds: dict[str, Callable[[Job, Any, int, int], list[Scores]]] = {
        "lime": _lime,
        "shap": _shap,
        "ig": _ig,
        "qa": _qa,
        "many": _many,
        "many-left-out": _left_out,
    }
    return lambda size, seed: kinds[job.kind](job, model, size, seed)


def _lime(job: Job, model: Any, size: int, seed: int) -> list[Scores]:
    return [by_words(lime(model, job.text, size, seed, precision=job.precision))]


def lime(model: Any, text: str, samples: int, seed: int, **more: Any) -> Explanation:
    """LIME on lime's own units and number: words without punctuation, deleted at all their places; the probability."""
    asked = {"mode": "bag-of-words", "baseline": "delete", "output": "probability", **more}
    found: Explanation = exegesis.explain(model, text, "lime", unit=words_of, seed=seed, samples=samples, **asked)
    return found


def by_words(found: Explanation) -> Scores:
    """Scores by the word."""
    return {unit.text: float(score) for unit, score in zip(found.units, found.scores, strict=True)}


def _shap(job: Job, model: Any, size: int, seed: int) -> list[Scores]:
    asked = {"samples": size, "precision": job.precision}
    return [_by_place(exegesis.explain(model, job.text, "partition_shap", unit="token", seed=seed, **asked))]


def _ig(job: Job, model: Any, size: int, seed: int) -> list[Scores]:
    return [_by_place(exegesis.explain(model, job.text, **_path(job, size)))]


def _qa(job: Job, model: Any, size: int, seed: int) -> list[Scores]:
    asked = {**_path(job, size), "output": "logit"}
    return [_by_place(one) for one in exegesis.explain(model, job.question, target=["start", "end"], **asked)]


def _path(job: Job, steps: int) -> dict[str, Any]:
    return {
        "method": "integrated_gradients",
        "unit": "token",
        "steps": steps,
        "baseline": "pad",
        "precision": job.precision,
    }


def _many(job: Job, model: Any, size: int, seed: int) -> list[Scores]:
    return _over(job, model, "partition_shap", seed, samples=size, precision=job.precision)


def _left_out(job: Job, model: Any, size: int, seed: int) -> list[Scores]:
    return _over(job, model, "occlusion", seed, precision=job.precision)


def _over(job: Job, model: Any, method: str, seed: int, **settings: Any) -> list[Scores]:
    """All texts pooled, or, as the other side, one after another."""
    if job.side == OURS:
        found: Any = exegesis.explain_many(model, job.given, method, seed=seed, **settings)
    else:
        found = (exegesis.explain(model, text, method, seed=seed, **settings) for text in job.given)
    return [_by_place(one) for one in found]


def _by_place(found: Explanation) -> Scores:
    """Scores by the unit's first character: texts of units repeat."""
    starts = (unit.spans[0].start for unit in found.units)
    return {str(start): float(score) for start, score in zip(starts, found.scores, strict=True)}
