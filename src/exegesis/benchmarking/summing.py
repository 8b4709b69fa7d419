"""From the store's records to the Benchmark: means with intervals, costs, and paired contrasts, over whole texts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from exegesis.benchmarking.plan import BenchmarkPlan, Measured
from exegesis.benchmarking.records import FailedText, MeasuredCell, MethodContrast, Spent
from exegesis.benchmarking.result import HIGHER, Benchmark
from exegesis.benchmarking.running import WorkItem, jobs, missing
from exegesis.benchmarking.store import Record, ResultStore
from exegesis.core.statistics import bootstrapped, holm, sign_flip
from exegesis.core.types import Floats
from exegesis.explainers.table import CHANCE


@dataclass(frozen=True)
class _Table:
    """One model on one set: the texts that are through, and the records of each method's."""

    model: str
    set: str
    done: int
    jobs: dict[str, list[WorkItem]]  # by method, the texts in their order


def summed(plan: BenchmarkPlan, store: ResultStore) -> Benchmark:
    """The results so far. A text counts once all methods have been through it."""
    tables = list(_tables(plan, store))
    cells, contrasts = [], []
    for table in tables:
        for one in plan.measures:
            values = {method: _records(plan, store, given, one) for method, given in table.jobs.items()}
            cells += [_cell(plan, table, one, method, found) for method, found in values.items()]
            contrasts += _contrasts(plan, table, one, {m: _values(found) for m, found in values.items()})
    return Benchmark(
        **plan.rows(),
        cells=tuple(cells),
        contrasts=tuple(contrasts),
        costs=tuple(one for table in tables for one in _costs(plan, store, table)),
        failures=tuple(one for table in tables for one in _failures(plan, store, table)),
        done=tuple((table.model, table.set, table.done) for table in tables),
    )


def _tables(plan: BenchmarkPlan, store: ResultStore) -> Iterator[_Table]:
    found: dict[tuple[str, str], list[list[WorkItem]]] = {}
    for several in jobs(plan):
        done = found.setdefault((several[0].name, several[0].texts.name), [])
        if all(missing(plan, store, job) is None for job in several):
            done.append(several)
    labels = [one.label for one in plan.contenders]
    for (model, name), done in found.items():
        by_method = {label: [several[place] for several in done] for place, label in enumerate(labels)}
        yield _Table(model, name, len(done), by_method)


def _records(plan: BenchmarkPlan, store: ResultStore, given: Sequence[WorkItem], one: Measured) -> list[Record | None]:
    """A measure's records, text by text; None where the text failed. Texts beyond the measure's limit are left out."""
    within = [job for job in given if one.limit is None or job.index < one.limit]
    return [store.records.get(job.key(plan, one)) for job in within]


def _values(found: Sequence[Record | None]) -> Floats:
    """(n,), NaN where there is no value."""
    values = [np.nan if one is None or one["value"] is None else one["value"] for one in found]
    return np.array(values, dtype=np.float64)


def _cell(
    plan: BenchmarkPlan, table: _Table, one: Measured, method: str, found: Sequence[Record | None]
) -> MeasuredCell:
    values = _values(found)
    reasons = Counter(record["undefined"] for record in found if record is not None and record["value"] is None)
    return MeasuredCell(
        model=table.model,
        set=table.set,
        measure=one.name,
        method=method,
        n=int(np.isfinite(values).sum()),
        undefined=dict(reasons.most_common()),
        # Every method's mean is taken over the same resamples of texts where all have values.
        mean=bootstrapped(values, plan.seed, f"{table.set} {one.name}"),
    )


def _contrasts(plan: BenchmarkPlan, table: _Table, one: Measured, values: dict[str, Floats]) -> list[MethodContrast]:
    """Each method against the control, and against the method of the best mean.

    Corrected for all pairs of methods, since which one is the best is read off the same values.
    """
    if not table.done:
        return []
    pairs = list(combinations(values, 2))
    differences = np.stack([values[a] - values[b] for a, b in pairs], axis=1)  # (n, K)
    name = f"{table.set} {one.name}"
    ps = sign_flip(differences, plan.seed, name)
    found = {}
    for place, (pair, corrected) in enumerate(zip(pairs, holm(ps), strict=True)):
        found[pair] = differences[:, place], float(ps[place]), float(corrected)
    control = next(label for label in values if label.partition(":")[0] == CHANCE)
    best = _best(values, one.metric.direction == HIGHER)
    wanted = [(method, other) for other in dict.fromkeys((control, best)) for method in values if method != other]
    made = []
    for method, other in wanted:
        sign = 1 if (method, other) in found else -1
        gaps, p, corrected = found[(method, other) if sign == 1 else (other, method)]
        mean = bootstrapped(sign * gaps, plan.seed, name)
        if mean is not None:
            n = int(np.isfinite(gaps).sum())
            made.append(MethodContrast(table.model, table.set, one.name, method, other, n, mean, p, corrected))
    return made


def _best(values: dict[str, Floats], higher: bool) -> str:
    """The method of the best mean; the first of equals, the first of all where no one has a value."""
    means = {method: float(np.nanmean(given)) for method, given in values.items() if np.isfinite(given).any()}
    if not means:
        return next(iter(values))
    return max(means, key=lambda method: round(means[method], 6) * (1 if higher else -1))


def _costs(plan: BenchmarkPlan, store: ResultStore, table: _Table) -> Iterator[Spent]:
    for method, given in table.jobs.items():
        records = [store.records[job.key(plan)] for job in given]
        made = [record for record in records if record["kind"] == "explained"]
        if made:
            mean = {name: float(np.mean([r[name] for r in made])) for name in ("forward_passes", "backward_passes")}
            seconds = [record["seconds"] for record in made]
            yield Spent(
                model=table.model,
                set=table.set,
                method=method,
                texts=len(made),
                failed=len(records) - len(made),
                **mean,
                seconds=float(np.mean(seconds)),
                median_seconds=float(np.median(seconds)),
            )


def _failures(plan: BenchmarkPlan, store: ResultStore, table: _Table) -> Iterator[FailedText]:
    for method, given in table.jobs.items():
        for job in given:
            record = store.records[job.key(plan)]
            if record["kind"] == "failed":
                yield FailedText(table.model, table.set, job.texts.places[job.index], method, record["error"])
