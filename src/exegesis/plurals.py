"""Counts with their nouns: 1 minute, 2 minutes."""


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """The count and its noun; `nouns` where more of them are not said with an s."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
