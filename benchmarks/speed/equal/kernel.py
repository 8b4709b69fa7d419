"""Kernel SHAP beside shap's KernelExplainer with its default of 2 n + 2,048 evaluations; absent words are masked.

Both play one game, so both are held against the same values: ours at 20,000 evaluations, exact for few words. Since
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

Span = tuple[int, int]

DEFAULT = 0  # stands for what KernelExplainer takes by itself
REFERENCE = 20_000
_SIZES = (32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072)
_SEEDS = 3


def _shap(subject: Subject, samples: float, seed: int, *, usual: bool, **more: Any) -> Scores:
    import shap

    predict = subject.models.usual if usual else subject.predicted
    spans = subject.spans("word")
    explainer: Any = shap.KernelExplainer(_game(subject, predict, spans), np.zeros((1, len(spans))))
    np.random.seed(seed)  # what shap draws from
    values = explainer.shap_values(np.ones((1, len(spans))), nsamples="auto", silent=True, **more)
    return {str(start): float(value) for (start, _), value in zip(spans, np.ravel(values), strict=True)}


def _game(subject: Subject, predict: Predict, spans: Sequence[Span]) -> Callable[[Any], Any]:
    """Probabilities of masks: of a word that is not kept each piece is the mask token."""
    tokenizer = subject.models.theirs[1]
    counts = [len(tokenizer(subject.text[start:end], add_special_tokens=False)["input_ids"]) for start, end in spans]
    instead = [" ".join([tokenizer.mask_token] * count) for count in counts]

    def values(masks: Any) -> Any:
        return predict([replaced(subject.text, spans, np.asarray(mask) != 0, instead) for mask in masks])[
            :, subject.label
        ]

    return values


def replaced(text: str, spans: Sequence[Span], kept: Any, instead: Sequence[str]) -> str:
    """The text with what stands instead of the spans that are not kept."""
    gone = [(span, words) for span, here, words in zip(spans, kept, instead, strict=True) if not here]
    starts, ends = [0, *(end for (_, end), _ in gone)], [*(start for (start, _), _ in gone), len(text)]
    between = [*(words for _, words in gone), ""]
    return "".join(text[start:end] + words for start, end, words in zip(starts, ends, between, strict=True))


def _ours(subject: Subject, samples: float, seed: int, *, fresh: bool, **more: Any) -> Scores:
    call = subject.explained if fresh else subject.remembered
    asked = {"samples": int(samples), "baseline": "mask", "output": "probability", **more}
    return call("kernel_shap", "word", seed, key="start", **asked)


def _reference(subject: Subject, way: Way) -> Scores:
    if "kernel" not in subject.kept:
        subject.kept["kernel"] = _ours(subject, REFERENCE, 0, fresh=False)
    return subject.kept["kernel"]


def _way(name: str, said: str, **more: Any) -> Way:
    return Way(name, said, _SIZES, partial(_ours, fresh=False, **more), partial(_ours, fresh=True, **more), _SEEDS)


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
            _way("leverage", "by leverage scores, in pairs", sampling="leverage"),
            _way("adjusted", "in pairs, corrected by a process over masks (`adjusted=True`)", adjusted=True),
        ),
        reference=_reference,
        kinds=("sentence",),
    )


DEFAULTS = _contest("kernel", "Kernel SHAP", ", which scores ten words")
ALL_WORDS = _contest("kernel-all", "Kernel SHAP, all words", " and `l1_reg=0`", l1_reg=0)
