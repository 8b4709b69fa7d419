"""A text with some of its tokens masked, replaced, deleted, or with others put after them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import regex

from exegesis.core.errors import InputError, shown
from exegesis.core.text import is_blank
from exegesis.core.types import Span
from exegesis.data.inputs import GAP, Document, trimmed
from exegesis.data.records import Part
from exegesis.explorer.inside.tokens import Tokens, numbers_of, numbers_of_one
from exegesis.explorer.records import LookToken

_LETTER = regex.compile(r"[\p{L}\p{M}\p{N}]")


@dataclass(frozen=True)
class Cut:
    """A stretch of the text and what comes in its place."""

    span: Span
    new: str


@dataclass(frozen=True)
class Edited:
    """A document after an edit: what was done in words, and where stretches of the old one are now."""

    document: Document
    what: str
    kept: tuple[tuple[Span, int], ...]  # stretches of the old text, and where they begin in the new one
    replaced: tuple[tuple[Span, Span], ...]  # stretches of the old text, and what stands for them

    def moved(self, span: Span) -> Span | None:
        """Where a stretch of the old text stands now; None where it was changed."""
        for old, start in self.kept:
            if old.start <= span.start and span.end <= old.end:
                return Span(span.start - old.start + start, span.end - old.start + start)
        return None


@dataclass(frozen=True)
class EditWishes:
    """The caller's words: tokens by number or word."""

    mask: Tokens = None
    replace: Mapping[int | str, str] | None = None
    delete: Tokens = None
    insert: Mapping[int | str, str] | None = None

    def of(self, document: Document, tokens: Sequence[LookToken]) -> Edited:
        """The edit of a document that a model reads as these tokens; `InputError` where it cannot be made."""
        text = document.text
        masked = [] if self.mask is None else _spans(self.mask, tokens, text)
        cuts = sorted(self._cuts(document, tokens), key=lambda cut: cut.span)
        if not masked and not cuts:
            raise InputError("say what to change: mask=, replace=, delete= or insert=, of tokens or words.")
        for one, other in pairwise(sorted([*(cut.span for cut in cuts), *masked])):
            if other.start < one.end:
                raise InputError(f"two changes meet at {shown(text[other.start : one.end])}; make one of them.")
        return _edited(document, cuts, [*document.hidden, *masked], self._said(tokens, text))

    def _cuts(self, document: Document, tokens: Sequence[LookToken]) -> Iterator[Cut]:
        text = document.text
        for token, new in _pairs(self.replace, "replace").items():
            spans = _spans(token, tokens, text)
            yield Cut(Span(spans[0].start, spans[-1].end), new)
        for span in [] if self.delete is None else _runs(_spans(self.delete, tokens, text), text):
            yield Cut(_with_space(text, span, document.parts), "")
        for token, new in _pairs(self.insert, "insert").items():
            yield _after(document, tokens, token, new)

    def _said(self, tokens: Sequence[LookToken], text: str) -> str:
        def names(chosen: Any) -> str:
            return ", ".join(shown(tokens[number].text) for number in numbers_of(chosen, tokens, text))

        parts = [] if self.mask is None else [f"masked: {names(self.mask)}"]
        parts += [f"replaced: {names(old)} by {shown(new)}" for old, new in (self.replace or {}).items()]
        parts += [] if self.delete is None else [f"deleted: {names(self.delete)}"]
        parts += [f"inserted: {shown(new)} after {names(old)}" for old, new in (self.insert or {}).items()]
        return "; ".join(parts)


def _numbers(chosen: Any, tokens: Sequence[LookToken], text: str) -> list[int]:
    """Tokens that stand in the text."""
    found = numbers_of(chosen, tokens, text)
    for number in found:
        if tokens[number].span is None:
            raise InputError(
                f"token {number} ({tokens[number].text}) is put there by the tokenizer; change what stands in the text."
            )
        if tokens[number].hidden:
            raise InputError(f"token {number} ({shown(tokens[number].text)}) is hidden already; give the text itself.")
    return found


