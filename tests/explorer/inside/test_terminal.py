"""Predictions in a terminal: every guess that was asked for, ranks, masks, and nothing of a text as a control."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.explorer.inside.records import LayerGuesses, TokenLayers, TopGuess
from exegesis.explorer.inside.terminal import show
from tests.explorer.toys import layered, predicted


def printed(given: object, width: int = 80) -> list[str]:
    written = io.StringIO()
    show(given, Console(file=written, width=width))  # type: ignore[arg-type]
    return written.getvalue().splitlines()


def through(count: int) -> TokenLayers:
    guesses = tuple(TopGuess(f"word{n}", f"word{n}", n, 0.5 / (n + 1), n + 1) for n in range(count))
    return TokenLayers(5, (LayerGuesses(0, guesses, guesses[-1]), LayerGuesses(1, guesses[::-1], guesses[-1])))


def test_all_guesses_stand_there_on_as_many_lines_as_they_take() -> None:
    lines = printed((predicted(), replace(layered(), places=(through(8),))))
    (start,) = [n for n, line in enumerate(lines) if line.startswith("  0 ")]
    words = [word for line in lines[start : start + 3] for word in line.split() if word.startswith("word")]
    assert words == [f"word{n}" for n in range(8)]
    assert lines[start].split()[1] == "8"  # the rank of the last layer's likeliest
    assert lines[start + 1].startswith(" " * 20 + "word3")
    assert all(len(line) <= 80 for line in lines)


def test_a_mask_and_what_stands_there() -> None:
    lines = printed((predicted(), replace(layered(), places=(through(2),))))
    assert "! short" in lines
    assert "film (token 5)" in lines
    assert "  masked            film          0.500" in lines
    assert "  “film” is what stands there: 0.500, rank 1; masked 0.250, rank 2" in lines


def test_controls_of_labels_stay_out_of_the_terminal() -> None:
    guess = TopGuess("\x1b[31mred\u202e", None, 0, 1.0, 1)
    place = TokenLayers(None, (LayerGuesses(0, (guess,), guess),))
    tokens = replace(predicted(), places=(replace(predicted().places[0], token=None, masked=None, own=None),))
    written = "\n".join(printed((tokens, replace(layered(), places=(place,)))))
    assert "(whole text)" in written
    assert "\x1b[31m" not in written
    assert "\u202e" not in written
