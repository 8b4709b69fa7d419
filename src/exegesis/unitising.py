"""The units of a document: which characters each has, and which unit every position of a row belongs to."""

from collections.abc import Iterable, Sequence

import numpy as np

from exegesis.adapters.base import Model
from exegesis.errors import InputError, unknown
from exegesis.inputs import Document
from exegesis.records import Part, Unit, Window
from exegesis.rows import Tokens
from exegesis.text import Segmenter, assign, is_blank, segments
from exegesis.types import Integers, Span


def chosen_parts(document: Document, names: str | Sequence[str] | None) -> tuple[Part, ...]:
    """The parts to perturb: those named, all of them by default; the others stay as they are."""
    wanted: object = (names,) if isinstance(names, str) else names
    if wanted is None:
        return document.parts
    known = [part.name for part in document.parts]
    if not isinstance(wanted, Iterable):
        raise InputError(f"parts must be a name or several of: {', '.join(known)}; not {wanted!r}.")
    for name in wanted:
        if name not in known:
            raise unknown("part", name, known)
    if not wanted:
        raise InputError(f"no part given. Choose from: {', '.join(known)}.")
    return tuple(part for part in document.parts if part.name in wanted)


def units_of(
    model: Model, document: Document, unit: str | Segmenter, mode: str, parts: Sequence[Part]
) -> tuple[Unit, ...]:
    """The units of these parts, in the text's order; what is hidden from the model is none."""
    text = document.text
    spans = _token_spans(model, document) if unit == "token" else [s for part in parts for s in _in(text, part, unit)]
    spans = [span for span in spans if _visible(span, document) and any(_inside(span, part) for part in parts)]
    if not spans:
        raise InputError(_nothing(model, unit, document))
    if mode == "position":
        return tuple(Unit(text[span.start : span.end], (span,)) for span in spans)
    if mode != "bag-of-words":
        raise InputError(f"unknown mode {mode!r}. Choose from: position, bag-of-words.")
    places: dict[str, list[Span]] = {}
    for span in spans:
        places.setdefault(text[span.start : span.end], []).append(span)
    return tuple(Unit(word, tuple(found)) for word, found in places.items())


def owners_of(document: Document, units: Sequence[Unit], tokens: Tokens, parts: Sequence[Part]) -> Integers:
    """The unit of each position of one window (L,); white space goes with the unit after it, or the part's last.

    -1 for special tokens, hidden words and parts not to perturb, and for words that a segmenter left out: nobody asked
    for them, so they always stay.
    """
    text = document.text
    places = sorted((span, index) for index, unit in enumerate(units) for span in unit.spans)
    found = assign([span for span, _ in places], tokens.spans)
    owners = np.full(len(found), -1, dtype=np.int64)
    for position, (place, span) in enumerate(zip(found, tokens.spans, strict=True)):
        if tokens.special[position]:
            continue
        near, unit = places[place]
        if near.start < span.end and span.start < near.end:
            owners[position] = unit
        elif is_blank(text[span.start : span.end]):
            owners[position] = _beside(span, places[max(place - 1, 0) : place + 1], parts)
    return owners


def _beside(blank: Span, places: Sequence[tuple[Span, int]], parts: Sequence[Part]) -> int:
    """The unit that white space goes with: the later of those around it that stand in its part; -1 for none."""
    home = next((part for part in parts if part.start <= blank.start <= part.end), None)
    return next((unit for near, unit in reversed(places) if home is not None and _inside(near, home)), -1)


def _in(text: str, part: Part, unit: str | Segmenter) -> list[Span]:
    found = segments(text[part.start : part.end], unit)
    return [Span(part.start + span.start, part.start + span.end) for span in found]


def _token_spans(model: Model, document: Document) -> list[Span]:
    """Spans of the word pieces; pieces that share a character (bytes of one emoji) are one span, seen once."""
    # Tokens of the whole text, whatever its length: those of its windows may part differently near a cut.
    tokens = model.tokens(document, Window(0, len(document.text), 1.0))
    merged: list[Span] = []
    for span in sorted({span for span in tokens.spans if span.end > span.start}):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _visible(span: Span, document: Document) -> bool:
    return not any(span.start < away.end and away.start < span.end for away in document.hidden)


def _inside(span: Span, part: Part) -> bool:
    return part.start <= span.start and span.end <= part.end


def _nothing(model: Model, unit: str | Segmenter, document: Document) -> str:
    if document.hidden and unit != "token":
        return "nothing of the text is left to explain by: all of it is hidden."
    return f"{model.name} sees no token in this text; use unit='word'."
