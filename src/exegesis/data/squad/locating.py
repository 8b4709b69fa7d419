"""On which line of a JSON text a value stands, and how the way to it is spelled."""

import json
import re
from typing import TypeAlias

At: TypeAlias = tuple[str | int, ...]  # names of fields and places in lists, from the outermost in

_SPACE = re.compile(r"[ \t\n\r]*+")
_SCALAR = re.compile(r"[^ \t\n\r,\]}]++")
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}]', re.DOTALL)
_DEEPER = {"{": 1, "[": 1, "}": -1, "]": -1}
_SHOWN = 60  # characters of a foreign text shown in a message


def line_of(text: str, at: At) -> int:
    """The line (from 1) on which the value at the path `at` starts in a JSON text that parses.

    Values on the way are passed by counting brackets, not parsed again: nothing is nested too deeply for it. Of two
    fields with the same name the last one is meant, as JSON readers take it.
    """
    place = _skip(text, 0)
    for part in at:
        place = _member(text, place, part) if isinstance(part, str) else _item(text, place, part)
    return text.count("\n", 0, place) + 1


def spelled(at: At) -> str:
    """The path as a person would write it, `data[0].paragraphs[2]`; names that are no plain words are quoted."""
    return "".join(_spelled(part) for part in at).removeprefix(".") or "the file"


def shown(text: str) -> str:
    """The text quoted on one line, cut where it is long: it comes from a file and may hold anything."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _spelled(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if part.isidentifier() and len(part) <= _SHOWN else f"[{shown(part)}]"


def _member(text: str, place: int, name: str) -> int:
    """Where the value of `name` starts in the object at `place`; the object itself if it has no such field."""
    found = place
    place = _skip(text, place + 1)
    while text[place] != "}":
        key_end = _past(text, place)
        key = json.loads(text[place:key_end])
        place = _skip(text, _skip(text, key_end) + 1)
        if key == name:
            found = place
        place = _next(text, place)
    return found


def _item(text: str, place: int, number: int) -> int:
    """Where item `number` (from 0) starts in the list at `place`."""
    place = _skip(text, place + 1)
    for _ in range(number):
        place = _next(text, place)
    return place


def _next(text: str, place: int) -> int:
    """Past the value at `place`, and past the comma after it if there is one."""
    place = _skip(text, _past(text, place))
    return _skip(text, place + 1) if text[place] == "," else place


def _past(text: str, place: int) -> int:
    """Where the value that starts at `place` ends."""
    scalar = text[place] not in '"[{' and _SCALAR.match(text, place)
    if scalar:
        return scalar.end()
    depth = 0
    for token in _TOKEN.finditer(text, place):
        depth += _DEEPER.get(text[token.start()], 0)
        if depth == 0:
            return token.end()
    return len(text)


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place
