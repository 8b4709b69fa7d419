"""Which characters get a score: the parts to perturb, the spans of the units in them, and the units themselves."""

from collections.abc import Iterable, Sequence

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesTokens
from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.text import FixedSpans, Segmenter, segments
from exegesis.core.types import Span
from exegesis.data.inputs import Document
from exegesis.data.records import Part, Unit, Window

MODES = ("position", "bag-of-words")


def chosen_parts(document: Document, names: str | Sequence[str] | None) -> tuple[Part, ...]:
    """The parts to perturb: those named, all of them by default; the others stay as they are."""
    wanted: object = (names,) if isinstance(names, str) else names
    if wanted is None:
        return document.parts
    known = [part.name for part in document.parts]
    if not isinstance(wanted, Iterable):
        raise InputError(f"parts must be a name or several of: {', '.join(known)}; not {shown(wanted)}.")
    for name in wanted:
        if name not in known:
            raise unknown("part", name, known)
    if not wanted:
        raise InputError(f"no part given. Choose from: {', '.join(known)}.")
    return tuple(part for part in document.parts if part.name in wanted)


def spans_of(model: Model, document: Document, unit: str | Segmenter, parts: Sequence[Part]) -> list[Span]:
    """The spans of the units of these parts, in the text's order; what is hidden from the model is none."""
    text = document.text
    if isinstance(unit, FixedSpans):
        spans = segments(text, unit)
    elif unit == "token":
        spans = _token_spans(model, document)
    else:
        spans = [span for part in parts for span in _in(text, part, unit)]
    spans = [span for span in spans if _visible(span, document) and any(inside(span, part) for part in parts)]
    if not spans:
        raise InputError(_nothing(model, unit, document))
    return spans


def grouped(text: str, spans: Sequence[Span], mode: str) -> tuple[tuple[Unit, ...], list[int]]:
    """The units over these spans, and the unit of each: its own, or in a bag of words that of its word."""
    if mode not in MODES:
        raise unknown("mode", mode, MODES)
    if mode == "position":
        return tuple(Unit(text[span.start : span.end], (span,)) for span in spans), list(range(len(spans)))
    places: dict[str, list[Span]] = {}
    for span in spans:
        places.setdefault(text[span.start : span.end], []).append(span)
    numbers = {word: index for index, word in enumerate(places)}
    units = tuple(Unit(word, tuple(where)) for word, where in places.items())
    return units, [numbers[text[span.start : span.end]] for span in spans]


def inside(span: Span, part: Part) -> bool:
    """Whether a span stands in a part."""
    return part.start <= span.start and span.end <= part.end


def _in(text: str, part: Part, unit: str | Segmenter) -> list[Span]:
    found = segments(text[part.start : part.end], unit)
    return [Span(part.start + span.start, part.start + span.end) for span in found]


def _token_spans(model: Model, document: Document) -> list[Span]:
    """Spans of the word pieces; pieces that share a character (bytes of one emoji) are one span, seen once."""
    if not isinstance(model, GivesTokens):
        raise UnsupportedError(f"{model.name} is a black box without tokens; use unit='word' or unit='sentence'.")
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


def _nothing(model: Model, unit: str | Segmenter, document: Document) -> str:
    if document.hidden and unit != "token":
        return "nothing of the text is left to explain by: all of it is hidden."
    return f"{model.name} sees no token in this text; use unit='word'."
