"""A look in a terminal: the heads that stand out by their own numbers, and the strongest curves."""

import io

from rich.console import Console

from exegesis.explorer import look_at
from exegesis.explorer.look_terminal import show
from tests.explorer.toys import TOKENS, random_weights, toy


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
    inner = view.matrix[1:-1, 1:-1]  # without special tokens
    row, column = divmod(int(inner.argmax()), 5)
    assert rows[0].split()[:3] == [view.rows[row + 1].text, "→", view.columns[column + 1].text]
    assert len(rows) == 12
    assert any("left out: 13 more, 24 from or to special tokens; --html draws them all" in line for line in lines)
    alone = look_at(random_weights(1, 1, 2, 2), ["[CLS]", "[SEP]"], special=("[CLS]", "[SEP]"))
    assert sum("→" in line for line in printed((alone.head(1, 1), alone.heads(), ()))) == 4


def test_a_head_is_named_once_for_all_that_it_stands_out_by() -> None:
    look = look_at(random_weights(1, 1), TOKENS, special=("[CLS]", "[SEP]"))
    lines = printed((look.head(1, 1), look.heads(), ()))
    assert sum(line.split()[-4:-2] == ["1", "1"] or "     1     1 " in line for line in lines) == 1
    assert any(line.startswith("  and looks farthest") and line.endswith("tokens away") for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_controls_of_tokens_stay_out_of_the_terminal_and_cross_attention_has_no_neighbours() -> None:
    look = look_at(random_weights(1, 1, 2, 2), ["\x1b[31m", "b"], ["c", "\u202ed"])
    lines = "\n".join(printed((look.head(1, 1), look.heads(), ())))
    assert "\x1b[31m" not in lines
    assert "\u202e" not in lines
    assert "token before" not in lines
    assert "most pointed" in lines
