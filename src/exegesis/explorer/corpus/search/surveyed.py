"""What can be asked of an open corpus beyond single words: lines in context, patterns, summaries, layers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from exegesis.core.errors import InputError, check_count, shown
from exegesis.explorer.corpus.search import checks, queries
from exegesis.explorer.corpus.search.neighbours import Word, sought_word
from exegesis.explorer.corpus.search.result import (
    AttentionPattern,
    Concordance,
    CorpusSummary,
    Matches,
    NeighbourChange,
    SavedSearch,
    Trajectory,
)
from exegesis.explorer.corpus.search.searchable import Heads, Progress, Searchable


class Surveyed(Searchable, Protocol):
    """A corpus of which more than single words can be asked."""

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
        search = SavedSearch("neighbours", where, (sought_word(self, checked),), **checks.page(count, 0))
        return trajectory(self, self._search, checked, chosen, search)

    def beside(self, other: "Surveyed", row: int, **asked: Any) -> NeighbourChange:
        """The neighbours of a word here and in a corpus of the same texts by another model, and which are the same.

        `asked`: what `nearest` takes (layer or heads, where, count); `InputError` where the texts are others.
        """
        from exegesis.explorer.corpus.search.layers import change, check_same_text

        check_same_text(self, other)
        return change(self.nearest(row, **asked), other.nearest(row, **asked))

    def _meant(self, words: Any) -> tuple[str, tuple[int, ...]]:
        """The query, where there is one, and the rows that are meant."""
        if isinstance(words, str):
            asked, _ = self._search.candidates(checks.conditions(words, 1, 0, False), ())
            return words, tuple(np.flatnonzero(asked).tolist())
        rows = words.rows if isinstance(words, Matches) else words
        if not isinstance(rows, Sequence):
            raise InputError(f"words are conditions, matches or rows of the corpus, not {shown(rows)}.")
        return "", tuple(dict.fromkeys(queries.check_row(self, row) for row in rows))
