"""`exegesis benchmark`: how well methods explain models on files of texts, and what they cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli.evaluate import settings_by_measure
from exegesis.cli.models import MODEL
from exegesis.cli.progress import progress_of
from exegesis.cli.writing import as_json, say, tell, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.benchmarking.plan import Plan
    from exegesis.benchmarking.result import Benchmark


def benchmark(
    model: Annotated[list[str], typer.Option(help=MODEL + "; may be repeated.")],
    data: Annotated[
        list[Path], typer.Option(help="Texts: .txt, .csv, .tsv, .jsonl, .parquet (or .gz); may be repeated.")
    ],
    out: Annotated[Path, typer.Option(help="The folder that takes the results as they are found.")],
    methods: Annotated[
        str | None, typer.Option(help="Methods, as a,b:SETTING=VALUE; the random control is always among them.")
    ] = None,
    metrics: Annotated[str | None, typer.Option(help="Measures, as x,y (see `exegesis metrics`).")] = None,
    limit: Annotated[int | None, typer.Option(help="Of each file only the first so many texts.")] = None,
    costly_limit: Annotated[int, typer.Option(help="Texts of each file on which costly measures are taken.")] = 20,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A measure's setting, as MEASURE.NAME=VALUE; may be repeated.")
    ] = None,
    removal: Annotated[str, typer.Option(help="How measures remove units: auto, mask, delete or pad.")] = "auto",
    unit: Annotated[str, typer.Option(help="word, token or sentence.")] = "word",
    column: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run that --out holds.")] = False,
    stop_after: Annotated[float | None, typer.Option(help="Stop after so many seconds, to go on another time.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Try one text of each file, and tell how long all will take.")
    ] = False,
) -> None:
    """Compare explanation methods on texts: faithfulness, stability, spread, with random scores beside, and cost."""
    from contextlib import closing

    from exegesis.benchmarking import front
    from exegesis.benchmarking.plan import files
    from exegesis.benchmarking.running import run
    from exegesis.benchmarking.store import Store
    from exegesis.benchmarking.summing import summed
    from exegesis.benchmarking.table import write_results

    plan = front.planned(
        model, files(data), _names(methods) or front.METHODS, _names(metrics) or front.MEASURES, seed, unit,
        removal=removal, measure_settings=settings_by_measure(setting), text_column=column,
        limit=limit, costly_limit=costly_limit,
    )  # fmt: skip
    if dry_run:
        return _forecast(plan)
    with closing(Store(plan, out, resume)) as store, progress_of("benchmark") as progress:
        is_done = run(plan, store, progress, stop_after)
        found = summed(plan, store)
        _written(found, out)
        try:
            write_results(store, out / "results.parquet")
        except InputError as error:
            tell(f"note: {error}")
    if not is_done:
        tell("stopped; the same command with --resume goes on.")


def _written(found: "Benchmark", out: Path) -> None:
    from exegesis.data.renderers import renderer

    renderer("benchmark terminal")(found)
    write(out / "benchmark.json", as_json(found.to_dict()))
    write(out / "benchmark.html", found.to_html())
    write(out / "benchmark.md", found.to_markdown())


def _names(given: str | None) -> list[str]:
    return [name.strip() for name in (given or "").split(",") if name.strip()]


def _forecast(plan: "Plan") -> None:
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
