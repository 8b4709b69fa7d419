"""A text under attack: its words, what stands between them, and which word of the original each one was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from exegesis.core.text import words
from exegesis.core.types import Span

T = TypeVar("T")
NEW = -1  # the origin of a word that was put in


@dataclass(frozen=True)
class Draft:
    """A text as words and what stands between them.

    `gaps`: what stands before each word and after the last, one more than words. `origins`: for each word the number
    of the original's word that it is or stands for, `NEW` where it was put in. `changed`: the original's words that
    are no longer what they were, deleted ones too.
    """

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    origins: tuple[int, ...]
    changed: frozenset[int] = frozenset()

    @classmethod
    def of(cls, text: str) -> "Draft":
        """The text as it is; `text` of the draft gives it back."""
        spans = words(text)
        edges = [0, *(span.end for span in spans)]
        starts = [*(span.start for span in spans), len(text)]
        return cls(
            tuple(text[span.start : span.end] for span in spans),
            tuple(text[end:start] for end, start in zip(edges, starts, strict=True)),
            tuple(range(len(spans))),
        )

    @cached_property
    def text(self) -> str:
        """The characters."""
        return "".join(gap + word for gap, word in zip(self.gaps, (*self.words, ""), strict=True))

    @property
    def spans(self) -> list[Span]:
        """Where each word stands in `text`."""
        spans, at = [], 0
        for gap, word in zip(self.gaps, self.words, strict=False):  # the last gap has no word behind it
            spans.append(Span(at + len(gap), at + len(gap) + len(word)))
            at = spans[-1].end
        return spans

    def replaced(self, place: int, word: str) -> "Draft":
        """Another word (or several, or a part of one) at a place."""
        return replace(self, words=_with(self.words, place, (word,)), changed=self._touched(place))

    def deleted(self, place: int) -> "Draft":
        """Without the word, and without the space before it (after it, of the first)."""
        before, after = self.gaps[place], self.gaps[place + 1]
        is_first, is_last = place == 0, place == len(self.words) - 1
        left = before + after if is_first and is_last else before if is_first else after if is_last else before or after
        return Draft(
            _with(self.words, place, ()),
            (*self.gaps[:place], left, *self.gaps[place + 2 :]),
            _with(self.origins, place, ()),
            self._touched(place),
        )

    def inserted(self, place: int, word: str) -> "Draft":
        """A word before that at `place`; at the end where `place` is the number of words."""
        beside = (self.gaps[0], " ") if place == 0 else (" ", self.gaps[place])
        return Draft(
            (*self.words[:place], word, *self.words[place:]),
            (*self.gaps[:place], *beside, *self.gaps[place + 1 :]),
            (*self.origins[:place], NEW, *self.origins[place:]),
            self.changed,
        )

    def appended(self, clause: str) -> "Draft":
        """With a clause behind its end."""
        return replace(self, gaps=(*self.gaps[:-1], f"{self.gaps[-1]}{clause}"))

    def tight(self, place: int) -> "Draft":
        """Without what stands before the word there."""
        return replace(self, gaps=_with(self.gaps, place, ("",)))

    def mixed(self, other: "Draft", takes: Sequence[bool]) -> "Draft":
        """The other's words where it is said; both have the original's words in its order, none put in or deleted."""
        pairs = zip(self.words, other.words, takes, strict=True)
        return replace(
            self,
            words=tuple(theirs if takes_it else ours for ours, theirs, takes_it in pairs),
            changed=frozenset(
                origin
                for origin, takes_it in zip(self.origins, takes, strict=True)
                if origin in (other.changed if takes_it else self.changed)
            ),
        )

    def is_changed(self, place: int) -> bool:
        """Whether the word there is not the original's."""
        return self.origins[place] == NEW or self.origins[place] in self.changed

    @property
    def inserts(self) -> int:
        """How many words were put in."""
        return self.origins.count(NEW)

    @property
    def edits(self) -> int:
        """Words changed, deleted and put in."""
        return len(self.changed) + self.inserts

    def _touched(self, place: int) -> frozenset[int]:
        origin = self.origins[place]
        return self.changed if origin == NEW else self.changed | {origin}


def alike(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts, of those with one text the first."""
    distinct: dict[str, Draft] = {}
    for draft in drafts:
        distinct.setdefault(draft.text, draft)
    return list(distinct.values())


def _with(values: tuple[T, ...], place: int, instead: tuple[T, ...]) -> tuple[T, ...]:
    return (*values[:place], *instead, *values[place + 1 :])
