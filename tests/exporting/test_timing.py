"""Times with a clock of our own: who goes when, and what is made of the seconds."""

import numpy as np
import pytest

from exegesis.exporting import timing
from exegesis.exporting.records import TimeSpread
from exegesis.exporting.timing import timed
from tests import tiny


class Clock:
    """Moved by the models themselves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.log: list[str] = []


def models(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The tiny BERT three times; a pass of each takes 6, 3 and 2 seconds, and tokenising 1."""
    made: dict[str, object] = {}
    for name, seconds in (("slow", 6.0), ("middle", 3.0), ("fast", 2.0)):
        model = tiny.bert()

        def forward(
            rows: object, precision: str = "", read: object = None, name: str = name, s: float = seconds
        ) -> None:
            clock.now += s
            clock.log.append(name)

        inner = model.encode

        def encode(texts: list[str], inner: object = inner) -> object:
            clock.now += len(texts)
            return inner(texts)  # type: ignore[operator]

        monkeypatch.setattr(model, "forward", forward)
        monkeypatch.setattr(model, "encode", encode)
        made[name] = model
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock.now)
    return made


def test_passes_are_timed_with_and_without_tokenising(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    found = timed(models(clock, monkeypatch), ["good", "a bad film"], rounds=3)  # type: ignore[arg-type]
    assert [one.passes for one in found.values()] == [6, 6, 6]
    assert [one.seconds.median for one in found.values()] == [6, 3, 2]
    assert [one.with_tokenising.median for one in found.values()] == [7, 4, 3]
    assert found["fast"].times_faster == TimeSpread(3, 3, 3)
    assert found["middle"].times_faster_with_tokenising.median == pytest.approx(7 / 4)
    assert found["slow"].times_faster == TimeSpread(1, 1, 1)


@pytest.mark.slow
def test_models_take_turns_and_another_begins_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    timed(models(clock, monkeypatch), ["good"], rounds=3)  # type: ignore[arg-type]
    passes = clock.log[3 : 3 + 9]  # after one pass of each to warm up
    assert passes == ["slow", "middle", "fast", "middle", "fast", "slow", "fast", "slow", "middle"]


def test_spread_is_of_quartiles() -> None:
    assert TimeSpread.of(np.arange(5.0)) == TimeSpread(2, 1, 3)
