"""Explanations of every shape the views must draw, built by hand: no model runs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from exegesis.explanation import Explanation
from exegesis.records import Baseline, Cost, Fingerprint, Group, Prediction, Target, Unit, Window
from exegesis.text import sentences, words
from exegesis.types import Span

REVIEW = (
    "I expected very little, and the first half hour is slow. But the acting is wonderful, the dialogue is never dull, "
    "and by the end I was not bored at all: I was in tears. Not perfect, but the best film I have seen this year."
)
WEIGHTS = {
    "wonderful": 0.31, "best": 0.27, "slow": -0.19, "dull": -0.12, "never": 0.14, "bored": -0.16, "not": 0.11,
    "little": -0.08, "tears": 0.05, "perfect": 0.09, "Not": -0.07, "film": 0.02, "expected": -0.03, "But": 0.04,
}  # fmt: skip
ARABIC = "الفيلم رائع جدا، والتمثيل ممتاز.\nلكن النهاية كانت مملة بعض الشيء، ومدته 120 دقيقة!"
ARABIC_WEIGHTS = {"رائع": 0.4, "ممتاز": 0.35, "مملة": -0.33, "جدا": 0.1, "لكن": -0.08, "النهاية": -0.05}
CHINESE = "这部电影非常好看，演员的表演十分精彩。可惜结尾有点无聊，让人失望。"
CHINESE_WEIGHTS = {"好": 0.3, "彩": 0.25, "精": 0.2, "无": -0.15, "聊": -0.2, "失": -0.25, "望": -0.2, "常": 0.05}

FINGERPRINT = Fingerprint(
    model="exegesis/review-sentiment",
    revision="1f0c2b7",
    weights="9b0d3c5ad8f2c1f4a8d1f5e60b7a2c9e84c7b1d2e3f405162738495a6b7c8d9e",
    tokenizer="c0ffee5ad8f2c1f4a8d1f5e60b7a2c9e84c7b1d2e3f405162738495a6b7c8d9e",
    versions={"exegesis": "0.1.0", "torch": "2.13.0", "transformers": "5.3.0"},
)


def explanation(
    text: str = REVIEW, scores: Mapping[str, float] | Sequence[float] = WEIGHTS, **changes: Any
) -> Explanation:
    """An explanation by word; `scores` for the words that have one, or one for each word."""
    units = tuple(changes.pop("units", [Unit(text[s.start : s.end], (s,)) for s in words(text)]))
    given = [scores.get(u.text, 0.0) for u in units] if isinstance(scores, Mapping) else list(scores)
    fields: dict[str, Any] = {
        "text": text,
        "unit": "word",
        "units": units,
        "scores": np.array(given),
        "target": Target("positive", 1, "probability"),
        "value": 0.9731,
        "prediction": Prediction("positive", 1, (0.0269, 0.9731), ("negative", "positive"), "single-label"),
        "baseline": Baseline("mask", "Words left out are replaced by the mask token.", 0.5124),
        "method": "lime",
        "settings": {"samples": 2000, "preset": "library", "kernel_width": 25.0, "mode": "position"},
        "seed": 0,
        "fingerprint": FINGERPRINT,
        "cost": Cost(2001, 0, 98_049, 3.217),
        "diagnostics": {"weighted_r2": 0.871234},
        "id": "review-17",
    }
    return Explanation(**{**fields, **changes})


def lime() -> Explanation:
    """Words, standard errors, a weighted R²."""
    scores = _weights(REVIEW, WEIGHTS)
    return explanation(scores=scores, standard_errors=0.004 + 0.04 * np.abs(scores))


def bag_of_words() -> Explanation:
    """Units that stand for all occurrences of a word: several spans each."""
    places: dict[str, list[Span]] = {}
    for span in words(REVIEW):
        places.setdefault(REVIEW[span.start : span.end].lower(), []).append(span)
    units = [Unit(REVIEW[s[0].start : s[0].end], tuple(s)) for s in places.values()]
    return explanation(units=units, scores={**WEIGHTS, "the": 0.06, "is": -0.05, "I": 0.04}, settings={"mode": "bag"})


def tokens() -> Explanation:
    """Integrated gradients by token: word pieces, a logit, a convergence delta, no standard errors."""
    spans = [piece for span in words(REVIEW) for piece in _halves(span)]
    wave = np.sin(np.arange(len(spans)) * 1.7) * 0.15
    by_word = [WEIGHTS.get(REVIEW[w.start : w.end], 0.0) for w in words(REVIEW) for _ in _halves(w)]
    return explanation(
        scores=(np.array(by_word) * 3 + wave).tolist(),
        units=[Unit(REVIEW[s.start : s.end], (s,)) for s in spans],
        unit="token",
        target=Target("positive", 1, "logit"),
        value=3.588,
        baseline=Baseline("pad", "The embedding of the padding token at every place.", 0.041),
        method="integrated_gradients",
        settings={"steps": 50, "rule": "gausslegendre", "baseline": "pad", "layer": None},
        diagnostics={"convergence_delta": 0.000312, "special_tokens": {"[CLS]": 0.02, "[SEP]": -0.013}},
        cost=Cost(2, 52, 3_456, 0.4123),
    )


def phrases() -> Explanation:
    """Partition SHAP: Owen values and the tree of phrases, whose scores are the sums of their words'."""
    scores = _weights(REVIEW, WEIGHTS) + 0.01
    spans = words(REVIEW)
    return explanation(
        scores=scores,
        method="partition_shap",
        groups=tuple(_tree(REVIEW, spans, scores, 0, len(spans), None, [])),
        settings={"evaluations": 500, "tree": "balanced"},
        diagnostics={"convergence_delta": -2.2e-16, "expanded_nodes": 61},
        cost=Cost(500, 0, 24_500, 1.91),
    )


