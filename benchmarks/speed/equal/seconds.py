"""Seconds of all sides at equal error, the sides taking turns on each text."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from benchmarks.speed.equal.costs import shared
from benchmarks.speed.equal.frame import Contest, Reached, TextResult, Way
from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.figures import Spread, ratios

Clock = Callable[[], float]
Seconds = Mapping[str, Sequence[float]]  # of each round, by the name of the way


def timed(
    contest: Contest,
    results: Sequence[TextResult],
    subjects: Mapping[tuple[str, int], Subject],
    rounds: int,
    clock: Clock = time.perf_counter,
) -> list[dict[str, Any]]:
    """For each aim, kind of text and way of ours: seconds of the peer and of ours by text, and the ratio."""
    by_row: dict[tuple[str, str, str], list[Seconds]] = {}
    for one in results:
        for aim in one.by_aim if (one.kind, one.number) in subjects else ():
            took = turns(subjects[one.kind, one.number], _sides(contest, one.by_aim[aim]), rounds, clock)
            for way in contest.ours:
                if contest.peer.name in took and way.name in took:
                    by_row.setdefault((aim, one.kind, way.name), []).append(took)
    return [_row(contest.peer.name, key, texts) for key, texts in by_row.items()]


def _sides(contest: Contest, reached: Mapping[str, Reached | None]) -> list[tuple[Way, Reached]]:
    """The ways that got there; none where none of ours did."""
    known = ((way, reached.get(way.name)) for way in (contest.peer, *contest.ours))
    found = [(way, one) for way, one in known if one is not None]
    return found if len(found) > 1 else []


def turns(
    subject: Subject, sides: Sequence[tuple[Way, Reached]], rounds: int, clock: Clock = time.perf_counter
) -> dict[str, list[float]]:
    """Seconds of each side in each round, scaled to its whole setting; every other round the other way round."""
    took: dict[str, list[float]] = {way.name: [] for way, _ in sides}
    for number in range(rounds):
        for way, reached in sides if number % 2 == 0 else reversed(sides):
            setting = shared(way, reached.setting)
            started = clock()
            way.run(subject, setting, number)
            scale = 1.0 if way.share == 1 else reached.setting / setting
            took[way.name].append((clock() - started) * scale)
    return took


def _row(peer: str, key: tuple[str, str, str], texts: Sequence[Seconds]) -> dict[str, Any]:
    """Spreads over texts of the medians over rounds; a ratio is that of the same round."""
    aim, kind, way = key
    spreads = {
        "peer": [median(one[peer]) for one in texts],
        "ours": [median(one[way]) for one in texts],
        "ratio": [ratios(one[peer], one[way]).median for one in texts],
    }
    names = {"aim": aim, "kind": kind, "way": way, "texts": len(texts)}
    return names | {name: Spread.of(values).plain() for name, values in spreads.items()}
