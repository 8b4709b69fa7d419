"""`exegesis anchor`: the words that suffice for an answer."""

from typing import Annotated, Any

from exegesis.cli import options as o
from exegesis.cli.inputs import input_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import text_of
from exegesis.cli.writing import ResultFiles


def anchor(
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    model: o.Model[str] = "bundled:sentiment",
    precise: Annotated[
        float, o.option(o.METHOD, "--precise", "The share of neighbours that must keep the answer.")
    ] = 0.95,
    most_units: Annotated[int, o.option(o.METHOD, "--most-units", "Words of a rule at most.")] = 8,
    draws: Annotated[int, o.option(o.METHOD, "--draws", "Neighbours that are drawn at most.")] = 20_000,
    unit: o.Unit[str] = "word",
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """The words that suffice for an answer, whatever the others are."""
    files = ResultFiles(json_path, html)
    with reading_model(model):
        from exegesis.rules import anchor as rule_of

        files.check(inputs=(file,))
        given: Any = input_of(text_of(text, file), pair, None)
        with progress_of("anchor") as progress:
            found = rule_of(
                model, given, precise, seed, unit, most_units=most_units, draws=draws, progress=progress,
                threads=threads,
            )  # fmt: skip
    files.write("anchor", found)
