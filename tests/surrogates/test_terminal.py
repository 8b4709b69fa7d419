import io

import pytest
from rich.console import Console

from exegesis.surrogates.geometry import layout
from exegesis.surrogates.result import Surrogate
from exegesis.surrogates.terminal import show
from tests.surrogates import samples
from tests.views.strategies import ATTACKS


def printed(surrogate: Surrogate, width: int = 100, encoding: str = "utf-8") -> str:
    held = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show(surrogate, Console(file=held, width=width, highlight=False))
    held.flush()
    held.buffer.seek(0)
    return held.buffer.read().decode(encoding)


def test_a_tree_is_printed_as_rules_with_its_curve() -> None:
    lines = printed(samples.tree()).splitlines()
    assert "  if “bad”: 10%  (15 rows, 20%)" in lines
    assert "  │   if “dull”: 20%  (10 rows, 13%)" in lines
    assert lines[-1].split() == [">", "2", "2", "3", "0.6", "0.4", "90%", "90%"]
    assert any(line.split() == ["R²,", "held", "out", "0.4"] for line in lines)


def test_weights_are_printed_largest_first() -> None:
    said = printed(samples.linear())
    assert said.index("wonderful") < said.index("+0.500") < said.index("dull") < said.index("−0.300")
    assert "! a caution" in said


def test_undefined_is_said() -> None:
    assert "undefined" in printed(samples.nothing())


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_control_reaches_the_terminal(attack: str) -> None:
    for one in (samples.hostile(attack), samples.hostile_tree(attack)):
        said = printed(one)
        assert not any(ord(char) < 32 and char != "\n" for char in said)
        assert "\u202e" not in said


def test_an_ascii_terminal_gets_ascii() -> None:
    for one in (samples.tree(), samples.linear(), samples.hostile(ATTACKS[-1])):
        assert printed(one, encoding="ascii").isascii()


def test_leaves_stand_apart_from_left_to_right_and_parents_over_their_middle() -> None:
    placed = layout(samples.deep().form)  # type: ignore[arg-type]
    leaves = sorted(one.x for one in placed if one.depth == 5)
    assert leaves == [float(place) for place in range(32)]
    assert placed[0].x == 15.5
    for one in placed[1:]:
        assert one.parent is not None
        assert (one.x < placed[one.parent].x) == one.is_present
