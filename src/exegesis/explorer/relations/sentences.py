"""Sentences with their gold tags, and the cases in them: a word, and the words that a head should point to from it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Integers, Span

TO_HEAD, TO_DEPENDENT, TO_MENTION = "to head", "to dependent", "to mention"
DIRECTIONS = (TO_HEAD, TO_DEPENDENT, TO_MENTION)
PRONOUNS = "pronouns"  # what stands in a relation's place
_NAMES = ("PROPN", "NOUN")
# "(12-person" opens a mention, "12)" closes it, "(3-place)" is one of a single word.
_BRACKET = re.compile(r"\((?P<opens>[^()-]+)[^()]*(?P<shuts>\)?)|(?P<closes>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for somebody or something: from `start` up to `end`, and which one that is."""

    start: int
    end: int
    group: str


def mentions_of(marks: Sequence[str]) -> Iterator[Mention]:
    """What is opened and closed within a sentence; `marks`: of each word its `Entity=`, "" without one."""
    open_since: dict[str, list[int]] = {}
    for word, mark in enumerate(marks):
        for found in _BRACKET.finditer(mark):
            if found["opens"] and found["shuts"]:
                yield Mention(word, word + 1, found["opens"])
            elif found["opens"]:
                open_since.setdefault(found["opens"], []).append(word)
            elif open_since.get(found["closes"]):
                yield Mention(open_since[found["closes"]].pop(), word + 1, found["closes"])


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence with the tags of its words.

    Args:
        text: its characters.
        spans: of each word.
        relations: of each word to its head; None where that is not annotated.
        heads: the numbers (from 0) of the words' heads; None of a root, and where it is not annotated.
        tags: universal parts of speech; None where they are not annotated.
        mentions: of entities, with who is who; None where that is not annotated.
    """

    text: str
    spans: tuple[Span, ...]
    relations: tuple[str | None, ...]
    heads: tuple[int | None, ...]
    tags: tuple[str | None, ...]
    mentions: tuple[Mention, ...] | None = None


@dataclass(frozen=True, slots=True)
class RelationCase:
    """From `word` to any of `targets`, by their numbers in the sentence; `guess`: the baseline's answer."""

    word: int
    targets: tuple[int, ...]
    guess: int | None = None


def relation_cases(sentence: TaggedSentence) -> Iterator[tuple[str, str, RelationCase]]:
    """Each relation, its direction and a case: from a word to its head, and from a head to the word that depends on it.

    A head on which several words depend in one way is passed over: whoever guesses is more often right among several.
    """
    dependents: dict[tuple[int, str], list[int]] = {}
    for word, (relation, head) in enumerate(zip(sentence.relations, sentence.heads, strict=True)):
        if relation is not None and head is not None:
            yield relation, TO_HEAD, RelationCase(word, (head,))
            dependents.setdefault((head, relation), []).append(word)
    for (head, relation), words in dependents.items():
        if len(words) == 1:
            yield relation, TO_DEPENDENT, RelationCase(head, tuple(words))


def pronoun_cases(sentence: TaggedSentence) -> Iterator[RelationCase]:
    """Each pronoun whose bearer is named in the sentence, by a noun or a name, to the words of its other mentions.

    `guess`: the nearest noun or name before it, or else after it.
    """
    names = [word for word, tag in enumerate(sentence.tags) if tag in _NAMES]
    for own in sentence.mentions or ():
        if own.end - own.start != 1 or sentence.tags[own.start] != "PRON":
            continue
        others = [one for one in sentence.mentions or () if one.group == own.group]
        words = {word for one in others for word in range(one.start, one.end) if not one.start <= own.start < one.end}
        if words.intersection(names):
            before = [word for word in names if word < own.start]
            yield RelationCase(own.start, tuple(sorted(words)), before[-1] if before else names[0])


@dataclass(frozen=True, eq=False)
class Cases:
    """Cases of many sentences as arrays: the case, the row of its word and the offset of each target.

    `case`, `row`, `offset`, `target`: (edges,), an edge for each target, case by case. `sentence`, `guessed`: (cases,),
    which sentence it is in, and whether its guess is right.
    """

    case: Integers
    row: Integers
    target: Integers
    offset: Integers
    sentence: Integers
    guessed: Integers

    def __len__(self) -> int:
        return len(self.sentence)

    @classmethod
    def of(cls, cases: Iterable[tuple[int, int, RelationCase]]) -> "Cases":
        """Of cases with their sentence's number and the row of its first word."""
        edges, places = [], []
        for number, (sentence, first, case) in enumerate(cases):
            edges += [(number, first + case.word, target, target - case.word) for target in case.targets]
            places.append((sentence, int(case.guess in case.targets)))
        columns = np.array(edges, dtype=np.int64).reshape(-1, 4).T
        return cls(*columns, *np.array(places, dtype=np.int64).reshape(-1, 2).T)
