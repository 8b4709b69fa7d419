"""Texts of templates: "{a|b}" stands for either, "{thing}" for the words of a list, the same wherever it recurs."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import regex

from exegesis.core.errors import InputError, shown, unknown

_FIELD = regex.compile(r"\{([^{}]*)\}")
_NAME = regex.compile(r"\w+")
Lexicons = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class TemplateField:
    """What stands in braces: alternatives, and the name that makes it the same wherever it recurs."""

    name: str
    choices: tuple[str, ...]


def expanded(
    templates: Sequence[str], lexicons: Lexicons, count: int | None, rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """The templates filled alike, (a text of each) for every way to fill them; of more ways than `count` some, drawn.

    Raises `InputError` for an empty field, and for a list that is not there.
    """
    fields: dict[str, TemplateField] = {}
    for template in templates:
        for match in _FIELD.finditer(template):
            field = _field(match[1], lexicons)
            fields[field.name] = field
    sizes = [len(field.choices) for field in fields.values()]
    ways = math.prod(sizes)
    if count is None or ways <= count:
        chosen = list(itertools.product(*(range(size) for size in sizes)))
    else:
        drawn = sorted(rng.choice(ways, count, replace=False).tolist()) if ways < 1 << 40 else _far(ways, count, rng)
        chosen = [_digits(place, sizes) for place in drawn]
    filled = []
    for places in chosen:
        words = {name: field.choices[place] for (name, field), place in zip(fields.items(), places, strict=True)}
        filled.append(tuple(_FIELD.sub(lambda match, words=words: words[match[1].strip()], one) for one in templates))
    return list(dict.fromkeys(filled))


def _field(inside: str, lexicons: Lexicons) -> TemplateField:
    name = inside.strip()
    if "|" in name:
        return TemplateField(name, tuple(choice.strip() for choice in name.split("|")))
    if not _NAME.fullmatch(name):
        raise InputError(f"{{{shown(inside)}}} is no field; write {{list}} or {{one|other}}.")
    stem = name if name in lexicons else name.rstrip("0123456789")  # {thing2}: another word of the same list
    if stem not in lexicons:
        raise unknown("list of words", name, lexicons)
    return TemplateField(name, tuple(lexicons[stem]))


def _digits(place: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """The place of each field's choice, of the way with that number."""
    found = []
    for size in reversed(sizes):
        place, digit = divmod(place, size)
        found.append(digit)
    return tuple(reversed(found))


def _far(ways: int, count: int, rng: np.random.Generator) -> list[int]:
    """So many different numbers, of more than fit in a draw without replacement."""
    found: dict[int, None] = {}
    while len(found) < count:
        found[int(rng.random() * ways)] = None
    return list(found)
