"""How a shift is said in a terminal."""

from collections.abc import Iterator, Sequence

import numpy as np

from exegesis.core.characters import one_line
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
    """What was done; the likeliest at each token before and after; heads, layers and notes, a line each."""
    lines = [one_line(what), wording.table(_guesses(before, after, pairs))]
    if heads:
        lines.append(
            "heads that moved most: " + ", ".join(f"{layer}.{head} {moved:.2f}" for _, layer, head, moved in heads)
        )
    if states:
        lines.append("vectors moved, by layer: " + ", ".join(f"{np.mean(line):.2f}" for line in states if len(line)))
    return "\n".join([*lines, *(f"! {one_line(note)}" for note in notes)])


def _guesses(before: Predictions, after: Predictions, pairs: Sequence[TokenPair]) -> Iterator[tuple[str, ...]]:
    """A row a side: of the whole text, or of each pair of tokens."""
    one, other = ({place.token: place for place in side.places} for side in (before, after))
    whole = None in one and None in other
    beside: list[tuple[int | None, int | None]] = [(pair.before, pair.after) for pair in pairs]
    for number, place in [(None, None)] if whole else beside:
        if number in one and place in other:  # the two heads may be of different kinds
            yield from _row(before, one[number], "before")
            yield from _row(after, other[place], "after")


def _row(side: Predictions, place: TokenGuesses, when: str) -> Iterator[tuple[str, ...]]:
    yield wording.named(side.tokens, place.token), when, *map(wording.guess, place.guesses)
