import io

import pytest
from rich.console import Console

from exegesis.data.records import Cost
from exegesis.evaluation.result import Evaluation, Measure
from exegesis.evaluation.terminal import show
from tests.views.strategies import ATTACKS

COST = Cost(12, 0, 120, 0.5)


def evaluation(word: str = "positive") -> Evaluation:
    measures = (
        Measure("sufficiency", -0.25, "probability", "mask", "lower", None, COST),
        Measure("gini", None, "index", None, "higher", f"all scores of {word} are equal", COST),
    )
    named = {one.name: one for one in measures}
    return Evaluation(named, "lime", word, "probability", word, "tiny", word, None, 0, COST, (f"of {word}",))


def printed(encoding: str = "utf-8", word: str = "positive") -> str:
    held = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show([evaluation(word)], Console(file=held, width=100, highlight=False))
    held.flush()
    held.buffer.seek(0)
    return held.buffer.read().decode(encoding)


def test_a_line_holds_value_unit_removal_and_direction() -> None:
    lines = [line.split() for line in printed().splitlines()]
    assert ["sufficiency", "−0.2500", "probability", "mask", "lower"] in lines
    assert ["gini", "undefined", "index", "none", "higher"] in lines
    assert "gini is undefined: all scores of positive are equal" in printed()
    assert "12 passes forward, 0 backward, 0.5 s" in printed()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_control_reaches_the_terminal(attack: str) -> None:
    said = printed(word=attack)
    assert not any(ord(char) < 32 and char != "\n" for char in said)
    assert "\u202e" not in said


def test_an_ascii_terminal_gets_ascii() -> None:
    assert printed("ascii").isascii()
