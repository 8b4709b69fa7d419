"""The caller's words for searches, checked."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from exegesis.core.errors import InputError, check_count, shown
from exegesis.explorer.corpus.search.grammar import PatternQuery, WordQuery, read
from exegesis.explorer.corpus.search.neighbours import Word
from exegesis.explorer.corpus.search.queries import QueryWord, check_row
from exegesis.explorer.corpus.search.result import SavedSearch
from exegesis.explorer.corpus.search.store import Store


def words_of(store: Store, words: Any) -> tuple[Word, ...]:
    """One word or several: rows of the corpus, or words of texts."""
    several = [words] if isinstance(words, QueryWord | int | np.integer | str) else words
    if not isinstance(several, Sequence):
        raise InputError(f"words are rows of the corpus, or what query gives, not {shown(words)}.")
    return tuple(one if isinstance(one, QueryWord) else check_row(store, one) for one in several)


def page(count: object, offset: object) -> dict[str, Any]:
    """How many are shown, and from which place on."""
    check_count("count", count)
    check_count("offset", offset, least=0)
    return {"count": count, "offset": offset}


def flag(name: str, value: object) -> bool:
    """True or False, and nothing that is as good as these."""
    if not isinstance(value, bool):
        raise InputError(f"{name} must be True or False, not {shown(value)}.")
    return value


def conditions(query: str, count: object, offset: object, repeats: object) -> SavedSearch:
    """A search of words by what holds of them."""
    if not isinstance(read(query), WordQuery):
        raise InputError("this is a pattern of attention, which pattern looks for; give conditions on words.")
    return SavedSearch("words", query, repeats=flag("repeats", repeats), itself=True, **page(count, offset))


def pattern_of(query: str) -> PatternQuery:
    """A pattern of attention."""
    asked = read(query)
    if not isinstance(asked, PatternQuery):
        raise InputError('a pattern is such as "layer 3 head 5 from upos=VERB to deprel=obj"; find takes conditions.')
    return asked
