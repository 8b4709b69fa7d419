"""Phrases of the caller's choice as units: where they stand in a document, in the place of the units they cover."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import regex

from exegesis.core.errors import InputError
from exegesis.core.text import is_blank, words
from exegesis.core.types import Span
from exegesis.data.inputs import Document, whole_word
from exegesis.data.records import Part


@dataclass(frozen=True)
class Phrases:
    """The phrases, checked. `optional`: of many texts, where each phrase is a unit of those that it stands in."""

    texts: tuple[str, ...]
    optional: bool = False

    @classmethod
    def of(cls, given: Any, optional: bool = False) -> "Phrases | None":
        """The phrases of a caller's words: a string or several; `InputError` for what is none, None for None."""
        if given is None:
            return None
        if not isinstance(given, str) and not isinstance(given, Iterable):
            raise InputError(f"phrases must be a text or several, not {given!r}.")
        texts = (given,) if isinstance(given, str) else tuple(given)
        for text in texts:
            if not isinstance(text, str) or is_blank(text):
                raise InputError(f"a phrase must be a text with at least one visible character, not {text!r}.")
        folded = [" ".join(text.split()) for text in texts]
        twice = next((text for text in folded if folded.count(text) > 1), None)
        if twice is not None:
            raise InputError(f"the phrase {twice!r} is given twice.")
        return cls(tuple(folded), optional)

    def standing(self, document: Document, parts: Sequence[Part]) -> tuple[str, ...]:
        """Those that stand in these parts."""
        return tuple(text for text in self.texts if _occurrences(document, text, parts))

    def among(self, document: Document, spans: Sequence[Span], parts: Sequence[Part]) -> tuple[list[Span], list[str]]:
        """The units' spans with every occurrence of a phrase in the place of those it covers, and what to say of it.

        Raises `InputError` for a phrase that does not stand in these parts, overlaps another, cuts a unit or holds a
        hidden word.
        """
        places: list[tuple[Span, str]] = []
        notes = []
        for text in self.texts:
            found = _occurrences(document, text, parts)
            if not found and not self.optional:
                raise InputError(_missing(document, text, parts))
            if len(found) != 1:
                times = f"stands {len(found)} times: each is a unit of its own" if found else "is not in this text"
                notes.append(f"The phrase {text!r} {times}.")
            places += [(span, text) for span in found]
        places.sort()
        for (one, a), (other, b) in pairwise(places):
            if other.start < one.end:
                raise InputError(
                    f"the phrases {a!r} and {b!r} overlap in the text; give phrases apart from each other."
                )
        return _placed(document, spans, places), notes


def _occurrences(document: Document, phrase: str, parts: Sequence[Part], flags: int = 0) -> list[Span]:
    """Whole words only ("can" is not in "can't"), upper and lower case as given, any white space between them."""
    pattern = regex.compile(whole_word(phrase).replace(regex.escape(" "), r"\s+"), regex.V1 | flags)
    found = []
    for part in parts:
        here = [Span(*match.span()) for match in pattern.finditer(document.text[part.start : part.end])]
        cuts = _Cuts(words(document.text[part.start : part.end]) if here else [])
        whole = [span for span in here if not (cuts.inside(span.start) or cuts.inside(span.end))]
        found += [Span(part.start + span.start, part.start + span.end) for span in whole]
    return found


class _Cuts:
    """Which places of a text stand within one of these spans."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans, self.ends = spans, [span.end for span in spans]

    def inside(self, at: int) -> bool:
        """Whether a span begins before this place and ends after it."""
        near = bisect_right(self.ends, at)
        return near < len(self.spans) and self.spans[near].start < at


def _missing(document: Document, phrase: str, parts: Sequence[Part]) -> str:
    where = "the text" if len(document.parts) == 1 else " or ".join(f"the {part.name}" for part in parts)
    said = f"the phrase {phrase!r} does not stand in {where}"
    near = _occurrences(document, phrase, parts, regex.IGNORECASE)
    if near:
        written = document.text[near[0].start : near[0].end]
        return f"{said}; it is written {written!r} there (upper and lower case count)."
    return f"{said} as whole words."


def _placed(document: Document, spans: Sequence[Span], places: Sequence[tuple[Span, str]]) -> list[Span]:
    """The spans in order, each place standing for those that it covers."""
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    made: list[Span] = []
    after = 0
    for place, phrase in places:
        if any(place.start < away.end and away.start < place.end for away in document.hidden):
            raise InputError(f"the phrase {phrase!r} holds a hidden word, which the model does not see.")
        first, stop = bisect_right(ends, place.start), bisect_left(starts, place.end)
        cut = next((span for span in spans[first:stop] if not _covers(document.text, place, span)), None)
        if cut is not None:
            unit = document.text[cut.start : cut.end]
            shown = unit if len(unit) <= 40 else unit[:40] + "..."
            raise InputError(f"the phrase {phrase!r} is only a part of the unit {shown!r}; choose a smaller unit.")
        made += [*spans[after:first], place]
        after = stop
    return [*made, *spans[after:]]


def _covers(text: str, place: Span, span: Span) -> bool:
    """Whether all that can be seen of a unit stands in the place of a phrase."""
    return is_blank(text[span.start : max(span.start, place.start)]) and is_blank(
        text[min(place.end, span.end) : span.end]
    )
