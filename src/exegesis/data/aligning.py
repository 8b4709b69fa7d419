"""Explanations of one text brought onto the same stretches of it, by characters."""

from collections.abc import Sequence

import numpy as np

from exegesis.core.text import Segmenter, segments
from exegesis.core.types import Floats, Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Part, Unit


def aligned(onto: Sequence[tuple[Span, ...]], given: Explanation) -> Floats:
    """The scores of `given` on the stretches `onto`, (len(onto),), in the target's unit.

    Where units differ, a score is shared out over the characters of its unit; white space counts for nothing.
    """
    if [unit.spans for unit in given.units] == list(onto):
        return np.array(given.scores)
    seen = np.array([not letter.isspace() for letter in given.text], dtype=np.float64)
    density = np.zeros(len(seen))
    for unit, score in zip(given.units, given.scores, strict=True):
        places = np.concatenate([np.arange(span.start, span.end) for span in unit.spans])
        density[places] += score * seen[places] / max(seen[places].sum(), 1.0)
    return np.array([sum(density[span.start : span.end].sum() for span in spans) for spans in onto])


def common_units(explanations: Sequence[Explanation], unit: str | Segmenter) -> tuple[Unit, ...]:
    """The words of the text (the sentences, or a segmenter's stretches, where these were asked for), part by part;
    those alone of which some explanation has a character."""
    if not explanations:
        return ()
    text, parts = explanations[0].text, explanations[0].parts or (Part("text", 0, len(explanations[0].text)),)
    cut = "word" if unit == "token" else unit
    scored = bytearray(len(text))
    for span in (span for one in explanations for made in one.units for span in made.spans):
        scored[span.start : span.end] = b"\1" * (span.end - span.start)
    spans = [
        Span(part.start + span.start, part.start + span.end)
        for part in parts
        for span in segments(text[part.start : part.end], cut)
    ]
    return tuple(Unit(text[span.start : span.end], (span,)) for span in spans if any(scored[span.start : span.end]))
