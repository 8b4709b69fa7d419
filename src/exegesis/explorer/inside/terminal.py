"""Predictions at tokens in a terminal: what the head makes of each layer, line by line, and what is said of a mask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.core.plurals import plural
from exegesis.explorer.inside.records import TokenGuesses, TokenLayers, TopGuess
from exegesis.explorer.inside.result import LayerPredictions, Predictions
from exegesis.explorer.inside.wording import named
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

BEFORE = 20  # columns before the guesses of a line
_LABEL, _VALUE = 12, 7  # columns of a guess and of its number
_NEXT = "comes next in the text"
_THERE = "is what stands there"


def show(given: tuple[Predictions, LayerPredictions], console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`: the same tokens as they are predicted and as each layer has them."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(*given, paper):
        console.print(line, highlight=False, markup=False, emoji=False, width=width)


def guess_lines(before: str, guesses: Sequence[TopGuess], paper: Paper) -> Iterable[Text]:
    """Guesses and their numbers behind `before` (`BEFORE` columns); what finds no room stands on further lines."""
    room = max((paper.width - BEFORE + 1) // (_LABEL + _VALUE + 1), 1)
    for start in range(0, max(len(guesses), 1), room):
        cells = (f"{paper.column(_name(one), _LABEL)}{one.value:>{_VALUE}.3f}" for one in guesses[start : start + room])
        yield paper.write(f"{' ' * BEFORE if start else before}{' '.join(cells)}".rstrip())


def _lines(at_tokens: Predictions, at_layers: LayerPredictions, paper: Paper) -> Iterable[Text]:
    where = "" if at_tokens.head == "classification" else f", at {_tokens(at_tokens)}"
    yield paper.write(f"{label(at_tokens.model)}: what its head makes of each layer{where}", "bold")
    for note in dict.fromkeys((*at_tokens.notes, *at_layers.notes)):
        yield paper.write(f"! {label(note)}", "bold yellow")
    for place, through in zip(at_tokens.places, at_layers.places, strict=True):
        yield paper.write("")
        yield from _place(place, through, at_tokens, paper)
    yield paper.write("The head was trained for the last layer alone.", "dim")


def _tokens(found: Predictions) -> str:
    return f"{len(found.places)} of {plural(len(found.tokens), 'token')}"


def _place(place: TokenGuesses, through: TokenLayers, found: Predictions, paper: Paper) -> Iterable[Text]:
    number = "" if place.token is None else f" (token {place.token})"
    yield paper.write(f"{label(named(found.tokens, place.token))}{number}", "bold")
    answer = through.layers[-1].answer
    ranked = "" if answer is None else f"{'rank':>8}  of {_quoted(answer)}, the last layer's likeliest"
    yield paper.write(f"  {'layer':<8}{ranked}".rstrip(), "dim")
    for layer in through.layers:
        rank = "" if layer.answer is None else f"{layer.answer.rank:,}"
        yield from guess_lines(f"  {layer.layer:<8}{rank:>8}  ", layer.guesses, paper)
    if place.masked is not None:
        yield from guess_lines("  masked".ljust(BEFORE), place.masked, paper)
    if place.own is not None:
        yield paper.write(f"  {_own(place, place.own, _NEXT if found.head == 'causal-lm' else _THERE)}")


def _own(place: TokenGuesses, own: TopGuess, what: str) -> str:
    masked = place.own_masked
    behind = "" if masked is None else f"; masked {masked.value:.3f}, rank {masked.rank:,}"
    return f"{_quoted(own)} {what}: {own.value:.3f}, rank {own.rank:,}{behind}"


def _quoted(one: TopGuess) -> str:
    return f"“{label(_name(one), 30)}”"


def _name(one: TopGuess) -> str:
    return one.piece or one.label
