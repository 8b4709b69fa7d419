"""Where a text with units taken out may be cut, whatever is taken out, so that its parts can be tokenised apart.

A cut stands between a visible character and the plain spaces before the next visible one. Tokenizers that split words
there (`adapters.locality` says which do) read both sides alike with and without the other.
"""

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category, normalize

import regex

from exegesis.modalities.text.maskers import Option

# Letters, digits, marks and signs that no tokenizer's cleaning drops, joins to a space or turns into one.
_VISIBLE = regex.compile(
    r"[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\p{GCB=Prepend}\u2581\u2800\uFFFC\uFFFD]]", regex.V1
)
# What stands before a place: only spaces or nothing; a visible character (with its combining marks); such a one and
# spaces; another character; another one and spaces.
BLANK, CLOSED, SPACED, OPEN, OPEN_SPACED = range(5)
_AFTER_SPACE = (BLANK, SPACED, SPACED, OPEN_SPACED, OPEN_SPACED)


@lru_cache(maxsize=8192)
def visible(character: str) -> bool:
    """Whether a cut may stand beside this character."""
    if not _VISIBLE.match(character):
        return False
    inner = normalize("NFKD", character)  # of "´" a space with a combining mark
    return not any(one.isspace() for one in inner) and not category(inner[0]).startswith("M")


def segments(options: Sequence[Option]) -> list[list[Option]]:
    """The pieces in the smallest groups between which a cut is safe for every choice of the units kept."""
    before, starts = _befores(options), _starts(options)
    found: list[list[Option]] = [[]]
    for place, option in enumerate(options):
        if place and _safe(before[place], *starts[place]):
            found.append([])
        found[-1].append(option)
    return found if options else []


def shape(text: str) -> tuple[int, str, int]:
    """(spaces before, what stands between, spaces after); of spaces alone all are before."""
    core = text.strip(" ")
    lead = len(text) - len(text.lstrip(" "))
    return lead, core, len(text) - lead - len(core)


def _safe(before: frozenset[int], hidden_start: bool, bare_start: bool) -> bool:
    if hidden_start or OPEN in before or OPEN_SPACED in before:
        return False
    return not (bare_start and CLOSED in before)


def _befores(options: Sequence[Option]) -> list[frozenset[int]]:
    """For each piece all that may stand before it, and last what may stand at the end."""
    found = [frozenset((BLANK,))]
    for kept, absent, unit in options:
        ways = (kept,) if unit < 0 else (kept, absent)
        found.append(frozenset(_after(state, way) for state in found[-1] for way in ways))
    return found


def _after(state: int, text: str) -> int:
    for character in text:
        if character == " ":
            state = _AFTER_SPACE[state]
        elif visible(character):
            state = CLOSED
        elif state != CLOSED or not category(character).startswith("M"):
            state = OPEN
    return state


def _starts(options: Sequence[Option]) -> list[tuple[bool, bool]]:
    """For each piece whether the text from there on may begin, after spaces, with a character that is not visible;
    and whether it may begin with no space."""
    found = [(False, False)]
    for kept, absent, unit in reversed(options):
        hidden = bare = False
        for way in (kept,) if unit < 0 else (kept, absent):
            first = way.lstrip(" ")[:1]
            hidden |= not visible(first) if first else found[-1][0]
            bare |= way[:1] != " " if way else found[-1][1]
        found.append((hidden, bare))
    return found[::-1]
