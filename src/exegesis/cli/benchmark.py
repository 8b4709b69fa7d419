"""`exegesis benchmark`: how well methods explain models on files of texts, and what they cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import settings_by_measure
from exegesis.cli.writing import as_json, say, tell, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.benchmarking.plan import BenchmarkPlan
    from exegesis.benchmarking.result import Benchmark


def benchmark(
    model: o.Models[list[str]],
    data: o.ManyData[list[Path]],
    out: o.Out[Path],
    text_column: o.TextColumn[str] = "text",
    limit: o.Limit = None,
    unit: o.Unit[str] = "word",
    method: o.Methods = None,
    measure: o.Measures = None,
    measure_setting: o.MeasureSettings = None,
    removal: o.Removal = "auto",
    costly_limit: Annotated[
        int, o.option(o.METHOD, "--costly-limit", "Texts of each file on which costly measures are taken.")
    ] = 20,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    resume: o.Resume = False,
    stop_after: o.StopAfter = None,
    dry_run: o.DryRun = False,
) -> None:
    """Methods by measures, beside chance, and what they cost."""
    from exegesis.benchmarking import front
    from exegesis.benchmarking.plan import files

    plan = front.planned(
        model, files(data), method or front.METHODS, measure or front.MEASURES, seed, unit, removal=removal,
        measure_settings=settings_by_measure(measure_setting), text_column=text_column, limit=limit,
        costly_limit=costly_limit,
    )  # fmt: skip
    if dry_run:
        return _forecast(plan)
    if not _run(plan, out, resume, stop_after):
        tell("stopped; the same command with --resume goes on.")


def _run(plan: "BenchmarkPlan", out: Path, resume: bool, stop_after: float | None) -> bool:
    """Whether the work is done, and not stopped; what is known by now is written."""
    from contextlib import closing

    from exegesis.benchmarking.running import run
    from exegesis.benchmarking.store import ResultStore
    from exegesis.benchmarking.summing import summed
    from exegesis.benchmarking.table import write_results

    with closing(ResultStore(plan, out, resume)) as store, progress_of("benchmark") as progress:
        is_done = run(plan, store, progress, stop_after)
        _written(summed(plan, store), out)
        try:
            write_results(store, out / "results.parquet")
        except InputError as error:
            tell(f"note: {error}")
    return is_done


def _written(found: "Benchmark", out: Path) -> None:
    from exegesis.data.renderers import renderer

    renderer("benchmark terminal")(found)
    write(out / "benchmark.json", as_json(found.to_dict()))
    write(out / "benchmark.html", found.to_html())
    write(out / "benchmark.md", found.to_markdown())


def _forecast(plan: "BenchmarkPlan") -> None:
    """The plan, and what a text of middle length says of the time."""
    from exegesis.benchmarking.estimate import forecast

    say(f"{len(plan.measures)} measures: {', '.join(one.name for one in plan.measures)}")
    total = 0.0
    for one in forecast(plan):
        say(f"{one.model} on {one.set}: {one.texts:,} texts, costly measures on {one.costly:,}; seconds a text:")
        width = max(len(label) for label, *_ in one.methods)
        for label, made, measured, costly in one.methods:
            said = f"explaining {made:8.3f}  measuring {measured:8.3f}  costly {costly:8.3f}"
            say(f"  {label:<{width}}  {said}")
        say(f"  about {_spoken(one.seconds)}")
        total += one.seconds
    say(f"in all about {_spoken(total)}; nothing was written.")


def _spoken(seconds: float) -> str:
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.1f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
