"""Perturbed copies of a text: some of its words deleted, as many as LIME's paper would, drawn by the text alone."""

from exegesis.core.randomness import stream
from exegesis.core.text import is_blank, words
from exegesis.core.types import Span
from exegesis.data.inputs import plain
from exegesis.data.records import Unit, Window
from exegesis.explainers.sampling.uniform import kept_uniform
from exegesis.modalities.text.maskers import StringMasker


def copies(text: str, count: int, seed: int) -> list[str]:
    """`count` copies or fewer: each keeps 1 to n - 1 of the text's n words; none of a text of one word."""
    document = plain(text)
    places: dict[str, list[Span]] = {}
    for span in words(text):
        places.setdefault(text[span.start : span.end], []).append(span)
    units = [Unit(word, tuple(spans)) for word, spans in places.items()]
    if len(units) < 2:
        return []
    masker = StringMasker(document, units, (Window(0, len(text), 1.0),))
    masks = kept_uniform(len(units), count + 1, stream(seed, text))[1:]
    made = masker.rows(0, masks)
    return [one for one in made if isinstance(one, str) and not is_blank(one)]
