"""Rounds and the present one, of whatever work."""

from dataclasses import dataclass

import pytest

from exegesis.core.errors import InputError
from exegesis.data.rounds import RoundTree


@dataclass(frozen=True)
class Step:
    number: int


@dataclass(frozen=True)
class Walk(RoundTree[Step]):
    rounds: tuple[Step, ...] = ()
    current: int | None = None


def test_going_back_loses_no_round() -> None:
    walk = Walk().grown(Step(0)).grown(Step(1)).back(0)
    assert (walk.current, len(walk.rounds)) == (0, 2)
    assert walk.grown(Step(2)).current == 2
    assert walk.back(1).round(1) == Step(1)


@pytest.mark.parametrize(("walk", "message"), [(Walk(), "no round yet"), (Walk((Step(0),), 0), "rounds 0 to 0")])
def test_a_round_that_is_none(walk: Walk, message: str) -> None:
    for number in (1, -1, True):
        with pytest.raises(InputError, match=message):
            walk.round(number)


def test_what_no_rounds_can_be() -> None:
    with pytest.raises(ValueError, match="rounds are missing"):
        Walk((Step(1),))
    with pytest.raises(InputError, match="no round 3"):
        Walk((Step(0),), 3)
