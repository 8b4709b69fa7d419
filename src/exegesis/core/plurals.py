"""Counts and times with their nouns: 1 minute, 2 minutes."""

_HISSED = ("s", "x", "z", "ch", "sh")  # after which the s is es
_ALIKE = ("series", "events")


def several(noun: str) -> str:
    """More than one of them: words, stretches, series."""
    if noun in _ALIKE:
        return noun
    return noun + ("es" if noun.endswith(_HISSED) else "s")


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """The count and its noun; `nouns` where more of them are said otherwise."""
    return f"{count:,} {noun if count == 1 else nouns or several(noun)}"


def spoken(seconds: float) -> str:
    """A time as a person says it: 45 seconds, 1 minute, 12 minutes, 1.5 hours."""
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} hours"
    return plural(round(seconds), "second") if seconds < 50 else plural(max(1, round(seconds / 60)), "minute")
