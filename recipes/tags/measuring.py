"""How often the tagger is right, over the treebanks' own words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.types import Floats
from exegesis.distillation.task.distributions import Logits, answers
from recipes.tags import corpus, pairs
from recipes.tags.corpus import TaggedSentence
from recipes.tags.rows import in_pieces

SETS = {"ewt_dev": corpus.DEV, "ewt_test": corpus.TEST, "gum_test": corpus.OTHER}
_CONFUSED = 8  # pairs of parts of speech that are told


@dataclass(frozen=True)
class Confusion:
    """A part of speech taken for another: how often, and of how many words that are it."""

    upos: str
    taken_for: str
    count: int
    of: int


@dataclass(frozen=True)
class Measured:
    """Shares of all words of a set. `upos`, `relation`: by the largest sum over pairs; `..._of_pair`: of the one best
    pair. `unread`: words without a piece of their own, which count as wrong."""

    sentences: int
    words: int
    unread: int
    upos: float
    relation: float
    both: float
    upos_of_pair: float
    relation_of_pair: float
    universal: float  # relations without their subtypes: nsubj:pass is nsubj
    meant: float  # mean probability of the UPOS given; `upos` where probabilities are meant
    by_upos: Mapping[str, float]
    confused: tuple[Confusion, ...]


def measure(tagger: TransformerModel, data: Path, limit: int | None) -> dict[str, Measured]:
    """Each of the sets."""
    return {name: measured(tagger, corpus.sentences(data, file, limit)) for name, file in SETS.items()}


def measured(tagger: TransformerModel, sentences: Sequence[TaggedSentence]) -> Measured:
    """The tagger's answers against the gold ones of every word of the sentences."""
    rows = in_pieces(tagger, sentences)
    tables = answers(tagger, [row.stretch() for row in rows])
    gold = [one.words[word] for one, row in zip(sentences, rows, strict=True) for word in row.read]
    logits = np.concatenate(tables)
    total = sum(len(one.words) for one in sentences)
    best = [tagger.labels[number] for number in logits.argmax(axis=-1)]
    upos, sure = _read(tagger.labels, logits, 0)
    relation, _ = _read(tagger.labels, logits, 1)
    uses = Counter(word.upos for one in sentences for word in one.words)
    met = Counter(zip((word.upos for word in gold), upos, strict=True))

    def share(right: Sequence[bool]) -> float:
        return sum(right) / total

    return Measured(
        sentences=len(sentences),
        words=total,
        unread=total - len(gold),
        upos=share([a == b.upos for a, b in zip(upos, gold, strict=True)]),
        relation=share([a == b.relation for a, b in zip(relation, gold, strict=True)]),
        both=share([(a, r) == (b.upos, b.relation) for a, r, b in zip(upos, relation, gold, strict=True)]),
        upos_of_pair=share([a.split(pairs.SIGN)[0] == b.upos for a, b in zip(best, gold, strict=True)]),
        relation_of_pair=share([a.split(pairs.SIGN)[1] == b.relation for a, b in zip(best, gold, strict=True)]),
        universal=share([_universal(a) == _universal(b.relation) for a, b in zip(relation, gold, strict=True)]),
        meant=float(sure.mean()),
        by_upos={name: met[name, name] / uses[name] for name in sorted(uses)},
        confused=_confused(met, uses),
    )


def in_words(figures: Mapping[str, Measured]) -> str:
    """ "ewt_dev: UPOS .9500, relation .8800; ..." """
    return "; ".join(
        f"{name}: UPOS {one.upos:.4f} (best pair's {one.upos_of_pair:.4f}), relation {one.relation:.4f} "
        f"({one.relation_of_pair:.4f}), both {one.both:.4f}"
        for name, one in figures.items()
    )


def _read(labels: Sequence[str], logits: Logits, place: int) -> tuple[list[str], Floats]:
    """The likeliest part of speech (`place` 0) or relation (1) of each word, and its probability."""
    names, belongs = pairs.parts(labels, place)
    chances = pairs.summed(logits, belongs)
    return [names[number] for number in chances.argmax(axis=-1)], chances.max(axis=-1)


def _universal(relation: str) -> str:
    return relation.split(":")[0]


def _confused(met: Mapping[tuple[str, str], int], uses: Mapping[str, int]) -> tuple[Confusion, ...]:
    """The most frequent mistakes of those met: (gold, given) and how often."""
    wrong = Counter({both: count for both, count in met.items() if both[0] != both[1]})
    return tuple(Confusion(*both, count, uses[both[0]]) for both, count in wrong.most_common(_CONFUSED))
