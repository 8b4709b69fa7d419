"""`Entity=` of CoNLL-U files (GUM, CorefUD): which type of entity each word stands in, the innermost of several.

`# global.Entity` names the parts of a mention ("GRP-etype-..."); a mention opens with them in a bracket and closes with
its first part: `(2-abstract` ... `2)`, and of one word `(2-abstract)`.
"""

import re
from collections.abc import Sequence

_PART = re.compile(r"\((?P<opened>[^()]+)(?P<whole>\))?|(?P<closed>[^()]+)\)")
_TYPES = ("etype", "entity")


class BadEntity(ValueError):
    """What is wrong with the mentions of a word."""


def type_place(declared: str) -> int:
    """Which part of a mention is its type, by what `# global.Entity` says; `BadEntity` where it names none."""
    parts = declared.strip().split("-")
    for name in _TYPES:
        if name in parts:
            return parts.index(name)
    raise BadEntity(f"# global.Entity names no etype: {declared!r}")


def types_of(mentions: Sequence[str], place: int) -> list[str]:
    """Of each word of a sentence the type of the innermost mention around it, "" outside of all.

    `mentions`: of each word its `Entity=`, "" where it has none.
    """
    going: list[tuple[str, str]] = []  # what closes a mention, and its type
    found: list[str] = []
    for said in mentions:
        closing: list[str] = []
        if "".join(match[0] for match in _PART.finditer(said)) != said:
            raise BadEntity(f"Entity={said} is no list of mentions")
        for match in _PART.finditer(said):
            if match["closed"]:
                closing.append(match["closed"])
                continue
            parts = match["opened"].split("-")
            if place >= len(parts):
                raise BadEntity(f"Entity={said} has a mention without a type")
            going.append((parts[0], parts[place]))
            if match["whole"]:
                closing.append(parts[0])
        found.append(going[-1][1] if going else "")
        for name in closing:
            _close(going, name, said)
    return found


def _close(going: list[tuple[str, str]], name: str, said: str) -> None:
    for number in range(len(going) - 1, -1, -1):
        if going[number][0] == name:
            del going[number]
            return
    raise BadEntity(f"Entity={said} closes a mention that was not opened")
