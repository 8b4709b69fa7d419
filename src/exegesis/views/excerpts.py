"""A long text shortened around its strongest words and marked places; how many words are left out is said."""

from collections.abc import Iterable, Sequence

import numpy as np

from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.views.marks import Mark
from exegesis.views.sections import Section

_LONG = 480  # characters: a part of at most this many is shown whole, and a longer one in about as many
_AROUND = 45  # characters to each side of a place that is shown
_WIDEST = 160  # of a place itself: a sentence may be longer
_NEAR = 15  # characters from an end in which a space is looked for; and gaps no wider are shown


def excerpts(explanations: Sequence[Explanation], marks: Sequence[Mark], section: Section) -> list[Span]:
    """The stretches of the section to show, in order: all of a short one, else the marked and the strongest places."""
    if section.length <= _LONG:
        return [section.span]
    shown: list[Span] = []
    for place in [*(mark.span for mark in marks if not mark.ghost), *_strongest(explanations)]:
        if not section.span.start <= place.start < section.span.end:
            continue
        longer = _merged([*shown, _around(explanations[0].text, place, section.span)])
        if shown and sum(span.end - span.start for span in longer) > _LONG:
            break
        shown = longer
    start = section.span.start
    return shown or [_around(explanations[0].text, Span(start, start + _WIDEST), section.span)]


def left_out(text: str, span: Span) -> str:
    """What stands for a stretch that is not shown: how many words it has; nothing where it has none."""
    count = len(words(text[span.start : span.end]))
    return f"[… {count:,} word{'' if count == 1 else 's'} …]" if count else ""


def gaps(stretches: Sequence[Span], section: Section) -> list[Span]:
    """What is not shown: before the first stretch, between them, and after the last (empty where there is nothing)."""
    edges = [section.span.start, *(edge for span in stretches for edge in span), section.span.end]
    return [Span(one, other) for one, other in zip(edges[::2], edges[1::2], strict=True)]


def _strongest(explanations: Sequence[Explanation]) -> Iterable[Span]:
    """The places of all units, by falling share of their explanation's largest score; those that are 0 left out."""
    found: list[tuple[float, Span]] = []
    for explanation in explanations:
        sizes = np.abs(explanation.scores)
        largest = float(sizes.max(initial=0.0)) or 1.0
        found += [
            (round(-float(size) / largest, 6), unit.spans[0])
            for unit, size in zip(explanation.units, sizes, strict=True)
            if size > 0 and unit.spans
        ]
    return [span for _, span in sorted(found)]


def _around(text: str, place: Span, whole: Span) -> Span:
    """The place and what stands around it, between words."""
    start, end = max(place.start - _AROUND, whole.start), min(place.end, place.start + _WIDEST) + _AROUND
    first, last = text.find(" ", start, start + _NEAR), text.rfind(" ", end - _NEAR, end)
    start = first + 1 if start > whole.start and first >= 0 else start
    return Span(start, last if end < whole.end and last >= 0 else min(end, whole.end))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The stretches in order, those that nearly meet as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end + _NEAR:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
