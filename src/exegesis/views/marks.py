"""The places of the text that a target speaks of, which every view marks beside the scores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target

_SAID = {
    "start": "where the answer starts",
    "end": "where the answer ends",
    "span": "answer",
    "word": "hidden",
    "tag": "tagged word",
    "next": "the next word, not in the text",
    "other": "what it is compared with",
    "unseen": "not seen by the model",
}


@dataclass(frozen=True)
class Mark:
    """A place and what it is; `ghost`: the word shown there that is not in the text, at an empty span."""

    span: Span
    kind: str  # "start", "end", "span", "word", "tag", "next", "other", "unseen"
    ghost: str = ""

    @property
    def said(self) -> str:
        """What the place is, in a few words."""
        return _SAID[self.kind]


def marks(explanation: Explanation) -> list[Mark]:
    """The target's places, those of the target it is compared with unless the two meet, and what is not seen."""
    target, text = explanation.target, explanation.text
    found = list(_of(target, text))
    if target.versus is not None:
        others = (Mark(mark.span, "other") for mark in _of(target.versus, text) if not mark.ghost)
        found += [mark for mark in others if not any(_meet(mark.span, one.span) for one in found)]
    unseen = (Mark(span, "unseen") for span in _joined(explanation.unseen, text))
    return found + [mark for mark in unseen if not any(_meet(mark.span, one.span) for one in found)]


def edge(target: Target, text: str) -> Span | None:
    """The word at which the answer starts or ends, for targets of these kinds; None for others."""
    if target.kind not in ("start", "end") or not target.spans:
        return None
    start, end = max(target.spans[0].start, 0), max(target.spans[-1].end, 0)
    found = words(text[start:end])
    if not found:
        return None
    chosen = found[0 if target.kind == "start" else -1]
    return Span(start + chosen.start, start + chosen.end)


def _of(target: Target, text: str) -> Iterator[Mark]:
    if target.kind in ("start", "end"):
        span = edge(target, text)
        if span:
            yield Mark(span, target.kind)
    elif target.kind == "word" and target.spans and target.spans[0] == (len(text), len(text)):
        yield Mark(Span(*target.spans[0]), "next", target.name)
    elif target.kind in ("span", "word", "tag"):
        for span in _joined(target.spans, text):
            yield Mark(span, target.kind)


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """The spans inside the text, those with only white space between them as one: the words of an entity."""
    joined: list[Span] = []
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            continue
        if joined and joined[-1].end <= span.start and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
