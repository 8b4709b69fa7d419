"""What can be asked of an open corpus: the methods of `Corpus` that search it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, LoadError, check_count, shown
from exegesis.core.types import Span
from exegesis.explorer.corpus.search import checks, queries
from exegesis.explorer.corpus.search.index import LEAST, IndexFacts
from exegesis.explorer.corpus.search.neighbours import Word, WordSearch, sought_word
from exegesis.explorer.corpus.search.queries import QueryWord
from exegesis.explorer.corpus.search.records import HeadPlace, SoughtWord
from exegesis.explorer.corpus.search.result import (
    AttentionPattern,
    Concordance,
    CorpusSummary,
    Matches,
    NeighbourChange,
    SavedSearch,
    Trajectory,
)
from exegesis.explorer.corpus.search.store import Store

Progress: TypeAlias = Callable[[int, int], None]
Heads: TypeAlias = Sequence[tuple[int, int] | HeadPlace]


class Searchable(Store, Protocol):
    """A corpus that can be searched."""

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
            like=tuple(map(sought_word, like)),
            unlike=tuple(map(sought_word, away)),
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

    def concordance(
        self, query: str, *, sort: str = "right", count: int = 50, offset: int = 0, repeats: bool = False
    ) -> Concordance:
        """The words for which conditions hold, in their sentences, sorted by what stands beside them.

        Args:
            query: as `find` takes it.
            sort: "right": by the words after it, the nearest first; "left": by those before; or "corpus".
            count: how many lines a page has.
            offset: from which line on, 0 for the first.
            repeats: sentences that stand in the corpus again, too.
        """
        from exegesis.explorer.corpus.search.concordance import concordance

        return concordance(self, self._search, checks.conditions(query, count, offset, repeats), sort)

    def pattern(
        self,
        query: str,
        *,
        model: Any = None,
        count: int = 50,
        offset: int = 0,
        sentences: int = 500,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> AttentionPattern:
        """Where heads point: 'layer 3 head 5 from upos=VERB to its deprel=obj', and the pairs of words that get most.

        The attention of sentences that have words of both kinds is made again, by the model.

        Args:
            query: heads, conditions on the word that attends and on the word attended to; "its": the second hangs on
                the first in the tree of dependencies.
            model: what `exegesis.load` takes or gives; None: the one that the corpus names.
            count: how many pairs a page has.
            offset: from which pair on, 0 for the first.
            sentences: at most so many are read; of more so many drawn at random.
            seed: of that draw.
            progress: called with the sentences that are read and to be read.

        Raises:
            InputError: a query that is not understood, or of tags that the corpus has not; another model.
        """
        from exegesis.explorer.corpus.search.attending import Budget
        from exegesis.explorer.corpus.search.patterns import pattern

        asked, shown_page = checks.pattern_of(query), checks.page(count, offset)
        check_count("sentences", sentences)
        return pattern(self, self._loaded(model), asked, Budget(sentences, seed, progress), **shown_page)

    def summary(
        self,
        words: str | Matches | Sequence[int],
        *,
        tags: Sequence[str] | None = None,
        offsets: Sequence[int] = (-1, 0, 1),
        rows: int = 10,
        heads: Heads | None = None,
        model: Any = None,
        sentences: int = 500,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> CorpusSummary:
        """Counts of tags of words found, of the words around them and of those they attend to, beside the corpus.

        Each share has an interval (Wilson) and a p: exact (hypergeometric) against all words of the corpus at the same
        offset, binomial for words attended to; corrected for the rows of its table (Holm).

        Args:
            words: conditions as `find` takes them (all such words, repeats left out), a page of matches, or rows.
            tags: of upos, xpos, deprel, ent, lemma and form; None: upos, deprel and ent. Those that the corpus is not
                annotated with are named, not counted.
            offsets: 0 the words themselves, -1 the word before, +1 the word after (what a causal model is to tell).
            rows: how many values a table shows, the most frequent ones.
            heads: pairs (layer, head): what the words attend to most by the mean of these, and how far away it is.
            model: whose attention that is; None: the one that the corpus names.
            sentences: at most so many are read for that; of more so many drawn at random.
            seed: of that draw.
            progress: called with the sentences that are read and to be read.
        """
        from exegesis.explorer.corpus.search.attending import Budget
        from exegesis.explorer.corpus.search.summary import SummaryPlan, attended, summary

        check_count("rows", rows)
        check_count("sentences", sentences)
        plan = SummaryPlan.of(tags, offsets, rows)
        said, chosen = self._meant(words)
        found = summary(self, said, chosen, plan)
        if heads is None:
            return found
        more = attended(self, self._loaded(model), chosen, heads, plan, Budget(sentences, seed, progress))
        joined = {name: (*getattr(found, name), *more[name]) for name in ("tables", "notes")}
        return replace(found, **{**more, **joined})

    def trajectory(
        self, word: Word, *, layers: Sequence[int] | None = None, where: str = "", count: int = 10
    ) -> Trajectory:
        """A word's neighbours at each layer, how many stay from one to the next, and how far its vector turns.

        Args:
            word: a row of the corpus, or a word of a text as `query` gives it.
            layers: which; None: all that the corpus keeps.
            where: conditions on the words that are ranked.
            count: how many neighbours.
        """
        from exegesis.explorer.corpus.search.layers import trajectory

        (checked,) = checks.words_of(self, [word])
        chosen = [queries.layer_of(one, self.manifest.layers) for one in layers or self.manifest.layers]
        search = SavedSearch("neighbours", where, (sought_word(checked),), **checks.page(count, 0))
        return trajectory(self, self._search, checked, chosen, search)

    def beside(self, other: "Searchable", row: int, **asked: Any) -> NeighbourChange:
        """The neighbours of a word here and in a corpus of the same texts by another model, and which are the same.

        `asked`: what `nearest` takes (layer or heads, where, count); `InputError` where the texts are others.
        """
        from exegesis.explorer.corpus.search.layers import change, check_same_text

        check_same_text(self, other)
        return change(self.nearest(row, **asked), other.nearest(row, **asked))

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
            return queries.check_row(self, word.row)
        if word.text is None or word.span is None:
            raise InputError("a word of a saved search is a row of the corpus, or a text with its span.")
        return self.query(word.text, word.span, hidden=word.hidden, model=model)

    def _meant(self, words: Any) -> tuple[str, tuple[int, ...]]:
        """The query, where there is one, and the rows that are meant."""
        if isinstance(words, str):
            asked, _ = self._search.candidates(checks.conditions(words, 1, 0, False), ())
            return words, tuple(np.flatnonzero(asked).tolist())
        rows = words.rows if isinstance(words, Matches) else words
        if not isinstance(rows, Sequence):
            raise InputError(f"words are conditions, matches or rows of the corpus, not {shown(rows)}.")
        return "", tuple(dict.fromkeys(queries.check_row(self, row) for row in rows))
