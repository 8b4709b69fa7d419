"""The relations that heads follow: chosen on half of a corpus, measured on the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import check_count
from exegesis.explorer.corpus.store import Corpus
from exegesis.explorer.looking import lookable
from exegesis.explorer.relations.reading import SentencesRead, read_sentences
from exegesis.explorer.relations.recall import Half, Halves, measured
from exegesis.explorer.relations.result import FewCases, Followed, HeadRelations
from exegesis.explorer.relations.sentences import (
    PRONOUNS,
    TO_MENTION,
    Cases,
    RelationCase,
    pronoun_cases,
    relation_cases,
)
from exegesis.explorer.relations.sources import tagged

Kind = tuple[str, str]  # a relation and its direction
_FEWEST_WORDS = 5  # in a sentence of fewer who looks anywhere is right too often
_SURE = 1.96  # standard errors: of a rare relation a head may seem to follow what it does not


def head_relations(
    model: Model | str | Path,
    data: Corpus | str | Path | Sequence[str | Path],
    *,
    fewest: int = 30,
    seed: int = 0,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> HeadRelations:
    """Of each head the dependency relation that it follows best, and of each relation the head that does.

    A head follows a relation where the word that it attends to most (special tokens and the word itself passed over) is
    the right one. How often it is, is held against the best fixed distance: many relations hold between neighbours, and
    many heads attend to these whatever they are (Clark et al. 2019, section 4.2). Where mentions of entities are
    annotated, the same from pronouns to other mentions (section 4.3), against the nearest noun or name. Sentences of
    fewer than five words have no cases.

    Args:
        model: what `exegesis.load` takes or gives; a transformer with its weights.
        data: a corpus or its folder, whichever model it was built with; or CoNLL-U files, of which mentions are read.
        fewest: cases that a relation must have in each half of the sentences.
        seed: of the bootstrap intervals.
        limit: only the first so many sentences of a corpus, or of each file.
        progress: called with the sentences read and how many there are.

    Returns:
        Recall, the baseline's, and their difference, each with an interval, measured on other sentences than those that
        heads and distances were chosen on.

    Raises:
        InputError: no dependencies are annotated, or what cannot be read.
        UnsupportedError: the model gives no attention.
    """
    loaded = lookable(api.load(model))
    check_count("fewest", fewest)
    check_count("seed", seed, 0)
    if limit is not None:
        check_count("limit", limit)
    corpus = tagged(data, limit)
    read = read_sentences(loaded, corpus.sentences, progress)
    kinds = dict(_kinds(read))
    enough = {kind: halves for kind, halves in kinds.items() if halves.least >= fewest}
    best = [_followed(kind, halves, _best_head(halves), read.shape[1], seed) for kind, halves in enough.items()]
    relations = [one for one in best if one.direction != TO_MENTION]
    few = [FewCases(*kind, halves.least) for kind, halves in kinds.items() if kind not in enough]
    return HeadRelations(
        model=loaded.name,
        sources=corpus.names,
        layers=read.shape[0],
        heads_in_layer=read.shape[1],
        sentences=len(read.sentences),
        words=len(read.seen),
        too_long=read.too_long,
        unseen=int((~read.seen).sum()),
        fewest=fewest,
        relations=tuple(sorted(relations, key=lambda one: -one.margin.low)),
        heads=tuple(_of_heads(enough, read.shape, seed)),
        pronouns=next((one for one in best if one.direction == TO_MENTION), None),
        few=tuple(sorted(few, key=lambda one: -one.cases)),
        seed=seed,
        notes=corpus.notes,
    )


def _kinds(read: SentencesRead) -> Iterator[tuple[Kind, Halves]]:
    """Every kind of case that there is, in the order of the alphabet, in halves: every second sentence is measured."""
    found: dict[Kind, dict[bool, list[tuple[int, int, RelationCase]]]] = {}
    for number, (sentence, first) in enumerate(zip(read.sentences, read.first.tolist(), strict=True)):
        if len(sentence.spans) < _FEWEST_WORDS:
            continue
        cases = [*relation_cases(sentence), *((PRONOUNS, TO_MENTION, case) for case in pronoun_cases(sentence))]
        for relation, direction, case in cases:
            targets = tuple(word for word in case.targets if read.seen[first + word])
            if targets and read.seen[first + case.word]:
                halves = found.setdefault((relation, direction), {False: [], True: []})
                halves[number % 2 == 1].append((number, first, RelationCase(case.word, targets, case.guess)))
    for kind, halves in sorted(found.items()):
        yield kind, Halves.of({half: Cases.of(cases) for half, cases in halves.items()}, read.pointed)


def _best_head(halves: Halves) -> int:
    """The column of the head that is right most often, on the half that is for choosing."""
    return int(np.argmax(halves.chosen.recalls))


def _of_heads(kinds: Mapping[Kind, Halves], shape: tuple[int, int], seed: int) -> Iterator[Followed]:
    """Of each head the relation whose baseline it most surely beats, on the half that is for choosing."""
    names = [kind for kind in kinds if kind[1] != TO_MENTION]
    if not names:
        return
    margins = np.array([_least_margin(kinds[kind].chosen) for kind in names])
    for head, best in enumerate(margins.argmax(axis=0)):
        yield _followed(names[best], kinds[names[best]], head, shape[1], seed)


def _least_margin(half: Half) -> NDArray[np.float64]:
    """The lower end of what each head's recall is above the best distance's, (heads,)."""
    recalls = half.recalls
    errors = np.sqrt(recalls * (1 - recalls) / len(half.cases))
    found: NDArray[np.float64] = recalls - _SURE * errors - half.best_offset()[1]
    return found


def _followed(kind: Kind, halves: Halves, head: int, heads: int, seed: int) -> Followed:
    offset = None if kind[1] == TO_MENTION else halves.chosen.best_offset()[0]
    base = halves.measured.cases.guessed if offset is None else halves.measured.at_offset(offset)
    found = measured(halves.measured, head, base, seed, f"{kind} {head}")
    place = head // heads + 1, head % heads + 1
    return Followed(*place, *kind, len(base), found.recall, found.base, found.margin, offset)
