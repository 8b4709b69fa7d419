"""Seconds of both sides at equal error, the sides taking turns on each text."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from benchmarks.speed.equal.costs import shared
from benchmarks.speed.equal.frame import Contest, Reached, TextResult, Way, pairs_of
from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.figures import Spread, ratios

Clock = Callable[[], float]
SeenSubjects = Mapping[tuple[str, int], Subject]


def timed(
    contest: Contest,
    results: Sequence[TextResult],
    subjects: SeenSubjects,
    rows: Sequence[Mapping[str, Any]],
    rounds: int,
    clock: Clock = time.perf_counter,
) -> list[dict[str, Any]]:
    """For each row of the comparison: seconds of the peer and of ours by text, and the ratio."""
    found = []
    for row in rows:
        texts = [one for one in results if one.kind == row["kind"] and (one.kind, one.number) in subjects]
        peer, ours, ratio = [], [], []
        for one in texts:
            for theirs, own in pairs_of(contest.peer.name, row["aim"], row["way"], [one]):
                sides = [(contest.peer, theirs), (_way(contest, row["way"]), own)]
                took = turns(subjects[one.kind, one.number], sides, rounds, clock)
                peer.append(median(took[0]))
                ours.append(median(took[1]))
                ratio.append(ratios(*took).median)
        if ratio:
            names = {"aim": row["aim"], "kind": row["kind"], "way": row["way"], "texts": len(ratio)}
            spreads = {"peer": peer, "ours": ours, "ratio": ratio}
            found.append(names | {name: Spread.of(values).plain() for name, values in spreads.items()})
    return found


def turns(
    subject: Subject, sides: Sequence[tuple[Way, Reached]], rounds: int, clock: Clock = time.perf_counter
) -> list[list[float]]:
    """Seconds of each side in each round, scaled to its whole setting; every other round the other way round."""
    took: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        order = list(enumerate(sides))
        for place, (way, reached) in order if number % 2 == 0 else reversed(order):
            setting = shared(way, reached.setting)
            started = clock()
            way.run(subject, setting, number)
            scale = 1.0 if way.share == 1 else reached.setting / setting
            took[place].append((clock() - started) * scale)
    return took


def _way(contest: Contest, name: str) -> Way:
    return next(way for way in contest.ours if way.name == name)
