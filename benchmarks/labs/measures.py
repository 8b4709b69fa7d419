"""What a model makes of the sentences of a lab: the lens through its layers, attention of every head, one silenced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from benchmarks.labs.sentences import NOUNS, Sentence

from exegesis import explorer
from exegesis.core.statistics import Interval, bootstrapped
from exegesis.core.types import Floats
from exegesis.explorer import Look

Head = tuple[int, int]
_SEED = 0


@dataclass(frozen=True)
class Reading:
    """One sentence read.

    Args:
        sentence: which.
        ranks: of the hidden word among all words, at each layer from the embeddings on.
        nats: its log-probability there.
        margins: by how many nats it leads the same word of the other gender there; None where there is none.
        to_goals: the share of attention to words that each head gives from the hidden word to its goals, (layers, heads).
        to_noun: likewise to the nearer noun; None without one.
        chance: the share that goals would get, were it spread evenly over the other words.
    """

    sentence: Sentence
    ranks: tuple[int, ...]
    nats: Floats
    margins: Floats | None
    to_goals: Floats
    to_noun: Floats | None
    chance: float


def read(model: Any, sentence: Sentence) -> Reading:
    """One sentence through the layers, and where its hidden word looks."""
    look = words_of(model, sentence)
    row = hidden_row(look)
    given = look.given_by_head(row).astype(np.float64)  # (layers, heads, words)
    ranks, nats = _lens(model, sentence.asked)
    others = None if sentence.other is None else _lens(model, sentence.asked_other)[1]
    goals = _places(look, sentence.goals)
    noun = None if sentence.noun is None else given[..., _places(look, (sentence.noun,))].sum(axis=-1)
    return Reading(
        sentence,
        ranks,
        nats,
        None if others is None else nats - others,
        given[..., goals].sum(axis=-1),
        noun,
        len(goals) / (len(look.columns) - 1),
    )


def words_of(model: Any, sentence: Sentence) -> Look:
    """Attention among the words of a sentence, whose shares sum to 1."""
    return explorer.look(model, sentence.asked).without_special(renormalise=True).words()


def hidden_row(look: Look) -> int:
    """The row of the hidden word."""
    (row,) = (number for number, token in enumerate(look.rows) if token.hidden)
    return row


def strongest(readings: Sequence[Reading]) -> Head:
    """The head that gives most from hidden words to their goals, over the first half of the sentences."""
    layer, head = np.unravel_index(_mean(readings, half=0).argmax(), readings[0].to_goals.shape)
    return int(layer) + 1, int(head) + 1


def shares(readings: Sequence[Reading], head: Head, to: str = "to_goals") -> Floats:
    """What a head gives on the second half of the sentences, one number each."""
    place = head[0] - 1, head[1] - 1
    return np.array([getattr(one, to)[place] for one in readings if one.sentence.half == 1])


def by_head(readings: Sequence[Reading]) -> Floats:
    """The mean share that each head gives to goals, over all sentences: (layers, heads)."""
    means: Floats = np.mean([one.to_goals for one in readings], axis=0)
    return means


def verdicts(readings: Iterable[Reading], layer: int = -1) -> list[bool]:
    """Of each sentence whether the word of the name's gender is likelier than the other at a layer."""
    return [bool(_margin(one)[layer] > 0) for one in readings]


def moved_by_name(readings: Sequence[Reading], layer: int = -1) -> Floats:
    """Nats by which "she" gains on "he" where a man's name gives way to a woman's and all else stays: one a pair."""
    women, men = readings[::2], readings[1::2]
    assert all(one.sentence.woman and not other.sentence.woman for one, other in zip(women, men, strict=True))
    return np.array([_margin(one)[layer] + _margin(other)[layer] for one, other in zip(women, men, strict=True)])


def moved_by_noun(readings: Sequence[Reading], layer: int = -1) -> Floats:
    """Likewise where the nearer "man" gives way to "woman" and the name stays."""
    woman, man = (
        np.array([_for_woman(one, layer) for one in readings if one.sentence.noun == noun]) for noun in NOUNS
    )
    return woman - man


def answers(model: Any, readings: Sequence[Reading]) -> Floats:
    """Of each sentence the margin (without another word the log-probability) that another model gives in the end."""
    return np.array([_answer(model, one.sentence) for one in readings])


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


def _final(model: Any, asked: Any) -> float:
    (place,) = explorer.predictions(model, asked, k=1).places
    assert place.own is not None
    return log(place.own.value)


def _lens(model: Any, asked: Any) -> tuple[tuple[int, ...], Floats]:
    (place,) = explorer.layer_predictions(model, asked, k=1).places
    owns = [layer.own for layer in place.layers]
    known = [own for own in owns if own is not None]
    assert len(known) == len(owns), f"{asked}: more than one piece is hidden"
    return tuple(own.rank for own in known), np.log([own.value for own in known])


def _places(look: Look, words: Sequence[str]) -> list[int]:
    return [number for number, token in enumerate(look.columns) if token.text in words and not token.hidden]


def _mean(readings: Sequence[Reading], half: int) -> Floats:
    means: Floats = np.mean([one.to_goals for one in readings if one.sentence.half == half], axis=0)
    return means


def _margin(reading: Reading) -> Floats:
    assert reading.margins is not None
    return reading.margins


def _for_woman(reading: Reading, layer: int) -> float:
    margin = float(_margin(reading)[layer])
    return margin if reading.sentence.woman else -margin
