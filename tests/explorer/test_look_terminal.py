"""A look in a terminal: the heads that stand out by their own numbers, and the strongest curves."""

import io

from rich.console import Console

from exegesis.explorer import look_at
from exegesis.explorer.look_terminal import show
from tests.explorer.toys import random_weights, toy


def printed(given: object, width: int = 80) -> list[str]:
    written = io.StringIO()
    show(given, Console(file=written, width=width))  # type: ignore[arg-type]
    return written.getvalue().splitlines()


def test_heads_that_stand_out_are_the_tables_own() -> None:
    look = toy()
    lines = printed((look.head(2, 1), look.heads(), ("a note",)))
    assert "! a note" in lines
    (before,) = [line.split() for line in lines if line.strip().startswith("most to the token before")]
    best = max(look.heads(), key=lambda row: row.previous or 0.0)
    assert before[5:7] == [str(best.layer), str(best.head)]
    assert before[-1] == f"{best.previous:.0%}"
    assert all(len(line) <= 80 for line in lines)


def test_the_strongest_curves_come_first() -> None:
    look = toy()
    view = look.head(2, 1)
    lines = printed((view, look.heads(), ()))
    rows = [line for line in lines if "→" in line]
    row, column = divmod(int(view.matrix.argmax()), 7)
    assert rows[0].split()[:3] == [view.rows[row].text, "→", view.columns[column].text]
    assert len(rows) == 12
    assert any("37 more; --html draws them all" in line for line in lines)


def test_controls_of_tokens_stay_out_of_the_terminal_and_cross_attention_has_no_neighbours() -> None:
    look = look_at(random_weights(1, 1, 2, 2), ["\x1b[31m", "b"], ["c", "\u202ed"])
    lines = "\n".join(printed((look.head(1, 1), look.heads(), ())))
    assert "\x1b[31m" not in lines
    assert "\u202e" not in lines
    assert "token before" not in lines
    assert "most pointed" in lines
