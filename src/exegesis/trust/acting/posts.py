"""What a Usenet post says, without its headers, quotes and footer: the "real world" of the newsgroups experiments.

The rules are those by which scikit-learn's `fetch_20newsgroups(remove=...)` cuts them.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from exegesis.core.errors import InputError

Cleaner: TypeAlias = Callable[[str], str]

_QUOTE = re.compile(r"(writes in|writes:|wrote:|says:|said:|^In article|^Quoted from|^\||^>)")


def without_header(post: str) -> str:
    """What follows the first blank line."""
    return post.replace("\r\n", "\n").partition("\n\n")[2]


def without_quotes(post: str) -> str:
    """Less the lines that quote, or say who is quoted."""
    return "\n".join(line for line in post.split("\n") if _QUOTE.search(line) is None)


def without_footer(post: str) -> str:
    """Less what stands below the last line that is blank or a rule of dashes, where there is one."""
    lines = post.strip().split("\n")
    last = next((at for at in reversed(range(len(lines))) if not lines[at].strip().strip("-")), 0)
    return "\n".join(lines[:last]) if last > 0 else post


def said(post: str) -> str:
    """The post without all three; it may be empty."""
    return without_footer(without_quotes(without_header(post)))


def without_lines(pattern: str) -> Cleaner:
    """A cleaner for other texts: the lines in which the regular expression is found go. `InputError` for a bad one."""
    try:
        found = re.compile(pattern)
    except re.error as error:
        raise InputError(f"{pattern!r} is not a regular expression: {error}.") from None
    return lambda text: "\n".join(line for line in text.split("\n") if found.search(line) is None)
