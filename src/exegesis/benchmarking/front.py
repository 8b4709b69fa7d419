"""The front door: models, texts, methods and measures in, a Benchmark out; begun, stopped and gone on with."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from exegesis.benchmarking import plan as planning
from exegesis.benchmarking.contenders import contenders
from exegesis.benchmarking.plan import COSTLY, BenchmarkPlan, Data
from exegesis.benchmarking.result import Benchmark
from exegesis.benchmarking.running import Progress, run
from exegesis.benchmarking.store import ResultStore
from exegesis.benchmarking.summing import summed
from exegesis.core.errors import InputError, check_count, unknown
from exegesis.engine.chosen_methods import MethodSpec
from exegesis.evaluation.front import REMOVALS
from exegesis.explainers import table as explainers
from exegesis.metrics import table as metrics

METHODS = explainers.usual("benchmark")
MEASURES = metrics.usual("benchmark")


def benchmark(
    models: Any,
    data: Mapping[str, Data] | Data,
    methods: Sequence[MethodSpec] = METHODS,
    measures: Sequence[str] = MEASURES,
    seed: int = 0,
    unit: str = "word",
    *,
    removal: str = "auto",
    measure_settings: Mapping[str, Mapping[str, Any]] | None = None,
    text_column: str = "text",
    limit: int | None = None,
    costly_limit: int | None = COSTLY,
    out: str | Path | None = None,
    resume: bool = False,
    stop_after: float | None = None,
    progress: Progress | None = None,
) -> Benchmark:
    """How well methods explain models on texts, beside random scores, and what they cost.

    Each text is explained once by each method, towards what the model predicts. A text that fails is in `failures`, and
    the others go on.

    Args:
        models: one or several of what `load` gives or takes.
        data: a file of texts, a list of them, or several by name, which are kept apart.
        methods: names, "NAME:SETTING=VALUE:..." or (name, settings); the random control is always among them.
        measures: names of measures.
        seed: of all that is random.
        unit: as for `explain`.
        removal: as for `evaluate`.
        measure_settings: of measures, by name.
        text_column: where the texts stand in files of rows.
        limit: of each set the first so many.
        costly_limit: texts of each set for measures that explain anew many times over (None: all).
        out: a folder whose store takes every result as it is found.
        resume: go on with a store that was begun by the same wishes.
        stop_after: seconds after which the work stops; the result then is of the texts that are through.
        progress: called as the work goes on.

    Returns:
        A cell for each method and measure with its interval, and which differences are significant.

    Raises:
        InputError: what concerns all.
    """
    plan = planned(
        models, data, methods, measures, seed, unit,
        removal=removal, measure_settings=measure_settings, text_column=text_column,
        limit=limit, costly_limit=costly_limit,
    )  # fmt: skip
    if resume and out is None:
        raise InputError("there is nothing to go on with: give the folder by out=.")
    with closing(ResultStore(plan, None if out is None else Path(out), resume)) as store:
        run(plan, store, progress, stop_after)
        return summed(plan, store)


def planned(
    models: Any,
    data: Mapping[str, Data] | Data,
    methods: Sequence[MethodSpec] = METHODS,
    measures: Sequence[str] = MEASURES,
    seed: int = 0,
    unit: str = "word",
    *,
    removal: str = "auto",
    measure_settings: Mapping[str, Mapping[str, Any]] | None = None,
    text_column: str = "text",
    limit: int | None = None,
    costly_limit: int | None = COSTLY,
) -> BenchmarkPlan:
    """What `benchmark` with these words will do; every slip is told here, before the work."""
    if removal not in REMOVALS:
        raise unknown("removal", removal, REMOVALS)
    if costly_limit is not None:
        check_count("costly_limit", costly_limit)
    chosen = contenders(methods)
    chosen_measures = planning.measures(measures, measure_settings or {}, costly_limit)
    loaded = planning.models(models)  # before the data: what is wrong with images is the model
    sets = planning.text_sets(data, text_column, limit)
    plan = BenchmarkPlan(loaded, sets, chosen, chosen_measures, seed, unit, removal)
    planning.check_fit(plan)
    return plan
