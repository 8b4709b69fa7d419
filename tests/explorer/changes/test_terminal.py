"""A shift in a terminal: both sides, the heads that moved most, a bar a layer, and what is left out counted."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.explorer import Shift
from exegesis.explorer.changes.records import TokenPair
from exegesis.explorer.changes.terminal import show
from exegesis.explorer.inside.records import TokenGuesses
from tests.explorer.changes.toys import shift


def printed(given: Shift, width: int = 80) -> list[str]:
    written = io.StringIO()
    show(given, Console(file=written, width=width))
    return written.getvalue().splitlines()


def test_both_sides_heads_and_layers() -> None:
    lines = printed(shift())
    assert lines[:2] == ["toy: masked: 'film'", "! a note"]
    assert "  film      before  film          0.500 ##ing         0.250" in lines
    assert "            after   film          0.500 ##ing         0.250" in lines
    heads = [line.split()[:2] for line in lines if line.strip()[:2] in ("1.", "2.")]
    assert heads == [["2.2", "1.000"], ["1.2", "0.500"], ["1.1", "0.250"], ["2.1", "0.000"]]
    assert [line.split()[:3] for line in lines if line.startswith("  layer")] == [
        ["layer", "0", "0.750"],
        ["layer", "1", "1.062"],
    ]
    assert all(len(line) <= 80 for line in lines)


def test_nothing_is_said_of_what_cannot_be_compared() -> None:
    lines = printed(replace(shift(), heads=(), states=None))
    assert not any("moved" in line for line in lines)


def test_tokens_beyond_the_first_are_counted() -> None:
    given = shift()
    guesses = given.before.places[0].guesses
    places = tuple(TokenGuesses(n, guesses) for n in range(7))
    sides = [replace(side, places=places) for side in (given.before, given.after)]
    pairs = tuple(TokenPair(n % 7, n % 7, n < 14) for n in range(16))
    lines = printed(replace(given, before=sides[0], after=sides[1], pairs=pairs))
    assert sum("before" in line for line in lines) == 12
    assert "  2 more where the likeliest is another; --json has all" in lines
    assert "  the likeliest stays: 2 tokens" in lines
