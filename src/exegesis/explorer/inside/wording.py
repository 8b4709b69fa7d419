"""How predictions are said in a few columns, for a terminal; nothing of a text or label reaches it as a control."""

from collections.abc import Iterable, Iterator, Sequence

from exegesis.explorer.inside.records import TokenGuesses, TokenLayers, TopGuess
from exegesis.explorer.records import LookToken
from exegesis.views.characters import label

_NAME, _GUESS = 16, 20  # columns
WHOLE = "(whole text)"


def at_tokens(tokens: Sequence[LookToken], places: Iterable[TokenGuesses]) -> Iterator[tuple[str, ...]]:
    """A row a token: its text, the guesses; a second one for those behind a mask."""
    for place in places:
        name = named(tokens, place.token)
        yield name, "", *map(guess, place.guesses)
        if place.masked is not None:
            yield name, "masked", *map(guess, place.masked)


def at_layers(tokens: Sequence[LookToken], places: Iterable[TokenLayers]) -> Iterator[tuple[str, ...]]:
    """A row a layer, token by token."""
    for place in places:
        for one in place.layers:
            yield named(tokens, place.token), f"layer {one.layer}", *map(guess, one.guesses)


def named(tokens: Sequence[LookToken], number: int | None) -> str:
    """The token's name, or that the whole is meant."""
    return WHOLE if number is None else tokens[number].name


def guess(one: TopGuess) -> str:
    """A guess and its number."""
    return f"{label(one.piece or one.label, _GUESS - 6)} {one.value:.2f}"


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """The rows as lines, their first columns of one width."""
    return "\n".join(
        f"{label(name, _NAME):{_NAME}} {what:9}" + "".join(f" {cell:{_GUESS}}" for cell in cells).rstrip()
        for name, what, *cells in rows
    )
