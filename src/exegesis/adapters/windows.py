"""Overlapping windows over a text that is longer than the model reads at once. Nothing is cut silently."""

from typing import Any

import regex

from exegesis.adapters.slow_tokens import Unaligned
from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.inputs import Document
from exegesis.data.records import Window

OVERLAP = 0.25  # of a window: enough context on both sides of any cut
_WORD = regex.compile(r"\S+")
_SLACK = 8  # word pieces left free: a stretch tokenised by itself, or with words deleted, may come out a little longer


def document_windows(tokenizer: Any, document: Document, limit: int, name: str) -> tuple[Window, ...]:
    """The windows of a document for a model that reads `limit` tokens at once; of two parts, over the last one."""
    room = limit - int(tokenizer.num_special_tokens_to_add(pair=len(document.parts) > 1))
    if len(document.parts) == 1:
        return token_windows(tokenizer, document.text, room)
    first, last = document.parts
    taken = len(tokenizer(document.inside(0), add_special_tokens=False, truncation=False, verbose=False)["input_ids"])
    if taken > room // 2:
        raise InputError(
            f"the {first.name} alone takes {taken} tokens of the {limit} that {name} reads at once; "
            f"at most half ({room // 2}) may go to it. Shorten the {first.name}."
        )
    found = token_windows(tokenizer, document.inside(1), room - taken)
    return tuple(Window(last.start + w.start, last.start + w.end, w.weight) for w in found)


def token_windows(tokenizer: Any, text: str, capacity: int) -> tuple[Window, ...]:
    """Windows of at most `capacity` word pieces, cut between words, weighted by the pieces they hold (sum 1)."""
    try:
        return _windows_of_pieces(tokenizer, text, capacity)
    except Unaligned:
        return _windows_of_words(tokenizer, text, capacity)


def _windows_of_pieces(tokenizer: Any, text: str, capacity: int) -> tuple[Window, ...]:
    encoded = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False, return_offsets_mapping=True)
    if len(encoded["input_ids"]) <= capacity:
        return (Window(0, len(text), 1.0),)
    size = max(1, capacity - _SLACK)
    while True:
        windows = _cut(encoded, text, size)
        # A stretch cut inside a giant word may fall into more pieces than it had there: then cut smaller ones.
        if size == 1 or all(_count(tokenizer, text, window) <= capacity for window in windows):
            return windows
        size = max(1, size // 2)


def _windows_of_words(tokenizer: Any, text: str, capacity: int) -> tuple[Window, ...]:
    """The same where the characters of pieces are not known: each word has as many pieces as it has by itself."""
    if _count(tokenizer, text, Window(0, len(text), 1.0)) <= capacity:
        return (Window(0, len(text), 1.0),)
    spans = [Span(*match.span()) for match in _WORD.finditer(text)]
    sizes = [_count(tokenizer, text, Window(span.start, span.end, 1.0)) for span in spans]
    pieces = _Pieces(
        [span for span, size in zip(spans, sizes, strict=True) for _ in range(size)],
        [number for number, size in enumerate(sizes) for _ in range(size)],
    )
    size = max(1, capacity - _SLACK)
    while True:
        windows = _cut(pieces, text, size)
        if size == 1 or all(_count(tokenizer, text, window) <= capacity for window in windows):
            return windows
        size = max(1, size // 2)


class _Pieces(dict[str, Any]):
    """Pieces by their words, as an encoding gives them."""

    def __init__(self, spans: list[Span], words: list[int]) -> None:
        super().__init__(offset_mapping=spans)
        self._words = words

    def word_ids(self) -> list[int]:
        """The word of each piece."""
        return self._words


def _cut(encoded: Any, text: str, size: int) -> tuple[Window, ...]:
    offsets = encoded["offset_mapping"]
    ranges = _ranges(encoded.word_ids(), size)
    total = sum(stop - start for start, stop in ranges)
    windows, end = [], 0
    for start, stop in ranges:
        begin = min(offsets[start][0], end)  # no character between two windows is left out
        end = len(text) if stop == len(offsets) else max(offsets[stop - 1][1], end)
        windows.append(Window(begin, end, (stop - start) / total))
    return tuple(windows)


def _count(tokenizer: Any, text: str, window: Window) -> int:
    piece = text[window.start : window.end]
    return len(tokenizer(piece, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])


def _ranges(words: list[int | None], size: int) -> list[tuple[int, int]]:
    """Overlapping (start, stop) ranges of pieces, each at most `size`, cut at word starts where there are any near."""
    ranges = []
    start = 0
    overlap = int(size * OVERLAP)
    while start + size < len(words):
        stop = _word_start(words, start + size, start + size // 2 + 1)
        ranges.append((start, stop))
        start = _word_start(words, max(stop - overlap, start + 1), max(stop - 2 * overlap, start + 1))
    return [*ranges, (start, len(words))]


def _word_start(words: list[int | None], at: int, lowest: int) -> int:
    """The nearest word start at or before `at`, not before `lowest`; `at` itself inside a word longer than that."""
    for index in range(at, lowest - 1, -1):
        if words[index] is None or words[index] != words[index - 1]:
            return index
    return at
