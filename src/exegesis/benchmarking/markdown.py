"""A benchmark as Markdown: standings and measures of each model on each set, without the pictures."""

from exegesis.benchmarking import wording as said
from exegesis.benchmarking.records import MeasureRow
from exegesis.benchmarking.result import Benchmark
from exegesis.views.tables import safe, table

_COLUMNS = 5  # of measures side by side


def markdown(found: Benchmark) -> str:
    """The benchmark; names that come from files are escaped."""
    parts = ["# A benchmark of explainers", "\n".join(f"- {safe(f'{o.name}: {said.lengths(o)}')}" for o in found.sets)]
    parts += [tables(found)]
    parts += ["## The measures", _lines(said.settings(found))]
    if limited := said.limits(found):
        parts += [_lines(limited)]
    for title, lines in (("Undefined", said.undefined(found)), ("Texts that failed", said.failures(found))):
        if lines:
            parts += [f"## {title}", _lines(lines)]
    return "\n\n".join(parts) + "\n"


def tables(found: Benchmark, level: int = 2) -> str:
    """A chapter for each model and set."""
    parts = []
    for model, name, done in found.places():
        parts += [f"{'#' * level} {safe(said.heading(found, model, name, done))}"]
        parts += [table(said.standings(found, model, name))]
        parts += [table(said.values(found, model, name, rows)) for rows in _stretches(found)]
    return "\n\n".join([*parts, safe(said.PLACE), safe(said.MARKS)])


def _stretches(found: Benchmark) -> list[list[MeasureRow]]:
    rows = list(found.measures)
    return [rows[start : start + _COLUMNS] for start in range(0, len(rows), _COLUMNS)]


def _lines(lines: list[str]) -> str:
    return "\n".join(f"- {safe(line)}" for line in lines)