def _spans(chosen: Any, tokens: Sequence[LookToken], text: str) -> list[Span]:
    """Their characters, without the spaces that some tokenizers count in; of neighbours within one word together."""
    spans: list[Span] = []
    numbers = _numbers(chosen, tokens, text)
    for number in numbers:
        start, end = tokens[number].span or (0, 0)
        span = trimmed(text, start, end)
        span = span if span.start < span.end else Span(start, end)  # nothing but spaces
        if number - 1 in numbers and tokens[number - 1].word == tokens[number].word:
            spans[-1] = Span(spans[-1].start, max(span.end, spans[-1].end))
        else:
            spans.append(span)
    return spans


def _runs(spans: Sequence[Span], text: str) -> list[Span]:
    """Stretches with nothing but spaces between them, put together."""
    runs: list[Span] = []
    for span in spans:
        if runs and not text[runs[-1].end : span.start].strip(" "):
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return runs


def _pairs(given: Any, what: str) -> Mapping[int | str, str]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise InputError(f"{what} takes {{token or word: text}}, not {shown(given)}.")
    for new in given.values():
        if not isinstance(new, str) or is_blank(new):
            raise InputError(f"the text to {what} must be a word, not {shown(new)}; delete= takes words away.")
    return given


def _with_space(text: str, span: Span, parts: Sequence[Part]) -> Span:
    """A deleted word takes the space before it along, at the start of a part the one after it."""
    start, end = span
    part = next(one for one in parts if one.start <= start < one.end)
    if end < part.end and _LETTER.match(text[end]):
        return span  # a piece of a word
    while start > part.start and text[start - 1] == " ":
        start -= 1
    while start == part.start and end < part.end and text[end] == " ":
        end += 1
    return Span(start, end)


def _after(document: Document, tokens: Sequence[LookToken], token: Any, new: str) -> Cut:
    """A text put after a token, or (after what the tokenizer begins with) at the very start."""
    text, number = document.text, numbers_of_one(token, tokens, document.text)[-1]
    span = tokens[number].span
    if span is None and number:
        raise InputError(f"token {number} ({tokens[number].text}) is put there by the tokenizer; insert after another.")
    place = 0 if span is None else span.end
    before = "" if place == 0 or text[place - 1].isspace() or not _LETTER.match(new) else " "
    after = " " if place < len(text) and _LETTER.match(text[place]) else ""
    return Cut(Span(place, place), before + new + after)


def _edited(document: Document, cuts: Sequence[Cut], hidden: Sequence[Span], what: str) -> Edited:
    made = _Draft()
    parts: list[Part] = []
    for part in document.parts:
        if parts:
            made.write(GAP)
        begin, at = made.length, part.start
        for cut in cuts:
            if part.start <= cut.span.start and cut.span.end <= part.end:
                made.keep(document.text, Span(at, cut.span.start))
                made.replace(cut)
                at = cut.span.end
        made.keep(document.text, Span(at, part.end))
        parts.append(Part(part.name, begin, made.length))
        if is_blank("".join(made.pieces)[begin:]):
            raise InputError(f"nothing would be left of the {part.name}; delete less.")
    kept = Edited(Document("".join(made.pieces), tuple(parts)), what, tuple(made.kept), tuple(made.replaced))
    return replace(kept, document=replace(kept.document, hidden=tuple(_hidden(kept, hidden))))


def _hidden(edited: Edited, spans: Sequence[Span]) -> Iterator[Span]:
    """Hidden stretches of the old text where they are now."""
    for span in sorted(spans):
        moved = edited.moved(span)
        if moved is None:
            raise InputError("a hidden word itself cannot be changed; give the text without hiding it.")
        yield moved


@dataclass
class _Draft:
    """A text as it is written, and where its stretches come from."""

    pieces: list[str] = field(default_factory=list)
    kept: list[tuple[Span, int]] = field(default_factory=list)
    replaced: list[tuple[Span, Span]] = field(default_factory=list)
    length: int = 0

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def keep(self, text: str, span: Span) -> None:
        self.kept.append((span, self.length))
        self.write(text[span.start : span.end])

    def replace(self, cut: Cut) -> None:
        self.replaced.append((cut.span, Span(self.length, self.length + len(cut.new))))
        self.write(cut.new)
