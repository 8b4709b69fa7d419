"""Texts with some of their words cut out, exchanged or put in; the rest stays as it was, to the character."""

from collections.abc import Iterable, Sequence

from exegesis.core.text import words as spans_of
from exegesis.core.types import Span


def spans_among(text: str, words: Iterable[str]) -> list[Span]:
    """Where these words stand, by Unicode's word boundaries and whatever the case."""
    wanted = frozenset(word.lower() for word in words)
    return [span for span in spans_of(text) if text[span.start : span.end].lower() in wanted] if wanted else []


def without(texts: Sequence[str], words: Iterable[str]) -> list[str]:
    """The texts with these words cut out, by Unicode's word boundaries and whatever the case; the rest is untouched."""
    gone = frozenset(word.lower() for word in words)
    return [_cut(text, gone) for text in texts] if gone else list(texts)


def exchanged(text: str, words: Iterable[str], by: str) -> str:
    """The text with each of these words exchanged for one other."""
    at, kept = 0, []
    for start, end in spans_among(text, words):
        kept += [text[at:start], by]
        at = end
    return "".join((*kept, text[at:]))


def put_in(text: str, word: str, share: float) -> str:
    """The text with a word put in, `share` (0 to 1) of the way through it: where white space stands, or at an end."""
    starts = [span.start for span in spans_of(text) if span.start == 0 or text[span.start - 1].isspace()]
    index = min(int(share * (len(starts) + 1)), len(starts))
    if index == len(starts):
        return f"{text} {word}" if text and not text[-1].isspace() else f"{text}{word}"
    start = starts[index]
    return f"{text[:start]}{word} {text[start:]}"


def _cut(text: str, gone: frozenset[str]) -> str:
    at, kept = 0, []
    for start, end in spans_of(text):
        if text[start:end].lower() in gone:
            kept.append(text[at:start])
            at = end + (text[end : end + 1] == " " and text[start - 1 : start] in ("", " "))
    return "".join((*kept, text[at:]))
