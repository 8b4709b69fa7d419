"""Entities spelled by the tags of words: BIO, IOB1, BIOES (and BILOU), or plain types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exegesis.core.types import Span

_BEGINS, _CONTINUES, _ENDS = {"B", "S", "U"}, {"I", "E", "L", "M"}, {"E", "L", "S", "U"}


@dataclass(frozen=True)
class Entity:
    """A run of words with one type. `probability` is the least of its words' (each at its own tag)."""

    text: str
    label: str
    span: Span
    probability: float


def entities(text: str, spans: Sequence[Span], tags: Sequence[str], probabilities: Sequence[float]) -> list[Entity]:
    """The entities of a tagged text, in its order; a type that changes begins a new one (as conlleval counts them)."""
    found: list[tuple[str, Span, float]] = []
    going: str | None = None
    for span, tag, chance in zip(spans, tags, probabilities, strict=True):
        mark, kind = _parted(tag)
        if kind is None:
            going = None
            continue
        if going == kind and mark not in _BEGINS:
            _, before, least = found[-1]
            found[-1] = (kind, Span(before.start, span.end), min(least, chance))
        else:
            found.append((kind, span, chance))
        going = None if mark in _ENDS else kind
    return [Entity(text[span.start : span.end], kind, span, least) for kind, span, least in found]


def _parted(tag: str) -> tuple[str, str | None]:
    """ "B-LOC" is ("B", "LOC"), "LOC" is ("I", "LOC"); "O" and names that say no type ("LABEL_0") are no entity."""
    if tag in ("O", "_", "") or re.fullmatch(r"LABEL_\d+", tag):
        return "", None
    mark, dash, kind = tag.partition("-")
    if dash and mark in _BEGINS | _CONTINUES:
        return mark, kind
    return "I", tag
