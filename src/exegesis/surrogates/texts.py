"""What a surrogate of many texts is fitted on: their terms, perturbed copies of them, and the labels a data set has."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from exegesis.adapters.base import Model
from exegesis.core.bag import Bag
from exegesis.core.randomness import stream
from exegesis.core.text import is_blank, words
from exegesis.core.types import Integers, Span
from exegesis.data.inputs import plain
from exegesis.data.records import Unit, Window
from exegesis.explainers.sampling.uniform import kept_uniform
from exegesis.modalities.text.maskers import StringMasker
from exegesis.tasks.class_names import place_of


def vocabulary(bag: Bag, texts: Sequence[str], least_texts: int, most: int) -> tuple[list[str], int]:
    """The terms that stand in at least `least_texts` texts and not in all of them, in the order of the alphabet.

    Of more than `most` those in most texts stay; the second number counts all that there were.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(bag.terms(text))
    found = [term for term, count in counts.items() if least_texts <= count < len(texts)]
    ranked = sorted(found, key=lambda term: (-counts[term], term))
    return sorted(ranked[:most]), len(found)


def presence(bag: Bag, texts: Sequence[str], terms: Sequence[str]) -> Any:
    """(B, F) CSR: 1 where a term stands in a text."""
    places = {term: place for place, term in enumerate(terms)}
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += sorted(places[term] for term in bag.terms(text) if term in places)
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.int8)
    return csr_array((ones, np.array(columns, dtype=np.int32), np.array(ends)), shape=(len(texts), len(terms)))


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


def truth_of(
    labels: Sequence[str | int | None],
    model: Model,
    target: int,
    versus: int | None = None,
    places: Sequence[str] | None = None,
) -> Integers:
    """(B,) 1 where the label is the target, 0 where it is another, -1 where there is none.

    `versus`: the other side of a contrast; a label that is neither counts as none.

    Labels are the model's own names or the numbers of its outputs; `InputError` names the text of any other.
    """
    found = np.full(len(labels), -1, dtype=np.int64)
    for place, label in enumerate(labels):
        if label is not None:
            where = f"text {place + 1}" if places is None else places[place]
            index = _index(label, model, where)
            if versus is None or index in (target, versus):
                found[place] = int(index == target)
    return found


def _index(label: str | int, model: Model, where: str) -> int:
    """A data set says 1 or "1" where a class is called so."""
    return place_of(str(label) if str(label) in model.labels else label, model.labels, f"label (of {where})")
