"""Overlapping windows over a text that is longer than the model reads at once. Nothing is cut silently."""

from typing import Any

from exegesis.explanation import Window

OVERLAP = 0.25  # of a window: enough context on both sides of any cut
_SLACK = 8  # word pieces left free: a stretch tokenised by itself, or with words deleted, may come out a little longer


def token_windows(tokenizer: Any, text: str, capacity: int) -> tuple[Window, ...]:
    """Windows of at most `capacity` word pieces, cut between words, weighted by the pieces they hold (sum 1)."""
    encoded = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False, return_offsets_mapping=True)
    count = len(encoded["input_ids"])
    if count <= capacity:
        return (Window(0, len(text), 1.0),)
    ranges = _ranges(encoded.word_ids(), max(1, capacity - _SLACK))
    offsets = encoded["offset_mapping"]
    total = sum(stop - start for start, stop in ranges)
    return tuple(
        Window(
            0 if start == 0 else offsets[start][0],
            len(text) if stop == count else offsets[stop - 1][1],
            (stop - start) / total,
        )
        for start, stop in ranges
    )


def _ranges(words: list[int | None], capacity: int) -> list[tuple[int, int]]:
    """Overlapping (start, stop) ranges of pieces, each at most `capacity`, cut at word starts where there are any."""
    ranges = []
    start = 0
    while True:
        if start + capacity >= len(words):
            ranges.append((start, len(words)))
            return ranges
        stop = _word_start(words, start + capacity, start + 1)
        ranges.append((start, stop))
        start = _word_start(words, max(stop - int(capacity * OVERLAP), start + 1), start + 1)


def _word_start(words: list[int | None], at: int, lowest: int) -> int:
    """The nearest word start at or before `at`, not before `lowest`; `at` itself inside a word longer than that."""
    for index in range(at, lowest - 1, -1):
        if words[index] is None or words[index] != words[index - 1]:
            return index
    return at
