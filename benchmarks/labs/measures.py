"""What a model makes of the sentences of a lab: the lens through its layers, attention of every head, one silenced."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any, TypeVar

import numpy as np
from benchmarks.labs.sentences import NOUNS, Sentence

from exegesis import explorer
from exegesis.core.errors import InputError
from exegesis.core.statistics import Interval, bootstrapped
from exegesis.core.types import Floats
from exegesis.data.inputs import Hidden
from exegesis.explorer import Look

Head = tuple[int, int]  # layer and head, from 1
Place = TypeVar("Place")
_SEED = 0


@dataclass(frozen=True)
class Attended:
    """Where the hidden word of a sentence looks.

    Args:
        sentence: which.
        to_goals: what each head gives from the hidden word to its goals, of what goes to words: (layers, heads).
        to_noun: likewise to the nearer noun; None without one.
        chance: the share that goals would get, were it spread evenly over the other words.
    """

    sentence: Sentence
    to_goals: Floats
    to_noun: Floats | None
    chance: float


@dataclass(frozen=True)
class Reading(Attended):
    """What is found in its place, too.

    Args:
        ranks: of the hidden word among all words, at each layer from the embeddings on.
        nats: its log-probability there.
        margins: by how many nats it leads the same word of the other gender there; None where there is none.
    """

    ranks: tuple[int, ...]
    nats: Floats
    margins: Floats | None


def read(model: Any, sentence: Sentence) -> Reading:
    """One sentence through the layers, and where its hidden word looks."""
    looked = attended(model, sentence)
    ranks, nats = _lens(model, sentence.asked)
    margins = None if sentence.other is None else nats - _lens(model, sentence.asked_other)[1]
    return Reading(sentence, looked.to_goals, looked.to_noun, looked.chance, ranks, nats, margins)


def attended(model: Any, sentence: Sentence) -> Attended:
    """Where the hidden word looks, by every head."""
    look = words_of(model, sentence)
    given = look.given_by_head(hidden_row(look)).astype(np.float64)  # (layers, heads, words)
    goals = _places(look, sentence.goals)
    noun = None if sentence.noun is None else given[..., _places(look, (sentence.noun,))].sum(axis=-1)
    return Attended(sentence, given[..., goals].sum(axis=-1), noun, len(goals) / (len(look.columns) - 1))


def words_of(model: Any, sentence: Sentence) -> Look:
    """Attention among the words of a sentence, whose shares sum to 1."""
    return explorer.look(model, sentence.asked).without_special(renormalise=True).words()


def hidden_row(look: Look) -> int:
    """The row of the hidden word."""
    (row,) = (number for number, token in enumerate(look.rows) if token.hidden)
    return row


def strongest(readings: Sequence[Attended]) -> Head:
    """The head that gives most from hidden words to their goals, over the first half of the sentences."""
    means = by_head([one for one in readings if one.sentence.half == 0])
    layer, head = np.unravel_index(means.argmax(), means.shape)
    return int(layer) + 1, int(head) + 1


def shares(readings: Sequence[Attended], head: Head, to: str = "to_goals") -> Floats:
    """What a head gives on the second half of the sentences, one number each."""
    place = head[0] - 1, head[1] - 1
    return np.array([getattr(one, to)[place] for one in readings if one.sentence.half == 1])


def by_head(readings: Sequence[Attended]) -> Floats:
    """The mean share that each head gives to goals: (layers, heads)."""
    means: Floats = np.mean([one.to_goals for one in readings], axis=0)
    return means


def margins(readings: Sequence[Reading], layer: int = -1) -> Floats:
    """Of each sentence the nats by which the word of the name's gender leads the other one, at a layer."""
    known = [one.margins for one in readings if one.margins is not None]
    return np.array([one[layer] for one in known])


def moved_by_name(sentences: Sequence[Sentence], leads: Floats) -> Floats:
    """Nats by which "she" gains on "he" where a man's name gives way to a woman's and all else stays: one a pair.

    `leads`: as of `margins`; of the woman's sentence it is she over he, of the man's he over she, and both add up.
    """
    pairs = list(zip(sentences[::2], sentences[1::2], strict=True))
    assert all(woman.woman and not man.woman and woman.noun == man.noun for woman, man in pairs)
    moved: Floats = leads[::2] + leads[1::2]
    return moved


def moved_by_noun(sentences: Sequence[Sentence], leads: Floats) -> Floats:
    """Likewise where the nearer "man" gives way to "woman" and the name stays."""
    for_woman = leads * [1 if one.woman else -1 for one in sentences]
    woman, man = (for_woman[[one.noun == noun for one in sentences]] for noun in NOUNS)
    moved: Floats = woman - man
    return moved


def answers(model: Any, sentences: Sequence[Sentence]) -> Floats:
    """Of each sentence the margin that a model gives in the end; without another word the log-probability."""
    return np.array([_answer(model, one) for one in sentences])


def answered(readings: Sequence[Reading]) -> Floats:
    """The same of the model that read them."""
    return np.array([float((one.nats if one.margins is None else one.margins)[-1]) for one in readings])


def interval(values: Sequence[float] | Floats, name: str) -> Interval:
    """The mean with its bootstrapped interval of 95 %."""
    found = bootstrapped(values, _SEED, name)
    assert found is not None
    return found


def _answer(model: Any, sentence: Sentence) -> float:
    own = _final(model, sentence.asked)
    return own if sentence.other is None else own - _final(model, sentence.asked_other)


def _final(model: Any, asked: Hidden) -> float:
    place = _only(explorer.predictions(model, asked, k=1).places, asked)
    assert place.own is not None
    return log(place.own.value)


def _lens(model: Any, asked: Hidden) -> tuple[tuple[int, ...], Floats]:
    """Rank and log-probability of the hidden word at each layer."""
    place = _only(explorer.layer_predictions(model, asked, k=1).places, asked)
    known = [layer.own for layer in place.layers if layer.own is not None]
    return tuple(own.rank for own in known), np.log([own.value for own in known])


def _only(places: Sequence[Place], asked: Hidden) -> Place:
    if len(places) != 1:
        raise InputError(
            f"the hidden word of {asked.text!r} is {len(places)} pieces for this model; the labs need one."
        )
    return places[0]


def _places(look: Look, words: Sequence[str]) -> list[int]:
    return [number for number, token in enumerate(look.columns) if token.text in words and not token.hidden]
