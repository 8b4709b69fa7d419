"""SQuAD questions to train on, and questions that their paragraph does not answer, made by mismatching."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from exegesis.core.errors import InputError
from exegesis.data.squad.reading import SquadQuestion, read_squad

TRAIN = "squad_v1.1_train_partial.json.gz"
DEV = "squad_v1.1_dev.json.gz"
_HELD_OUT = 20  # every so-manieth paragraph of the training file is kept for choosing settings
_TRIES = 40  # paragraphs looked at for one that does not hold the answer's text
_WORD = re.compile(r"\w{4,}")  # leaves out most words that any paragraph shares with any question


def split(folder: Path, limit: int | None = None) -> tuple[list[SquadQuestion], list[SquadQuestion]]:
    """Questions to train on and to choose settings on, from the training file; no paragraph is in both."""
    asked = _read(folder, TRAIN)
    places: dict[str, int] = {}
    for one in asked:
        places.setdefault(one.context, len(places))
    held = [one for one in asked if places[one.context] % _HELD_OUT == 0]
    kept = [one for one in asked if places[one.context] % _HELD_OUT]
    return kept[:limit], held[:limit]


def reporting(folder: Path, limit: int | None = None) -> list[SquadQuestion]:
    """The questions of the SQuAD v1.1 dev file, which nothing is trained or chosen on."""
    return _read(folder, DEV)[:limit]


def mismatched(asked: Sequence[SquadQuestion], share: float, seed: int) -> list[SquadQuestion]:
    """For a `share` of the questions, the same question over another paragraph, which does not answer it.

    Half of the paragraphs are of the same article (where the file names articles), the others from anywhere but
    sharing words with the question where one of a few drawn does; a paragraph holding the answer's text is not taken.
    """
    random = np.random.default_rng([seed, 2])
    by_title: dict[str, list[str]] = defaultdict(list)
    for context, title in {one.context: one.title for one in asked}.items():
        by_title[title].append(context)
    every = [context for contexts in by_title.values() for context in contexts]
    chosen = random.permutation(len(asked))[: round(share * len(asked))]
    made = []
    for number in sorted(chosen):
        one = asked[number]
        near = by_title[one.title] if one.title != "(unknown)" and random.random() < 0.5 else every
        other = _other(one, near, random) or _other(one, every, random)
        if other:
            made.append(replace(one, id=f"{one.id}-mismatched", context=other, answers=()))
    return made


def _other(one: SquadQuestion, contexts: Sequence[str], random: np.random.Generator) -> str | None:
    """Of a few paragraphs without the answer's text, the one that shares most words with the question."""
    drawn = [contexts[place] for place in random.integers(len(contexts), size=_TRIES)]
    answers = [answer.text.casefold() for answer in one.answers]
    free = [c for c in drawn if c != one.context and not any(answer in c.casefold() for answer in answers)]
    words = set(_WORD.findall(one.question.casefold()))
    return max(free, key=lambda c: len(words & set(_WORD.findall(c.casefold()))), default=None)


def _read(folder: Path, name: str) -> list[SquadQuestion]:
    if not (folder / name).is_file():
        raise InputError(
            f"no file {name} in the data folder; give the folder that holds {TRAIN} and {DEV} with --data."
        )
    return read_squad(folder / name)
