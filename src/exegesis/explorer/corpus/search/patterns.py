"""Where heads point: how much goes from words of one kind to words of another, and the pairs that get most."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.proportions import binomial_p
from exegesis.core.types import Floats, Masks
from exegesis.explorer.corpus.search.attending import Attention, Budget, SentenceAttention, drawn, drawn_notes
from exegesis.explorer.corpus.search.grammar import PatternQuery
from exegesis.explorer.corpus.search.records import Proportion, WordPair
from exegesis.explorer.corpus.search.result import AttentionPattern
from exegesis.explorer.corpus.search.selection import selected
from exegesis.explorer.corpus.search.store import Store

_DECIMALS = 6  # weights that differ beyond these are equal, and pairs stand in the order of the corpus


@dataclass(eq=False)
class _Tally:
    """What is added up over the first words that have a second one in their sentence."""

    pairs: list[WordPair] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    strongest: int = 0
    offsets: "Counter[int]" = field(default_factory=Counter)

    def add(self, found: SentenceAttention, goal: Masks, is_first: Masks, is_second: Masks) -> None:
        """`goal` (W, W): whether the column is a second word of the row; `is_first`, `is_second` (W,)."""
        shares, seen = found.among_others()
        goal = goal & seen
        for row in np.flatnonzero(is_first & goal.any(axis=1)).tolist():
            columns = np.flatnonzero(goal[row]).tolist()
            self.shares.append(float(shares[row][columns].sum()))
            self.chances.append(len(columns) / int(seen[row].sum()))
            self.strongest += _argmax(shares[row], seen[row]) in columns
            self.offsets.update({column - row for column in columns})
            self.pairs += [
                WordPair(found.words[row], found.words[column], found.sentence, float(found.weights[row, column]))
                for column in columns
            ]
        for row in np.flatnonzero(~is_first & (seen & is_second).any(axis=1)).tolist():
            self.others.append(float(shares[row][is_second & seen[row]].sum()))


def pattern(store: Store, model: Any, query: PatternQuery, budget: Budget, count: int, offset: int) -> AttentionPattern:
    """The pattern over the sentences that have words of both kinds."""
    if query.hangs and "head" not in store.manifest.annotations:
        raise InputError('"its" asks for the tree of dependencies, with which the corpus is not annotated.')
    kinds = [_rows(store, one) for one in (query.first, query.second)]
    attention = Attention(store, model, query.heads)
    candidates = _sentences(store, *kinds)
    tally = _Tally()
    chosen = drawn(candidates, budget.sentences, budget.seed)
    for found in attention.over(chosen, budget.progress):
        first, second = (mask[found.sentence.first_word :][: len(found.words)] for mask in kinds)
        tally.add(found, _goal(found, second, query.hangs), first, second)
    notes = (*drawn_notes(chosen, candidates, budget.seed), *attention.notes())
    return _result(store, query, attention, tally, (count, offset), (len(chosen) - attention.longer, candidates), notes)


def _result(
    store: Store,
    query: PatternQuery,
    attention: Attention,
    tally: _Tally,
    page: tuple[int, int],
    read: tuple[int, Sequence[int]],
    notes: tuple[str, ...],
) -> AttentionPattern:
    words, (count, offset) = len(tally.shares), page
    ranked = sorted(tally.pairs, key=lambda one: (-round(one.weight, _DECIMALS), one.first.row, one.second.row))
    chance = float(np.mean(tally.chances)) if words else 0.0
    usual, times = tally.offsets.most_common(1)[0] if words else (None, 0)
    return AttentionPattern(
        model=store.manifest.model,
        sources=tuple(one.name for one in store.manifest.sources),
        query=query.said,
        heads=attention.heads,
        pairs=tuple(ranked[offset : offset + count]),
        offset=offset,
        possible=len(ranked),
        words=words,
        share=_mean(tally.shares) or 0.0,
        by_chance=chance,
        share_of_others=_mean(tally.others),
        strongest=Proportion.of(tally.strongest, words),
        p=binomial_p(tally.strongest, words, chance),
        fixed_offset=usual,
        by_offset=times / words if words else 0.0,
        sentences=read[0],
        candidates=len(read[1]),
        notes=notes,
    )


def _rows(store: Store, query: Any) -> Masks:
    """(N,): for which words the conditions hold; `InputError` where they hold for none."""
    mask = np.zeros(store.manifest.words, dtype=bool)
    mask[selected(store, query)] = True
    if not mask.any():
        raise InputError(f"no word of the corpus is {query.said}.")
    return mask


def _sentences(store: Store, first: Masks, second: Masks) -> list[int]:
    """The sentences that have a first word and another one that is a second; of equal ones the first."""
    found: dict[str, int] = {}
    sql = "SELECT id, first_word, words, digest FROM sentences WHERE words > 1 ORDER BY id"
    for number, start, words, digest in store.select(sql):
        firsts, seconds = first[start : start + words], second[start : start + words]
        if firsts.any() and seconds.any() and int((firsts | seconds).sum()) > 1:
            found.setdefault(digest, number)
    return list(found.values())


def _goal(found: SentenceAttention, second: Masks, hangs: bool) -> Masks:
    """(W, W): whether the column is a second word of the row."""
    goal = np.broadcast_to(second, (len(second), len(second))).copy()
    if hangs:
        rows = np.array([word.row for word in found.words])
        heads = np.array([-1 if word.head is None else word.head for word in found.words])
        goal &= heads[None, :] == rows[:, None]
    return goal


def _argmax(shares: Floats, seen: Masks) -> int:
    """The other word that gets most, of equal ones the first."""
    return int(np.argmax(np.where(seen, np.round(shares, _DECIMALS), -1.0)))


def _mean(values: Sequence[float]) -> float | None:
    return min(float(np.mean(values)), 1.0) if values else None
