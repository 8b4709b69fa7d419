"""What can be asked of an open corpus: the methods of `Corpus` that find words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from exegesis.core.errors import InputError, LoadError, shown
from exegesis.core.types import Span
from exegesis.explorer.corpus.search import checks, queries
from exegesis.explorer.corpus.search.index import LEAST, IndexFacts
from exegesis.explorer.corpus.search.neighbours import Word, WordSearch, sought_word
from exegesis.explorer.corpus.search.queries import QueryWord
from exegesis.explorer.corpus.search.records import HeadPlace, SoughtWord
from exegesis.explorer.corpus.search.result import Matches, SavedSearch
from exegesis.explorer.corpus.search.store import Store

Progress: TypeAlias = Callable[[int, int], None]
Heads: TypeAlias = Sequence[tuple[int, int] | HeadPlace]


class Searchable(Store, Protocol):
    """A corpus whose words can be searched."""

    def query(
        self, text: str, word: str | Span, *, occurrence: int = 1, hidden: bool = False, model: Any = None
    ) -> QueryWord:
        """A word of a text, to search the corpus for words like it: its vectors are made as the corpus's own are.

        Args:
            text: read as one sentence of the corpus is, special tokens and all.
            word: the word, or its characters (start, end).
            occurrence: which of the places where it stands, from 1.
            hidden: with a mask token in its place, so that words are found that would stand there.
            model: what `exegesis.load` takes or gives; None: the one that the corpus names.

        Raises:
            InputError: the word does not stand in the text, or the model is not the one that saw the corpus.
        """
        from exegesis.explorer.corpus.search.asking import query_word, word_span

        span = word_span(text, word, occurrence)
        return query_word(self, self._loaded(model), text, span, checks.flag("hidden", hidden))

    def nearest(
        self,
        words: Word | Sequence[Word],
        *,
        layer: int | None = None,
        heads: Heads | None = None,
        unlike: Sequence[Word] = (),
        where: str = "",
        count: int = 50,
        offset: int = 0,
        itself: bool = False,
        repeats: bool = False,
        exact: bool = False,
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
            exact: compare all words, where `build_index` made an index of a large corpus that may miss some.

        Returns:
            A page, best first; of equal scores (to six decimals) the first in the corpus. What was left out is counted.

        Raises:
            InputError: a layer, head or word that is not there, or conditions that are not understood.
        """
        at = queries.sought(self, layer, heads)
        like, away = checks.words_of(self, words), checks.words_of(self, unlike)
        search = SavedSearch(
            kind="neighbours",
            where=where,
            like=tuple(sought_word(self, one) for one in like),
            unlike=tuple(sought_word(self, one) for one in away),
            layer=at.layer,
            heads=at.heads,
            itself=checks.flag("itself", itself),
            repeats=checks.flag("repeats", repeats),
            exact=checks.flag("exact", exact),
            **checks.page(count, offset),
        )
        return self._search.found(search, like, away)

    def build_index(self, layer: int, *, progress: Progress | None = None) -> IndexFacts:
        """An index of the words at a layer, built once beside the arrays, for a corpus of more than 300,000 words.

        Searches at that layer without conditions then take it: they are approximate, and say what share of the nearest
        it found when it was built (at least 99 %, where widening the search reaches that).

        Args:
            layer: 0 for the embeddings.
            progress: called with the words that are in it and all.

        Raises:
            InputError: the corpus has so few words that comparing all is as quick, or no such layer.
        """
        number = queries.layer_of(layer, self.manifest.layers)
        if self.manifest.words <= LEAST:
            raise InputError(
                f"an index is for more than {LEAST:,} words; the {self.manifest.words:,} here are compared."
            )
        return self._search.build_index(number, progress)

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
        return self._search.listed(checks.conditions(query, count, offset, repeats))

    def again(self, search: SavedSearch, *, model: Any = None) -> Matches:
        """A saved search (`Matches.search`, or what `SavedSearch.from_json` reads), run on this corpus.

        `model`: for words of texts what `exegesis.load` takes or gives; None: the one that the corpus names.
        """
        if search.kind == "words":
            return self.find(search.where, count=search.count, offset=search.offset, repeats=search.repeats)
        like, unlike = ([self._sought(one, model) for one in side] for side in (search.like, search.unlike))
        at = queries.sought(self, search.layer, search.heads or None)
        return self._search.found(replace(search, heads=at.heads), checks.words_of(self, like), unlike)

    # -- what the methods share -------------------------------------------------------------------------------------

    @cached_property
    def _search(self) -> WordSearch:
        return WordSearch(self)

    def _loaded(self, model: Any) -> Any:
        from exegesis import api

        if model is not None:
            return api.load(model)
        try:
            return api.load(self.manifest.model)
        except LoadError as error:
            named = shown(self.manifest.model)
            raise LoadError(
                f"the corpus names its model {named}, and nothing of that name loads; give model=. {error}"
            ) from error

    def _sought(self, word: SoughtWord, model: Any) -> Word:
        if word.row is not None:
            row = queries.check_row(self, word.row)
            if word.text is not None and sought_word(self, row) != word:
                raise InputError(f"word {row} of this corpus is another one than {shown(word.text)} has there.")
            return row
        if word.text is None or word.span is None:
            raise InputError("a word of a saved search is a row of the corpus, or a text with its span.")
        return self.query(word.text, word.span, hidden=word.hidden, model=model)