def arabic() -> Explanation:
    """A text from right to left, over two lines, with a number in it."""
    return explanation(ARABIC, ARABIC_WEIGHTS, id=None)


def chinese() -> Explanation:
    """A text without spaces: one unit a character."""
    return explanation(CHINESE, CHINESE_WEIGHTS, id=None)


def regression() -> Explanation:
    """A number, no probabilities; scores in its unit; by sentence."""
    spans = sentences(REVIEW)
    return explanation(
        units=[Unit(REVIEW[s.start : s.end], (s,)) for s in spans],
        scores=[-0.62, 1.91, 0.44][: len(spans)] + [0.1] * (len(spans) - 3),
        unit="sentence",
        target=Target("stars", 0, "value"),
        value=4.21,
        prediction=Prediction("stars", 0, (4.21,), ("stars",), "regression"),
        baseline=Baseline("empty", "The empty text.", None),
        method="occlusion",
        settings={},
        diagnostics={},
    )


def multi_label() -> Explanation:
    """Many labels, none or several of them true."""
    labels = ("joy", "relief", "sadness", "anger", "boredom", "surprise", "disgust")
    values = (0.91, 0.64, 0.5, 0.02, 0.11, 0.0004, 0.3)
    return explanation(
        target=Target("joy", 0, "probability"),
        prediction=Prediction("joy", 0, values, labels, "multi-label"),
    )


def long(n_words: int = 20_000) -> Explanation:
    """A text of many words over several windows, truncated, with a warning."""
    rng = np.random.default_rng(7)
    vocabulary = [REVIEW[s.start : s.end] for s in words(REVIEW)] + [
        "evening",
        "river",
        "letter",
        "garden",
        "remembered",
    ]
    drawn = rng.choice(vocabulary, n_words)
    text = "".join(word + ("\n\n" if i % 180 == 179 else " ") for i, word in enumerate(drawn))
    spans = words(text)
    scores = rng.normal(0, 0.002, len(spans)) + _weights(text, WEIGHTS) * rng.uniform(0, 0.2, len(spans))
    scores *= np.linspace(1, -0.3, len(spans))
    return explanation(
        text,
        scores.tolist(),
        id="novel-3",
        windows=tuple(Window(start, min(start + 2500, len(text)), 0.02) for start in range(0, len(text), 2000)),
        truncated=True,
        warnings=("The scores rest on 2,000 samples for 20,000 words: words with little effect are noise.",),
    )


def nothing() -> Explanation:
    """Every score 0, a single unit."""
    return explanation("fine", [0.0], id=None, diagnostics={}, settings={})


def hostile(string: str) -> Explanation:
    """Phrases with `string` in every place where a text, a name or a setting can stand."""
    text = f"{string} is good, {string}!\n{string}"
    spans = [*words(text), Span(0, len(text))] if text.strip() else [Span(0, len(text))]
    units = tuple(Unit(string, (span,)) for span in spans)
    half = len(units) // 2
    groups = [
        Group(string, (Span(0, len(text)),), 0.5, tuple(range(len(units))), None),
        Group(string, (spans[0], spans[-1]), -0.25, (*range(half),), 0),
        Group(string, (spans[-1],), 0.125, (*range(half, len(units)),), 0),
    ]
    return explanation(
        text,
        np.linspace(-1, 1, len(units)).tolist(),
        units=units,
        target=Target(string, 1, "probability"),
        prediction=Prediction(string, 1, (0.25, 0.75), ("a", string), "single-label"),
        baseline=Baseline(string, string, 0.5),
        method=string,
        settings={string: string, "nested": {string: [string]}},
        diagnostics={string: string},
        fingerprint=Fingerprint(string, string, string, string, {string: string}),
        warnings=(string,),
        groups=tuple(groups),
        windows=(Window(0, len(text), 1.0),),
        id=string,
    )


SHAPES = (lime, bag_of_words, tokens, phrases, arabic, chinese, regression, multi_label, nothing)


def _weights(text: str, weights: Mapping[str, float]) -> Any:
    return np.array([weights.get(text[s.start : s.end], 0.0) for s in words(text)])


def _halves(span: Span) -> list[Span]:
    middle = (span.start + span.end + 1) // 2
    return [Span(span.start, middle), Span(middle, span.end)] if span.end - span.start > 5 else [span]


def _tree(
    text: str, spans: Sequence[Span], scores: Any, first: int, last: int, parent: int | None, groups: list[Group]
) -> Iterable[Group]:
    """Halves of halves down to two words, each group before its parts."""
    whole = Span(spans[first].start, spans[last - 1].end)
    index = len(groups)
    units = tuple(range(first, last))
    groups.append(Group(text[whole.start : whole.end], (whole,), float(scores[first:last].sum()), units, parent))
    middle = (first + last) // 2
    for start, end in ((first, middle), (middle, last)):
        if end - start > 1:
            _tree(text, spans, scores, start, end, index, groups)
    return groups
