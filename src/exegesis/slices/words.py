"""The words of a text as slices have them: lower-cased runs of letters and digits, an apostrophe within."""

import re

_WORD = re.compile(r"\w+(?:['’]\w+)*")


def words_of(text: str) -> list[str]:
    """In their order; a word stands as often as it is met."""
    return _WORD.findall(text.lower())
