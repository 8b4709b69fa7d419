"""What the words found are, what stands around them and what they attend to, each beside the corpus's base rates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.proportions import binomial_p, drawn_p
from exegesis.core.statistics import holm
from exegesis.explorer.corpus.search.attending import Attention, Budget, SentenceAttention, drawn, drawn_notes
from exegesis.explorer.corpus.search.records import CountRow, CountTable, Proportion
from exegesis.explorer.corpus.search.result import CorpusSummary
from exegesis.explorer.corpus.search.store import Store

TAGS = ("upos", "xpos", "deprel", "ent", "lemma", "form")
_USUAL = ("upos", "deprel", "ent")
_FURTHEST = 20  # words away
_DRAWN = "the corpus's words"
_SPREAD = "attention spread evenly over the sentence's words"


@dataclass(frozen=True)
class SummaryPlan:
    """Which tables are made: of which tags, at which offsets (0: the match itself), with so many rows each."""

    tags: tuple[str, ...]
    offsets: tuple[int, ...]
    rows: int

    @classmethod
    def of(cls, tags: Any, offsets: Any, rows: int) -> "SummaryPlan":
        """The caller's words, checked."""
        if isinstance(tags, str) or isinstance(offsets, str):
            raise InputError("tags and offsets are lists, such as tags=['upos'], offsets=[-1, 0, 1].")
        for tag in tags or ():
            if tag not in TAGS:
                raise unknown("tag", tag, TAGS)
        for offset in offsets:
            if type(offset) is not int or abs(offset) > _FURTHEST:
                raise InputError(
                    f"an offset is a number of words from -{_FURTHEST} to {_FURTHEST}, not {shown(offset)}."
                )
        return cls(tuple(_USUAL if tags is None else dict.fromkeys(tags)), tuple(sorted(set(offsets))), rows)


def summary(store: Store, query: str, rows: Sequence[int], plan: SummaryPlan) -> CorpusSummary:
    """The tables of these words, without what they attend to."""
    if not rows:
        raise InputError("there is no word to sum up; nothing was found.")
    missing = tuple(tag for tag in plan.tags if not _is_known(store, tag))
    places = {offset: _at(store, rows, offset) for offset in plan.offsets}
    tables = tuple(
        _around(store, tag, offset, there, plan.rows)
        for tag in plan.tags
        if tag not in missing
        for offset, there in places.items()
    )
    tells = store.manifest.task == "causal-lm" and 1 in plan.offsets
    notes = ("one word after is what the model is to tell where it stands at the word",) if tells else ()
    return CorpusSummary(store.manifest.model, query, len(rows), tables, missing, notes=notes)


def _at(store: Store, rows: Sequence[int], offset: int) -> list[int | None]:
    """Of each word the one so many words after it in its sentence; None where the sentence ends before."""
    words = store.words(rows)
    sentences = {one.id: one for one in store.sentences(list(dict.fromkeys(word.sentence for word in words)))}
    return [word.row + offset if word.row + offset in sentences[word.sentence].rows else None for word in words]


def _around(store: Store, tag: str, offset: int, there: Sequence[int | None], most: int) -> CountTable:
    """Counts of a tag at an offset, beside those of all words of the corpus at that offset."""
    known = [row for row in there if row is not None]
    tags = [getattr(word, tag) for word in store.words(known)]
    counts: Counter[str | None] = Counter(one for one in tags if one is not None)
    untagged = len(tags) - sum(counts.values())
    if len(there) > len(known):
        counts[None] = len(there) - len(known)
    base = _base(store, tag, offset)
    total, population = sum(counts.values()), sum(base.values())
    values = [value for value, _ in counts.most_common(most)]
    ps = holm([drawn_p(counts[one], total, base[one], population) for one in values])
    rows = tuple(
        CountRow(value, Proportion.of(counts[value], total), base[value] / population, float(p))
        for value, p in zip(values, ps, strict=True)
    )
    others = total - sum(counts[value] for value in values)
    return CountTable("match" if offset == 0 else f"offset {offset:+d}", tag, rows, others, untagged, _DRAWN)


