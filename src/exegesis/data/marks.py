"""Words that a person does not trust: who marked which, when and why. Nothing is erased; undoing is an event too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Self

from exegesis.core.codec import OneOf
from exegesis.core.errors import InputError
from exegesis.core.text import check_text
from exegesis.core.types import Count
from exegesis.data.result import Result

MARK, UNMARK, UNDO, RESTORE = "mark", "unmark", "undo", "restore"
_KINDS = (MARK, UNMARK, UNDO, RESTORE)


@dataclass(frozen=True)
class Event:
    """Something done to the marks. `of`: the number of the event undone, or of the round gone back to."""

    kind: Annotated[str, OneOf(*_KINDS)]
    words: tuple[str, ...]
    who: str
    when: str
    why: str = ""
    of: Count | None = None


@dataclass(frozen=True)
class WordMark:
    """A word that is marked now, in lower case."""

    word: str
    who: str
    when: str
    why: str


@dataclass(frozen=True)
class WordMarks(Result, noun="a history of marks"):
    """All events in their order; what is marked now follows from them."""

    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        for number, event in enumerate(self.events):
            if event.kind == UNDO and not 0 <= (-1 if event.of is None else event.of) < number:
                raise ValueError(f"event {number} undoes what was not done")

    def now(self) -> dict[str, WordMark]:
        """The marks that stand, by word, in the order in which they were set."""
        undone = {event.of for event in self.events if event.kind == UNDO}
        found: dict[str, WordMark] = {}
        for number, event in enumerate(self.events):
            if number in undone or event.kind == UNDO:
                continue
            marked = {word: found.get(word, _mark(word, event)) for word in event.words}
            if event.kind == MARK:
                found |= marked
            elif event.kind == UNMARK:
                found = {word: mark for word, mark in found.items() if word not in event.words}
            else:
                found = marked
        return found

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.now())

    def mark(self, words: Iterable[str], who: str, why: str = "", when: str | None = None) -> Self:
        """With these words marked; those that are already stay as they are. `InputError` where all of them are."""
        now = self.now()
        fresh = tuple(word for word in tidy(words) if word not in now)
        if not fresh:
            raise InputError("every one of these words is marked already.")
        return self._and(Event(MARK, fresh, who, when or _clock(), why))

    def unmark(self, words: Iterable[str], who: str, why: str = "", when: str | None = None) -> Self:
        """Without these marks; `InputError` names a word that is not marked."""
        now, given = self.now(), tidy(words)
        strange = [word for word in given if word not in now]
        if strange:
            raise InputError(f"{strange[0]!r} is not marked; nothing was changed.")
        return self._and(Event(UNMARK, given, who, when or _clock(), why))

    def undo(self, who: str, when: str | None = None) -> Self:
        """Takes the last event back that still stands; again takes back the one before it."""
        undone = {event.of for event in self.events if event.kind == UNDO}
        standing = [n for n, event in enumerate(self.events) if n not in undone and event.kind != UNDO]
        if not standing:
            raise InputError("there is nothing to undo.")
        return self._and(Event(UNDO, self.events[standing[-1]].words, who, when or _clock(), of=standing[-1]))

    def restore(self, words: Iterable[str], round_: int, who: str, when: str | None = None) -> Self:
        """The marks of an earlier round in place of all."""
        return self._and(Event(RESTORE, tuple(words), who, when or _clock(), of=round_))

    def _and(self, event: Event) -> Self:
        return type(self)((*self.events, event))


def tidy(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in lower case, without white space around; `InputError` for a blank one, and where there is none."""
    if isinstance(words, str):
        raise InputError("give a list of words; put the one word in a list.")
    found = tuple(dict.fromkeys(check_text(word).strip().lower() for word in words))
    if not found:
        raise InputError("give at least one word.")
    return found


def _mark(word: str, event: Event) -> WordMark:
    return WordMark(word, event.who, event.when, event.why)


def _clock() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
