"""How a shift is said in a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.characters import one_line
from exegesis.core.plurals import plural
from exegesis.core.types import Floats
from exegesis.explorer.changes.records import TokenPair
from exegesis.explorer.inside import wording
from exegesis.explorer.inside.records import TokenGuesses
from exegesis.explorer.inside.result import Predictions


def table(
    what: str,
    before: Predictions,
    after: Predictions,
    pairs: Sequence[TokenPair],
    heads: Sequence[tuple[str, int, int, float]],
    states: Sequence[Floats] | None,
    notes: Sequence[str],
) -> str:
    """What was done; where the likeliest is another, both sides; heads, layers and notes, a line each."""
    every = beside(before, after, pairs)
    moved = [one for one in every if one.is_worth_saying]
    lines = [one_line(what), wording.table(row for one in moved for row in one.rows(before, after))]
    if len(moved) < len(every):
        lines.append(stays(len(every) - len(moved)))
    if heads:
        lines.append("heads that moved most: " + ", ".join(f"{at}.{head} {far:.2f}" for _, at, head, far in heads))
    if states and pairs:
        lines.append("vectors moved, by layer: " + ", ".join(f"{np.mean(line):.2f}" for line in states))
    return "\n".join([*filter(None, lines), *(f"! {one_line(note)}" for note in notes)])


@dataclass(frozen=True)
class Beside:
    """The whole text, or a token, and what is beside it."""

    before: TokenGuesses
    after: TokenGuesses
    changed: bool

    @property
    def is_worth_saying(self) -> bool:
        """Whether it was changed, or another answer is the likeliest; an answer for the whole always is."""
        another = [one.index for one in self.before.guesses[:1]] != [one.index for one in self.after.guesses[:1]]
        return self.changed or another or self.before.token is None

    def rows(self, before: Predictions, after: Predictions) -> Iterator[tuple[str, ...]]:
        for side, place, when in ((before, self.before, "before"), (after, self.after, "after")):
            yield wording.named(side.tokens, place.token), when, *map(wording.guess, place.guesses)


def stays(count: int) -> str:
    """So many tokens of which nothing need be said."""
    return f"the likeliest stays: {plural(count, 'token')}"


def beside(before: Predictions, after: Predictions, pairs: Sequence[TokenPair]) -> list[Beside]:
    """What is predicted on both sides, token by token, or of the whole text."""
    one, other = ({place.token: place for place in side.places} for side in (before, after))
    if None in one and None in other:
        return [Beside(one[None], other[None], True)]
    both = [pair for pair in pairs if pair.before in one and pair.after in other]  # heads may be of different kinds
    return [Beside(one[pair.before], other[pair.after], pair.changed) for pair in both]
