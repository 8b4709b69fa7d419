"""The parts of a document as the views show them, one below the other, without the gap between them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Part

Item = TypeVar("Item")
_SPOKEN = {"first": "first text", "second": "second text"}


@dataclass(frozen=True)
class Section:
    """A stretch of the text, the name it is shown under ("" for a plain text), and whether it has units at all."""

    name: str
    span: Span
    has_units: bool

    @property
    def length(self) -> int:
        """In characters."""
        return self.span.end - self.span.start


def sections(explanation: Explanation) -> list[Section]:
    """The parts in order; the whole text for a plain one, and wherever the parts would leave out what can be seen.

    None of what is no text.
    """
    text, parts = explanation.text, explanation.parts
    if not text:
        return []
    if not _whole(text, parts):
        return [Section("", Span(0, len(text)), True)]
    return [
        Section(
            _SPOKEN.get(part.name, part.name),
            Span(part.start, part.end),
            any(part.start <= span.start < part.end for unit in explanation.units for span in unit.spans),
        )
        for part in parts
    ]


def by_section(
    explanation: Explanation, items: Iterable[Item], start: Callable[[Item], int]
) -> list[tuple[str, list[Item]]]:
    """The items of each section under its name, in the text's order of sections; sections without items are left out.

    `start` gives an item's first character. What lies in no section comes first, under no name.
    """
    known = sections(explanation)
    found: dict[str, list[Item]] = {"": [], **{section.name: [] for section in known}}
    for item in items:
        inside = (one.name for one in known if one.span.start <= start(item) < one.span.end)
        found[next(inside, "")].append(item)
    return [(name, inside) for name, inside in found.items() if inside]


def first_character(spans: Sequence[Span]) -> int:
    """Where a unit or a row of several first stands; 0 without a place."""
    return spans[0].start if spans else 0


def shown(explanation: Explanation, start: int, end: int) -> str:
    """The text of a stretch, with " | " for the gap where it reaches over two parts."""
    stretches = (explanation.text[max(start, one.span.start) : min(end, one.span.end)] for one in sections(explanation))
    return " | ".join(text for text in stretches if text)


def _whole(text: str, parts: tuple[Part, ...]) -> bool:
    """Whether the parts stand in order, apart, inside the text, and leave out nothing but white space."""
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(text)]
    ordered = all(one <= other for one, other in pairwise(edges)) and all(part.start < part.end for part in parts)
    outside = [text[one:other] for one, other in zip(edges[::2], edges[1::2], strict=True)]
    return bool(parts) and ordered and not "".join(outside).strip()
