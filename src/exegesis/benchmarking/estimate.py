"""What a benchmark will take: one text of middle length of each set is worked through whole, and multiplied."""

import time
from dataclasses import dataclass

from exegesis.benchmarking.plan import BenchmarkPlan, TextSet
from exegesis.benchmarking.running import WorkItem, do, explained
from exegesis.core.text import words
from exegesis.engine.engine import Engine


@dataclass(frozen=True)
class Forecast:
    """Seconds for one text of a set: by method, to explain and to measure; costly measures apart."""

    model: str
    set: str
    texts: int
    costly: int  # texts on which costly measures are taken
    methods: tuple[tuple[str, float, float, float], ...]  # label, explaining, measuring, costly measures

    @property
    def seconds(self) -> float:
        """Of the whole set."""
        return sum(self.texts * (made + measured) + self.costly * costly for _, made, measured, costly in self.methods)


def forecast(plan: BenchmarkPlan) -> list[Forecast]:
    """One for each model and set. Nothing of it is kept."""
    return [_forecast(plan, place, texts) for place in range(len(plan.models)) for texts in plan.sets]


def _forecast(plan: BenchmarkPlan, place: int, texts: TextSet) -> Forecast:
    name, model, print_ = plan.models[place]
    index = _middle(texts)
    limits = [one.limit for one in plan.measures if one.limit is not None]
    cheap = [one for one in plan.measures if one.limit is None]
    costly = [one for one in plan.measures if one.limit is not None]
    engine, found = Engine(model), []
    for number, contender in enumerate(plan.contenders):
        job = WorkItem(name, model, print_, texts, index, contender)
        if number == 0:
            explained(plan, job)  # a cold start is no part of what comes again
        before = time.perf_counter()
        do(plan, job, [], engine, True)
        made = time.perf_counter() - before
        spent = []
        for asked in (cheap, costly):
            before = time.perf_counter()
            if asked:
                do(plan, job, asked, engine, False)
            spent.append(max(0.0, time.perf_counter() - before - made) if asked else 0.0)
        found.append((contender.label, made, spent[0], spent[1]))
    return Forecast(
        name, texts.name, len(texts.texts), min(len(texts.texts), *limits, *[0] * (not limits)), tuple(found)
    )


def _middle(texts: TextSet) -> int:
    lengths = [len(words(text)) for text in texts.texts]
    return sorted(range(len(lengths)), key=lambda index: (lengths[index], index))[len(lengths) // 2]
