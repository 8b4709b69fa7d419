"""Explanations of every shape the views must draw, built by hand: no model runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from exegesis.core.text import sentences, words
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import GAP
from exegesis.data.records import Baseline, Cost, Fingerprint, Group, Part, Prediction, Target, Unit, Window

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

QUESTION = "Which NFL team represented the AFC at Super Bowl 50?"
CONTEXT = (
    "Super Bowl 50 decided the NFL champion of 2015. The American Football Conference (AFC) champion Denver Broncos "
    "defeated the National Football Conference (NFC) champion Carolina Panthers 24–10.\nIt was their third title."
)
QUESTION_WEIGHTS = {
    "Which": 1.03, "AFC": 0.84, "represented": 0.28, "Denver": 3.96, "Broncos": 1.65, "champion": 0.85,
    "defeated": 0.7, "Conference": -0.38, "2015": -0.44, "Panthers": -1.2,
}  # fmt: skip
ARABIC_QUESTION = "من أخرج الفيلم؟"
ARABIC_CONTEXT = "الفيلم من إخراج يوسف شاهين، وصدر عام 1958 في القاهرة."
SENTENCE = "The doctor said that she would call her brother in the morning."

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


def in_two(first: str, second: str, weights: Mapping[str, float], **changes: Any) -> Explanation:
    """Of a document of two parts, by word; `names` the names of the parts."""
    text = first + GAP + second
    offset = len(first) + len(GAP)
    names = changes.pop("names", ("question", "context"))
    spans = [*words(first), *(Span(offset + s.start, offset + s.end) for s in words(second))]
    fields: dict[str, Any] = {
        "units": tuple(Unit(text[s.start : s.end], (s,)) for s in spans),
        "parts": (Part(names[0], 0, len(first)), Part(names[1], offset, len(text))),
        "id": None,
    }
    return explanation(text, weights, **{**fields, **changes})


def place(text: str, piece: str) -> Span:
    """Where `piece` first stands."""
    start = text.index(piece)
    return Span(start, start + len(piece))


def answers(text: str, *best: tuple[str, float], none: float = 0.001) -> Prediction:
    """The answers with their probabilities, "no answer" behind them."""
    labels = (*(label for label, _ in best), "no answer")
    spans = (*(place(text, label) for label, _ in best), Span(len(QUESTION) + 2, len(QUESTION) + 2))
    return Prediction(labels[0], 0, (*(p for _, p in best), none), labels, "answer", spans)


def question(side: str = "span", **changes: Any) -> Explanation:
    """Why the answer to a question starts, ends, or is where it is; integrated gradients of a logit."""
    text = QUESTION + GAP + CONTEXT
    found = (("Denver Broncos", 0.888), ("Broncos", 0.05), ("Carolina Panthers", 0.02), ("2015", 0.004), ("2", 0.002))
    fields: dict[str, Any] = {
        "target": Target("Denver Broncos", 41, "logit", side, (place(text, "Denver Broncos"),)),
        "value": 13.54,
        "prediction": answers(text, *found),
        "baseline": Baseline("pad", "padding tokens, special tokens kept", -9.577),
        "method": "integrated_gradients",
        "settings": {"steps": 64},
        "diagnostics": {"convergence_delta": 0.0123},
        "truth": "the Denver Broncos",
    }
    return in_two(QUESTION, CONTEXT, QUESTION_WEIGHTS, **{**fields, **changes})


def ending() -> Explanation:
    """The end of the same answer, with other scores."""
    scores = question().scores[::-1] * np.linspace(0.5, 1.0, len(question().units))
    return replace(question("end"), scores=scores, value=7.1)


def no_answer() -> Explanation:
    """Why the model finds no answer, though the data set has one."""
    known = question()
    labels = ("no answer", "Denver Broncos", "Broncos")
    spans = (Span(54, 54), place(known.text, "Denver Broncos"), place(known.text, "Broncos"))
    return replace(
        known,
        target=Target("no answer", 0, "logit", "no-answer"),
        prediction=Prediction("no answer", 0, (0.8, 0.15, 0.01), labels, "answer", spans),
    )


def two_answers() -> Explanation:
    """Why this answer rather than that one."""
    known = question()
    that = Target("Carolina Panthers", 52, "logit", "span", (place(known.text, "Carolina Panthers"),))
    return replace(known, target=replace(known.target, versus=that))


def asked_phrases() -> Explanation:
    """Partition SHAP of an answer: its tree begins with the two parts, and a phrase reaches into the answer."""
    known = question()
    spans = [unit.spans[0] for unit in known.units]
    groups = _tree(known.text, spans, known.scores, 0, len(spans), None, [])
    return replace(known, method="partition_shap", groups=tuple(groups))


def arabic_question() -> Explanation:
    """Question and context from right to left."""
    text = ARABIC_QUESTION + GAP + ARABIC_CONTEXT
    return in_two(
        ARABIC_QUESTION,
        ARABIC_CONTEXT,
        {"أخرج": 0.8, "إخراج": 1.2, "يوسف": 2.0, "1958": -0.4},
        target=Target("يوسف شاهين", 9, "logit", "span", (place(text, "يوسف شاهين"),)),
        prediction=answers(text, ("يوسف شاهين", 0.7)),
        truth="يوسف شاهين",
    )


def long_question(times: int = 60) -> Explanation:
    """A context of many screens, whose answer stands near its end."""
    context = "Nothing of note happened in that year. " * times + CONTEXT + " Nor in the next one." * (times // 6)
    text = QUESTION + GAP + context
    return in_two(
        QUESTION,
        context,
        QUESTION_WEIGHTS,
        target=Target("Denver Broncos", 900, "logit", "span", (place(text, "Denver Broncos"),)),
        prediction=answers(text, ("Denver Broncos", 0.6)),
    )


def pair() -> Explanation:
    """Two texts, one class rather than another."""
    return in_two(
        "A man plays a guitar on stage.",
        "Nobody is playing music.",
        {"plays": 0.1, "guitar": 0.2, "Nobody": -0.6, "music": 0.05},
        names=("first", "second"),
        target=Target("entailment", 0, "probability", versus=Target("contradiction", 2, "probability")),
        prediction=Prediction(
            "contradiction", 2, (0.1, 0.2, 0.7), ("entailment", "neutral", "contradiction"), "single-label"
        ),
        truth="contradiction",
    )


def hidden(text: str = SENTENCE, word: str = "she", versus: str | None = "he") -> Explanation:
    """A hidden word: why the model guesses it, rather than another."""
    spans = (place(text, word),)
    that = None if versus is None else Target(versus, 2002, "log-probability", "word", spans)
    weights = {"doctor": -0.9, "her": 1.3, "brother": -0.2, "call": 0.1}
    units = tuple(Unit(text[s.start : s.end], (s,)) for s in words(text) if not _meet(s, spans[0]))
    return explanation(
        text,
        weights,
        units=units,
        target=Target("she", 2016, "log-probability", "word", spans, that),
        prediction=Prediction("he", 0, (0.62, 0.31, 0.01), ("he", "she", "they"), "word", spans),
        truth=word,
        id=None,
    )


def masked() -> Explanation:
    """A mask token written in the text itself."""
    return replace(hidden(SENTENCE.replace("she", "[MASK]"), "[MASK]", None), truth=None)


def next_word() -> Explanation:
    """Why the text goes on with a word."""
    text = "The capital of France is"
    end = (Span(len(text), len(text)),)
    return explanation(
        text,
        {"capital": 1.2, "France": 2.5, "of": -0.1},
        target=Target("Paris", 6342, "log-probability", "word", end),
        prediction=Prediction("Paris", 0, (0.71, 0.05, 0.01), ("Paris", "the", "now"), "word", end),
        id=None,
    )


def tag() -> Explanation:
    """The tag of an entity of two words, rather than another."""
    text = "She moved from New  York to Paris."
    spans = (place(text, "New"), place(text, "York"))
    return explanation(
        text,
        {"moved": 0.2, "from": 0.5, "New": 0.3, "Paris": -0.1},
        target=Target("B-LOC I-LOC", 5, "probability", "tag", spans),
        prediction=Prediction("B-LOC I-LOC", 0, (0.93,), ("B-LOC I-LOC",), "tag", spans),
        truth="B-LOC I-LOC",
        id=None,
    )


def hostile_question(string: str) -> Explanation:
    """Two parts, an answer and another, a truth and names of parts, all of them `string`."""
    known = in_two(
        f"{string} is it?",
        f"It is {string}, not {string}!",
        {},
        names=(string, f"{string}2"),
        method=string,
        truth=string,
    )
    at = known.text.index("It is ") + 6
    here, there = Span(at, at + len(string)), Span(at + len(string) + 6, at + 2 * len(string) + 6)
    that = Target(f"{string}3", 3, "logit", "span", (there,))
    return replace(
        known,
        scores=np.linspace(-1, 1, len(known.units)),
        target=Target(string, 2, "logit", "span", (here,), that),
        prediction=Prediction(string, 0, (0.5, 0.25), (string, "no answer"), "answer", (here, Span(0, 0))),
    )


def hostile_next(string: str) -> Explanation:
    """A next word that is `string`."""
    known = next_word()
    end = known.target.spans
    return replace(
        known,
        target=Target(string, 1, "log-probability", "word", end),
        prediction=Prediction(string, 0, (0.5,), (string,), "word", end),
    )


ASKED = (
    question, partial(question, "start"), ending, no_answer, two_answers, asked_phrases, arabic_question, pair, hidden,
    masked, next_word, tag,
)  # fmt: skip
SHAPES = (lime, bag_of_words, tokens, phrases, arabic, chinese, regression, multi_label, nothing, *ASKED)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


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
