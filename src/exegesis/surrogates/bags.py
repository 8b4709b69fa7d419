"""The terms worth having of some texts, and which text has which, as a sparse matrix."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from exegesis.core.bag import Bag


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