def _base(store: Store, tag: str, offset: int) -> "Counter[str | None]":
    """How often each tag stands so many words after any word of the corpus; None: the sentence ends before."""
    held = "w.number > ?" if offset >= 0 else "w.number <= s.words + ?"
    sql = f'SELECT w."{tag}", count(*) FROM words w JOIN sentences s ON w.sentence = s.id WHERE {held} GROUP BY 1'
    counts = Counter(dict(store.select(sql, offset)))
    untagged = counts.pop(None, 0)
    beyond = store.manifest.words - untagged - sum(counts.values())
    if beyond:
        counts[None] = beyond
    return counts


# -- what the words attend to -----------------------------------------------------------------------------------------


@dataclass(eq=False)
class _Attended:
    """The words that matches attend to most, their offsets, and how often each offset would be met by chance."""

    rows: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    chances: "Counter[int]" = field(default_factory=Counter)
    special: list[float] = field(default_factory=list)

    def add(self, found: SentenceAttention, row: int) -> None:
        """A match of this sentence."""
        place = row - found.sentence.first_word
        given = found.weights[place]
        seen = place + 1 if found.causal else len(given)
        goal = int(np.argmax(np.round(given[:seen], 6)))
        self.rows.append(found.words[goal].row)
        self.offsets.append(goal - place)
        for other in range(seen):
            self.chances[other - place] += 1 / seen  # type: ignore[assignment]  # expected counts are no whole numbers
        self.special.append(min(max(1 - float(given.sum()), 0.0), 1.0))


def attended(
    store: Store, model: Any, rows: Sequence[int], heads: Sequence[object], plan: SummaryPlan, budget: Budget
) -> dict[str, Any]:
    """The tables of what the words attend to most, and the other fields of a summary about them."""
    attention = Attention(store, model, heads)
    by_sentence: dict[int, list[int]] = {}
    for word in store.words(rows):
        by_sentence.setdefault(word.sentence, []).append(word.row)
    ids = sorted(by_sentence)
    chosen = drawn(ids, budget.sentences, budget.seed)
    tally = _Attended()
    for found in attention.over(chosen, budget.progress):
        for row in by_sentence[found.sentence.id]:
            tally.add(found, row)
    tables = [_attended_tags(store, tag, tally, plan.rows) for tag in plan.tags if _is_known(store, tag)]
    tables.append(_attended_offsets(tally, plan.rows))
    return {
        "tables": tuple(tables),
        "heads": attention.heads,
        "attending": len(tally.rows),
        "special": float(np.mean(tally.special)) if tally.special else None,
        "notes": (*drawn_notes(chosen, ids, budget.seed), *attention.notes()),
    }


def _is_known(store: Store, tag: str) -> bool:
    return tag == "form" or tag in store.manifest.annotations


def _attended_tags(store: Store, tag: str, tally: _Attended, most: int) -> CountTable:
    tags = [getattr(word, tag) for word in store.words(tally.rows)]
    counts = Counter(one for one in tags if one is not None)
    base = _base(store, tag, 0)
    population = sum(base.values())
    shares = {value: base[value] / population for value in counts}
    return _by_chance("attended", tag, counts, shares, most, len(tags) - sum(counts.values()), _DRAWN)


def _attended_offsets(tally: _Attended, most: int) -> CountTable:
    counts = Counter(f"{offset:+d}" if offset else "0" for offset in tally.offsets)
    total = len(tally.offsets)
    shares = {value: min(tally.chances[int(value)] / total, 1.0) for value in counts}
    return _by_chance("attended", "offset", counts, shares, most, 0, _SPREAD)


def _by_chance(
    place: str, what: str, counts: "Counter[str]", shares: Mapping[str, float], most: int, untagged: int, base: str
) -> CountTable:
    """Counts of words that may be met more than once, each beside the chance that it has."""
    total = sum(counts.values())
    values = [value for value, _ in counts.most_common(most)]
    ps = holm([binomial_p(counts[value], total, shares[value]) for value in values])
    rows = tuple(
        CountRow(value, Proportion.of(counts[value], total), shares[value], float(p))
        for value, p in zip(values, ps, strict=True)
    )
    return CountTable(place, what, rows, total - sum(counts[value] for value in values), untagged, base)
