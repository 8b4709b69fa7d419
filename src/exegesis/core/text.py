"""Words, sentences and spans of a text, always as ranges of characters of the text as it was given.

Words follow Unicode's word boundaries (UAX 29, through `regex`). Scripts written without spaces (Han, kana, Thai,
Lao, Khmer, Burmese) fall back to one unit a user-perceived character; pass a segmenter as `unit` to do better.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import index

import regex

from exegesis.core.errors import InputError, unknown
from exegesis.core.types import Span

Segmenter = Callable[[str], Iterable[tuple[int, int]]]

_BOUNDARY = regex.compile(r"(?V1w)\b")
_UNSPACED_START = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", regex.V1)
_GRAPHEME = regex.compile(r"\X")
# Invisible by themselves: spaces, format characters (zero width, direction marks), controls.
_INVISIBLE = regex.compile(r"[\p{White_Space}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]*", regex.V1)
# The look-behind and the possessive repeats keep a run of a hundred thousand dots linear.
_SENTENCE_END = regex.compile(
    r"""(?<![.!?…؟।])[.!?…؟।]++["'”’»)\]]*+(?=\s++[^\p{Ll}\s]|\s*+$)"""
    r"""|[。！？]++["”’」』）)]*+|(?:\r?\n\s*+)++""",
    regex.V1,
)
_ABBREVIATION = regex.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|Jr|Sr|No)\.$")
_LONGEST_ABBREVIATION = 5


@dataclass(frozen=True)
class FixedSpans:
    """A segmenter that is known by what it gave: spans of a whole input, whatever its parts are."""

    spans: tuple[Span, ...]

    def __call__(self, text: str) -> tuple[Span, ...]:
        return self.spans


def check_text(text: object) -> str:
    """The text itself, or an `InputError`: not a string, empty, blank, or with a lone surrogate."""
    if not isinstance(text, str):
        raise InputError(f"the text must be a string, not {type(text).__name__}{_way(text)}.")
    if is_blank(text):
        raise InputError("the text is empty or blank; give at least one visible character.")
    return check_unicode(text, "text")


def check_unicode(text: str, name: str) -> str:
    """The text itself, or an `InputError` for a lone surrogate; `name` says what it is."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"the {name} has a lone surrogate at character {error.start}; it is not valid Unicode. "
            "Decode the source with errors='replace' or remove it."
        ) from None
    return text


def _way(given: object) -> str:
    """What to do with what is no string."""
    if isinstance(given, bytes | bytearray):
        return "; decode it"
    is_list = isinstance(given, Iterable) and not isinstance(given, Mapping)
    return "; for several texts there is explain_many" if is_list else ""


def is_blank(text: str) -> bool:
    """Whether nothing in it can be seen: empty, white space, zero-width and control characters."""
    return _INVISIBLE.fullmatch(text) is not None


def words(text: str) -> list[Span]:
    """Spans of the words, numbers, emoji and punctuation marks; white space belongs to none of them."""
    spans: list[Span] = []
    for start, end in pairwise(_boundaries(text)):
        if not _INVISIBLE.fullmatch(text, start, end):
            unspaced = _UNSPACED_START.match(text, start)
            spans.extend(_characters(text, start, end) if unspaced else [Span(start, end)])
    return _join_repeated_marks(text, spans)


def sentences(text: str) -> list[Span]:
    """Spans of sentences, without the white space around them; line ends end a sentence too."""
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        reach = max(start, match.end() - _LONGEST_ABBREVIATION)
        if _ABBREVIATION.search(text, reach, match.end()) and match.end() < len(text):
            continue
        spans.append(_trim(text, start, match.end()))
        start = match.end()
    spans.append(_trim(text, start, len(text)))
    return [span for span in spans if span.end > span.start and not is_blank(text[span.start : span.end])]


def segments(text: str, unit: str | Segmenter) -> list[Span]:
    """The spans of `unit`: "word", "sentence", or whatever a segmenter returns (checked)."""
    if callable(unit):
        return _checked(text, _segmented(text, unit))
    if unit == "word":
        return words(text)
    if unit == "sentence":
        return sentences(text)
    raise unknown("unit", unit, ("word", "token", "sentence", "a function text -> spans"))


def _segmented(text: str, segmenter: Segmenter) -> Iterable[tuple[int, int]]:
    """What the caller's own function gives; an `InputError` in one line where it fails."""
    try:
        return list(segmenter(text))
    except Exception as error:
        raise InputError(f"the function given as unit failed: {type(error).__name__}: {error}") from error


def assign(spans: Sequence[Span], inners: Iterable[Span]) -> list[int]:
    """For each inner span the span that shares most characters with it; if none does, the next one, else the last."""
    ends = [span.end for span in spans]
    return [assign_one(spans, bisect_right(ends, inner.start), inner) for inner in inners]


def assign_one(spans: Sequence[Span], first: int, inner: Span) -> int:
    """`assign` for one span, where `first` is the first span that ends after it begins."""
    best, most = min(first, len(spans) - 1), 0
    for place in range(first, len(spans)):
        if spans[place].start >= inner.end:
            break
        shared = min(spans[place].end, inner.end) - max(spans[place].start, inner.start)
        if shared > most:
            best, most = place, shared
    return best


def _boundaries(text: str) -> list[int]:
    """Where words start and end, the text's two ends included; never inside a user-perceived character.

    UAX 29's word boundaries alone part the Thai vowel sign sara am from its consonant.
    """
    places = {0, len(text), *(match.start() for match in _BOUNDARY.finditer(text))}
    if not text.isascii():
        places &= {len(text), *(match.start() for match in _GRAPHEME.finditer(text))}
    return sorted(places)


def _characters(text: str, start: int, end: int) -> list[Span]:
    """A direction mark at the end of an unspaced stretch is a user-perceived character too, and nothing to see."""
    graphemes = (Span(m.start(), m.end()) for m in _GRAPHEME.finditer(text, start, end))
    return [span for span in graphemes if not _INVISIBLE.fullmatch(text, span.start, span.end)]


def _join_repeated_marks(text: str, spans: list[Span]) -> list[Span]:
    """Make "..." and "!!!" one unit: a person sees one mark there."""
    joined: list[Span] = []
    mark = None  # the single character that the last span is made of
    for span in spans:
        piece = text[span.start : span.end]
        if piece == mark and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
            mark = piece if len(piece) == 1 and not piece.isalnum() else None
    return joined


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()) if piece.strip() else start)


def _checked(text: str, found: Iterable[tuple[int, int]]) -> list[Span]:
    try:
        spans = [Span(index(start), index(end)) for start, end in found]
    except (TypeError, ValueError):
        raise InputError("the segmenter must return pairs of whole numbers: (first, one past the last).") from None
    last = 0
    for span in spans:
        if not last <= span.start < span.end <= len(text):
            raise InputError(
                f"the segmenter gave the span ({span.start}, {span.end}); spans must be non-empty, in order, "
                f"apart from one another and inside the text's {len(text)} characters."
            )
        last = span.end
    if not spans:
        raise InputError("the segmenter found no unit in the text.")
    return spans
