"""What can be asked of an open corpus: the methods of `Corpus` that search it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, check_count, shown
from exegesis.explorer.corpus.search import queries
from exegesis.explorer.corpus.search.grammar import WordQuery, read
from exegesis.explorer.corpus.search.neighbours import WordSearch, example
from exegesis.explorer.corpus.search.queries import QueryWord
from exegesis.explorer.corpus.search.records import HeadPlace
from exegesis.explorer.corpus.search.result import Matches, SavedSearch
from exegesis.explorer.corpus.search.store import Store

Word: TypeAlias = int | QueryWord  # a row of the corpus, or a word of a text


class Searchable(Store, Protocol):
    """A corpus that can be searched."""

    def nearest(
        self,
        words: Word | Sequence[Word],
        *,
        layer: int | None = None,
        heads: Sequence[tuple[int, int] | HeadPlace] | None = None,
        unlike: Sequence[Word] = (),
        where: str = "",
        count: int = 50,
        offset: int = 0,
        itself: bool = False,
        repeats: bool = False,
    ) -> Matches:
        """The words nearest to one or several: by their embeddings at a layer, or by what chosen heads give for them.

        A score is the cosine. Of several heads each output is made a unit vector by itself and they are laid side by
        side, so that none drowns another; other heads do not count. Of several words the mean of their unit vectors is
        sought, less .2 times the mean of those in `unlike` (Rocchio's rule). All words of the corpus are compared.

        Args:
            words: rows of the corpus, or words of a text as `query` gives them; one or several.
            layer: 0 for the embeddings before the first block, 1 for what the first block gives.
            heads: pairs (layer, head), counted from 1, in the place of a layer.
            unlike: words to be led away from.
            where: conditions on the words that are ranked, such as 'upos=NOUN form!=/ing$/'.
            count: how many words a page has.
            offset: from which place on, 0 for the first.
            itself: rank the words sought, too.
            repeats: rank sentences that stand in the corpus again, too.

        Returns:
            A page, best first; of equal scores (to six decimals) the first in the corpus. What was left out is counted.

        Raises:
            InputError: a layer, head or word that is not there, or conditions that are not understood.
        """
        at = queries.sought(self, layer, heads)
        like, away = _words(self, words), _words(self, unlike)
        search = SavedSearch(
            kind="neighbours",
            where=where,
            like=tuple(map(example, like)),
            unlike=tuple(map(example, away)),
            layer=at.layer,
            heads=at.heads,
            itself=_flag("itself", itself),
            repeats=_flag("repeats", repeats),
            **_page(count, offset),
        )
        return self._neighbours.found(search, like, away)

    def find(self, query: str, *, count: int = 50, offset: int = 0, repeats: bool = False) -> Matches:
        """The words for which conditions hold, in the order of the corpus.

        Args:
            query: a word ("bank", upper and lower case alike) or conditions ('upos=VERB form=/^b/ source=a.conllu').
            count: how many words a page has.
            offset: from which place on, 0 for the first.
            repeats: sentences that stand in the corpus again, too.

        Raises:
            InputError: a query that is not understood (the line shows where), asks for tags that the corpus has none
                of, or has a regular expression that takes more than two seconds.
        """
        if not isinstance(read(query), WordQuery):
            raise InputError(
                "this is a pattern of attention, which pattern() looks for; find takes conditions on words."
            )
        search = SavedSearch("words", query, repeats=_flag("repeats", repeats), itself=True, **_page(count, offset))
        return self._neighbours.listed(search)

    @cached_property
    def _neighbours(self) -> WordSearch:
        return WordSearch(self)


def _words(store: Store, words: Any) -> tuple[Word, ...]:
    """One word or several, checked."""
    several = [words] if isinstance(words, QueryWord | int | np.integer | str) else words
    if not isinstance(several, Sequence):
        raise InputError(f"words are rows of the corpus, or what query gives, not {shown(words)}.")
    return tuple(one if isinstance(one, QueryWord) else queries.check_row(store, one) for one in several)


def _page(count: object, offset: object) -> dict[str, Any]:
    check_count("count", count)
    check_count("offset", offset, least=0)
    return {"count": count, "offset": offset}


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"{name} must be True or False, not {shown(value)}.")
    return value
