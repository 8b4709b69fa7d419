"""What a page shows beside a text too long to see at once: a map of its scores, and what stands around the marks."""

from collections.abc import Sequence

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.views import overlay, scale, wording
from exegesis.views.marks import Mark
from exegesis.views.painting import look
from exegesis.views.sections import Section

MAP_CELLS = 96
_LONG = 3_000  # characters: a part longer than this is set smaller, in a window of its own, with a map of its scores
_SEEN = 600  # characters at the beginning of a long section, which its window shows on a telephone too
_AROUND = 240  # characters to each side of a marked place
_NEAR = 20  # characters from an end in which a space is looked for


def is_long(section: Section) -> bool:
    """Whether the section needs what this module makes."""
    return section.length > _LONG


def score_map(explanation: Explanation, section: Section, marks: Sequence[Mark] = ()) -> list[tuple[str, str, bool]]:
    """(classes, tooltip, holds a mark) of the cells of a long text's map: the scores summed over equal stretches."""
    low, size = section.span.start, section.length
    sums = overlay.along(explanation, MAP_CELLS, section.span)
    places = wording.decimals(sums)
    edges = [size * i // MAP_CELLS for i in range(MAP_CELLS + 1)]
    holding = {(mark.span.start - low) * MAP_CELLS // size for mark in marks if not mark.ghost and size}
    return [
        (look(level), f"characters {edges[i]:,}–{edges[i + 1]:,}: {wording.signed(sums[i], places)}", i in holding)
        for i, level in enumerate(scale.levels(sums))
    ]


def excerpts(explanation: Explanation, marks: Sequence[Mark], section: Section) -> list[Span]:
    """The stretches around the marked places of the section, those that meet as one, in order.

    Of places that a reader sees without scrolling none.
    """
    low, high = section.span
    found: list[Span] = []
    for place in sorted(mark.span for mark in marks if low + _SEEN <= mark.span.start < high):
        start, end = max(place.start - _AROUND, low), min(place.end + _AROUND, high)
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Span(start, end))
    return [_between_words(explanation.text, span, section.span) for span in found]


def _between_words(text: str, span: Span, whole: Span) -> Span:
    """The stretch without the cut words at its ends, where a space is near."""
    start, end = span
    first, last = text.find(" ", start, start + _NEAR), text.rfind(" ", end - _NEAR, end)
    return Span(
        first + 1 if first >= 0 and start > whole.start else start, last if last >= 0 and end < whole.end else end
    )
