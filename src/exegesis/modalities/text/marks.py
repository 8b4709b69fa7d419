"""Punctuation of a text: which neighbour each mark belongs to, and what stands inside brackets and quotes."""

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from enum import Enum
from itertools import accumulate

import regex

from exegesis.core.types import Span

_MARK = regex.compile(r"\p{P}")
_ALWAYS_CLOSE = frozenset(".,;:!?…%،。、，；：！？")
_DOUBLE_QUOTES = frozenset('"“”„‟«»')
_SINGLE_QUOTES = frozenset("'‘’‚‛‹›")
_BRACKETS = dict(zip(")]}）］｝」』】》〉", "([{（［｛「『【《〈", strict=True))


class MarkSide(Enum):
    """Where a mark belongs."""

    OPENS = "to the word after it"
    CLOSES = "to the word before it"
    DASH = "to the word after it, with a break before it"


class TextMarks:
    """The marks of a text that are no part of a word. Brackets and quotes pair up within one sentence."""

    def __init__(self, text: str, words: Sequence[Span], sentence_starts: Sequence[int]) -> None:
        self._text = text
        self._sides: dict[int, MarkSide] = {}
        self._open: defaultdict[str, list[int]] = defaultdict(list)  # of each kind, where one is not closed yet
        self._changes = [0] * (len(text) + 2)  # of the depth
        word_starts = [span.start for span in words]
        sentence = 0
        for at in (match.start() for match in _MARK.finditer(text)):
            if _covers(words, word_starts, at):
                continue
            if sentence != (sentence := bisect_right(sentence_starts, at)):
                self._open.clear()
            self._sides[at] = self._find_side(at)
            self._pair(at)
        self._depths = list(accumulate(self._changes))

    def side(self, at: int) -> MarkSide | None:
        """Where the mark at this place belongs; None where there is no mark."""
        return self._sides.get(at)

    def depth(self, at: int) -> int:
        """How many pairs of brackets or quotes hold both this place and the one before it."""
        return self._depths[at]

    def _pair(self, at: int) -> None:
        kind = _kind(self._text[at])
        if kind and self._sides[at] is MarkSide.OPENS:
            self._open[kind].append(at)
        elif kind and self._open[kind]:
            self._changes[self._open[kind].pop() + 1] += 1
            self._changes[at + 1] -= 1

    def _find_side(self, at: int) -> MarkSide:
        """By its category, else by the side on which it stands free; a quote with neither opens and closes by turns."""
        mark = self._text[at]
        category = unicodedata.category(mark)
        free_before, free_after = self._is_free_before(at), self._is_free_after(at)
        if category == "Pd" and not (mark == "-" and free_before != free_after and not self._is_doubled(at)):
            return MarkSide.DASH
        if mark in _ALWAYS_CLOSE or category == "Pe":
            return MarkSide.CLOSES
        if category == "Ps":
            return MarkSide.OPENS
        if free_before != free_after:
            return MarkSide.OPENS if free_before else MarkSide.CLOSES
        kind = _kind(mark)
        return MarkSide.OPENS if kind == '"' and not self._open[kind] else MarkSide.CLOSES

    def _is_doubled(self, at: int) -> bool:
        return self._text[at] in self._text[max(at - 1, 0) : at] + self._text[at + 1 : at + 2]

    def _is_free_before(self, at: int) -> bool:
        return at == 0 or self._text[at - 1].isspace() or self._sides.get(at - 1) is MarkSide.OPENS

    def _is_free_after(self, at: int) -> bool:
        after = self._text[at + 1 : at + 2]
        return not after or after.isspace() or after in _ALWAYS_CLOSE or after in _BRACKETS


def _kind(mark: str) -> str | None:
    """The same for both ends of a pair; None for marks that do not pair."""
    if mark in _DOUBLE_QUOTES:
        return '"'
    if mark in _SINGLE_QUOTES:
        return "'"
    return _BRACKETS.get(mark, mark if mark in _BRACKETS.values() else None)


def _covers(words: Sequence[Span], starts: Sequence[int], at: int) -> bool:
    index = bisect_right(starts, at) - 1
    return index >= 0 and at < words[index].end
