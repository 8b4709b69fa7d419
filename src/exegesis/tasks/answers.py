"""From start and end logits to answers: the best spans of the context, by score, beside "no answer".

The rules are those of BERT's own script for SQuAD 2 (Devlin et al. 2019, section 4.3): a span's score is its start
logit plus its end logit, compared over all windows; the score of "no answer" is the smallest over the windows of that
sum at [CLS], where each window may hold no answer though another does. A probability is the product of the two
softmaxes over all positions of the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, check_count, shown
from exegesis.core.types import Floats, Span
from exegesis.data.inputs import Document, trimmed
from exegesis.data.records import Window
from exegesis.data.rows import Tokens
from exegesis.tasks.tables import log_softmax

NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Decoding:
    """How answers are chosen: at most so many word pieces; "no answer" wins when its score leads by the threshold."""

    max_tokens: int = 30
    no_answer_threshold: float = 0.0
    allow_no_answer: bool = True

    def __post_init__(self) -> None:
        check_count("max_tokens", self.max_tokens)
        threshold: object = self.no_answer_threshold
        if isinstance(threshold, bool) or not isinstance(threshold, Real) or np.isnan(float(threshold)):
            raise InputError(f"no_answer_threshold must be a number of logits, not {shown(threshold)}.")
        if type(self.allow_no_answer) is not bool:
            raise InputError(f"allow_no_answer must be True or False, not {shown(self.allow_no_answer)}.")


@dataclass(frozen=True)
class Candidate:
    """One answer: characters of the document, score (logits), probability, and the positions it is read at."""

    text: str
    span: Span
    score: float
    probability: float
    window: int
    first: int
    last: int
    is_none: bool = False


@dataclass(frozen=True)
class WindowLogits:
    """One window's start and end logits (L,), which positions are of the context, and where "no answer" is said.

    `reach`: the characters of the context that the window shows.
    """

    start: Floats
    end: Floats
    spans: tuple[Span, ...]
    inside: NDArray[np.bool_]
    none: int | None
    reach: Span

    @classmethod
    def of(
        cls, document: Document, window: Window, tokens: Tokens, start: Floats, end: Floats, none: int | None
    ) -> "WindowLogits":
        """The logits of one window of a question over a context."""
        context = document.parts[-1]
        inside = np.array(
            [
                not special and span.start >= context.start and span.end > span.start
                for span, special in zip(tokens.spans, tokens.special, strict=True)
            ]
        )
        return cls(start, end, tokens.spans, inside, none, document.stretches(window)[-1])

    def probability(self, first: int, last: int) -> float:
        """Of the span from `first` to `last`: p(start) times p(end)."""
        return float(np.exp(self._logs[0][first] + self._logs[1][last]))

    @cached_property
    def _logs(self) -> tuple[Floats, Floats]:
        """Log-probabilities of every start and every end (L,)."""
        return log_softmax(self.start), log_softmax(self.end)


def decoded(document: Document, windows: Sequence[WindowLogits], k: int, decoding: Decoding) -> list[Candidate]:
    """The `k` best answers, the model's own first, and "no answer" (the last where it is not among the best)."""
    best: dict[Span, Candidate] = {}
    for number, window in enumerate(windows):
        for candidate in _spans(document, number, window, max(k, 1), decoding.max_tokens):
            if candidate.span not in best or candidate.score > best[candidate.span].score:
                best[candidate.span] = candidate
    if not best:
        raise UnsupportedError("the tokenizer sees no token in the context.")
    found = sorted(best.values(), key=lambda one: (-one.score, one.span))[: max(k, 1)]
    none = _no_answer(document, windows) if decoding.allow_no_answer else None
    if none is None:
        return found
    leads = none.score - found[0].score > decoding.no_answer_threshold
    return [none, *found] if leads else [*found, none]


def placed(document: Document, windows: Sequence[WindowLogits], span: Span) -> Candidate:
    """The answer at these characters, in the window where its score is highest."""
    text = document.text[span.start : span.end]
    whole = [(n, w) for n, w in enumerate(windows) if w.reach.start <= span.start and span.end <= w.reach.end]
    if not whole:
        raise InputError(f"the answer {shown(text)} is cut by every window of the long context.")
    found = []
    for number, window in whole:
        inside = [int(i) for i in np.flatnonzero(window.inside) if _meet(window.spans[i], span)]
        if inside:
            found.append(_candidate(document, number, window, inside[0], inside[-1]))
    if not found:
        raise InputError(f"the tokenizer sees no token in the answer {shown(text)}.")
    best = max(found, key=lambda one: one.score)
    return Candidate(text, span, *_rest(best))


def _rest(one: Candidate) -> tuple[float, float, int, int, int]:
    return one.score, one.probability, one.window, one.first, one.last


def _spans(document: Document, number: int, window: WindowLogits, k: int, most: int) -> list[Candidate]:
    """The k best spans of one window, of distinct characters."""
    places = np.flatnonzero(window.inside)
    sums = window.start[places, None] + window.end[None, places]
    length = places[None, :] - places[:, None]
    sums = np.where((length >= 0) & (length < most), sums, -np.inf)
    made: dict[Span, Candidate] = {}
    for flat in np.argsort(-sums, axis=None, kind="stable"):
        first, last = np.unravel_index(flat, sums.shape)
        # Pieces of one character make equal spans, and pieces of white space alone make none: how many is not known.
        if len(made) == k or not np.isfinite(sums[first, last]):
            break
        one = _candidate(document, number, window, int(places[first]), int(places[last]))
        if one.text:
            made.setdefault(one.span, one)
    return list(made.values())


def _candidate(document: Document, number: int, window: WindowLogits, first: int, last: int) -> Candidate:
    # Some tokenizers count the space before a word to it.
    span = trimmed(document.text, window.spans[first].start, window.spans[last].end)
    score = float(window.start[first] + window.end[last])
    text = document.text[span.start : span.end]
    return Candidate(text, span, score, window.probability(first, last), number, first, last)


def _no_answer(document: Document, windows: Sequence[WindowLogits]) -> Candidate | None:
    """ "No answer" in the window that denies it most; None where the tokenizer has no [CLS]."""
    sums = [(float(w.start[w.none] + w.end[w.none]), n) for n, w in enumerate(windows) if w.none is not None]
    if not sums:
        return None
    score, number = min(sums)
    window = windows[number]
    place = window.none or 0
    start = document.parts[-1].start
    probability = window.probability(place, place)
    return Candidate(NO_ANSWER, Span(start, start), score, probability, number, place, place, is_none=True)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
