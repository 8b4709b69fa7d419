"""How verdicts are said."""

from collections.abc import Sequence
from typing import Protocol

from exegesis.core.plurals import several

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LONGEST = 24  # characters of a word of the text


class _Leading(Protocol):
    @property
    def of(self) -> int: ...
    @property
    def unit(self) -> str: ...


def counted(count: int, name: str) -> str:
    """ "one word", "three stretches"; figures from eleven on."""
    said = _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
    return f"{said} {name if count == 1 else several(name)}"


def held(words: int, figures: _Leading) -> str:
    """ "the first word", "the first three words"."""
    return f"the first {figures.unit}" if words == 1 else f"the first {counted(words, figures.unit)}"


def percent(share: float) -> str:
    """A share of 0 or more as a person says it."""
    if share < 0:
        return "nothing"
    if 0 < share < 0.1:
        return f"{100 * share:.1f}%" if share >= 0.001 else "<0.1%"
    return f"{100 * share:.0f}%" if share < 10 else "many times the whole"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def quoted(word: str) -> str:
    """A word of the user's text on one line, clipped."""
    line = " ".join(word.split())
    return f"“{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}”"
