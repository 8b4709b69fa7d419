"""Kernel SHAP beside shap's KernelExplainer with its default of 2 n + 2,048 evaluations, words deleted as lime does.

Both play one game, so both are held against the same values: ours at 20,000 evaluations, exact up to 14 words. Since
0.47 KernelExplainer keeps ten features if it is not told otherwise; `l1_reg=0` scores all words, and is beside it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from benchmarks.speed.equal.frame import Contest, Way
from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.figures import Scores
from benchmarks.speed.peers import Predict
from benchmarks.speed.texts import words_of

DEFAULT = 0  # stands for what KernelExplainer takes by itself
REFERENCE = 20_000
_SIZES = (32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072)
_SEEDS = 3


def _shap(subject: Subject, samples: float, seed: int, *, usual: bool, **more: Any) -> Scores:
    import shap

    predict = subject.models.usual if usual else subject.predicted
    n = len(words_of(subject.text))
    explainer: Any = shap.KernelExplainer(_game(subject, predict), np.zeros((1, n)))
    np.random.seed(seed)  # what shap draws from
    values = explainer.shap_values(np.ones((1, n)), nsamples="auto", silent=True, **more)
    starts = (start for start, _ in words_of(subject.text))
    return {str(start): float(value) for start, value in zip(starts, np.ravel(values), strict=True)}


def _game(subject: Subject, predict: Predict) -> Callable[[Any], Any]:
    """Probabilities of masks: the words that are not kept are deleted, all else stays."""
    spans = words_of(subject.text)

    def values(masks: Any) -> Any:
        return predict([without(subject.text, spans, np.asarray(mask) != 0) for mask in masks])[:, subject.label]

    return values


def without(text: str, spans: Sequence[tuple[int, int]], kept: Any) -> str:
    """The text less the spans that are not kept."""
    gone = [span for span, here in zip(spans, kept, strict=True) if not here]
    starts, ends = [0, *(end for _, end in gone)], [*(start for start, _ in gone), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _ours(subject: Subject, samples: float, seed: int, *, fresh: bool, sampling: str = "kernel") -> Scores:
    call = subject.explained if fresh else subject.remembered
    asked = {"samples": int(samples), "sampling": sampling, "baseline": "delete", "output": "probability"}
    return call("kernel_shap", words_of, seed, key="start", **asked)


def _reference(subject: Subject, way: Way) -> Scores:
    if "kernel" not in subject.kept:
        subject.kept["kernel"] = _ours(subject, REFERENCE, 0, fresh=False)
    return subject.kept["kernel"]


def _way(sampling: str, said: str) -> Way:
    scores = partial(_ours, fresh=False, sampling=sampling)
    return Way(sampling, said, _SIZES, scores, partial(_ours, fresh=True, sampling=sampling), _SEEDS)


def _contest(name: str, title: str, told: str, **more: Any) -> Contest:
    scores, run = partial(_shap, usual=False, **more), partial(_shap, usual=True, **more)
    return Contest(
        name=name,
        title=title,
        said=(
            f"`shap.KernelExplainer` with 2 n + 2,048 evaluations, its default{told}; error: |score - reference| "
            f"(of ours at {REFERENCE:,} evaluations) as a share of all"
        ),
        peer=Way("shap", "its default", (DEFAULT,), scores, run, _SEEDS),
        ours=(
            _way("kernel", "sizes by the Shapley kernel, in pairs (our default)"),
            _way("leverage", "by leverage scores, in pairs"),
        ),
        reference=_reference,
        kinds=("sentence",),
    )


DEFAULTS = _contest("kernel", "Kernel SHAP", ", which scores ten words")
ALL_WORDS = _contest("kernel-all", "Kernel SHAP, all words", " and `l1_reg=0`", l1_reg=0)
