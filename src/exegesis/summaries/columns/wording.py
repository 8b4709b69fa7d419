"""How the figures of a summary of columns are said, once, for page, terminal and plots."""

from collections import defaultdict

from exegesis.data.table_row import said
from exegesis.summaries.columns.result import ColumnSummary, SummaryColumn, TargetColumns
from exegesis.views.wording import MINUS, method_name

_CLIP = 24  # characters of a category


def heading(summary: ColumnSummary, target: TargetColumns) -> str:
    """What is summed up."""
    methods = " and ".join(map(method_name, summary.methods))
    return f"{target.name}: mean size of a column's score ({target.output}), {target.rows:,} rows by {methods}"


def size(column: SummaryColumn, places: int) -> str:
    """The mean size with its interval."""
    mean, low, high = (f"{value:.{min(places, 6)}f}" for value in (column.size.mean, column.size.low, column.size.high))
    return f"{mean} ({low} to {high})"


def trend(column: SummaryColumn) -> str:
    """How scores go with values: of numbers whether they rise, of categories which is most towards and against."""
    if column.shares is not None:
        return {"up": "higher values: towards", "down": "higher values: against", "": ""}[column.trend]
    held: dict[str, list[float]] = defaultdict(list)
    for value, score in zip(column.values, column.scores.tolist(), strict=True):
        held[said(value)].append(score)
    means = {name: sum(scores) / len(scores) for name, scores in held.items()}
    if len(means) < 2:
        return ""
    best, worst = max(means, key=lambda name: means[name]), min(means, key=lambda name: means[name])
    return f"+ {_clipped(best)}, {MINUS} {_clipped(worst)}"


def _clipped(name: str) -> str:
    return name if len(name) <= _CLIP else name[: _CLIP - 1] + "…"
