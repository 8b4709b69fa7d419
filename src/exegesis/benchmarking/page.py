"""A benchmark as a web page that needs nothing else: standings, quality against cost, and every measure's intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from exegesis.benchmarking import wording as said
from exegesis.benchmarking.records import MeasuredCell, MeasureRow
from exegesis.benchmarking.result import Benchmark
from exegesis.views.html import NOTEBOOK, render
from exegesis.views.tables import NONE, Table, figure


@dataclass(frozen=True)
class MethodLine:
    """A method on a measure's axis, in percent of it; no place where it has no value."""

    name: str
    value: str
    told: str
    marks: str
    at: float | None
    left: float
    width: float


@dataclass(frozen=True)
class MeasurePanel:
    """A measure: its methods, best first, and where the control's mean stands."""

    name: str
    better: str
    texts: str
    summary: str
    control: float | None
    lines: tuple[MethodLine, ...]


@dataclass(frozen=True)
class Dot:
    """A method as a numbered dot, in percent from the left and from the top."""

    number: int
    name: str
    told: str
    left: float
    top: float
    is_control: bool


@dataclass(frozen=True)
class Plot:
    """Mean place against seconds. `ticks`: (percent from the left, label) and (percent from the top, label)."""

    dots: tuple[Dot, ...]
    across: tuple[tuple[float, str], ...]
    down: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Chapter:
    """One model on one set."""

    title: str
    standings: Table
    plot: Plot | None
    panels: tuple[MeasurePanel, ...]


def page(found: Benchmark, title: str | None = None, document: str = "document.html") -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = found.as_plain()
    return render(
        "benchmark.html",
        document=document,
        title=str.__str__(title) if title else "A benchmark of explainers · Exegesis",
        found=plain,
        said=said,
        chapters=[_chapter(plain, *place) for place in plain.places()],
    )


def fragment(found: Benchmark) -> str:
    """The same as one element with its own styles, which touch nothing outside it, as notebooks need it."""
    return page(found, document=NOTEBOOK)


def _chapter(found: Benchmark, model: str, name: str, done: int) -> Chapter:
    panels = tuple(_panel(found, model, name, row) for row in found.measures)
    heading = said.heading(found, model, name, done)
    return Chapter(heading, said.standings(found, model, name), _plot(found, model, name), panels)


def _panel(found: Benchmark, model: str, name: str, row: MeasureRow) -> MeasurePanel:
    cells = found.column(model, name, row.name)
    known = [one.mean for one in cells if one.mean is not None]
    low = min((mean.low for mean in known), default=0.0)
    length = (max((mean.high for mean in known), default=0.0) - low) or 1.0
    control = found.cell(model, name, row.name, found.control)
    least = min((one.n + sum(one.undefined.values()) for one in cells), default=0)
    return MeasurePanel(
        name=said.measure(row),
        better=said.better(row),
        texts=f"{least:,} text{'' if least == 1 else 's'}",
        summary=row.summary,
        control=None if control is None or control.mean is None else _percent(control.mean.mean, low, length),
        lines=tuple(_line(found, one, low, length) for one in cells),
    )


def _line(found: Benchmark, cell: MeasuredCell, low: float, length: float) -> MethodLine:
    name = said.methods(found)[cell.method]
    if cell.mean is None:
        return MethodLine(name, "undefined" if cell.undefined else NONE, "no text has a value", "", None, 0.0, 0.0)
    left, right = _percent(cell.mean.low, low, length), _percent(cell.mean.high, low, length)
    told = f"{said.interval(cell.mean)}, {said.against(found, cell)}"
    if missing := sum(cell.undefined.values()):
        told += f"; undefined for {missing:,} texts"
    value, marks = figure(cell.mean.mean, 3), " ".join(said.marks(found, cell))
    return MethodLine(name, value, told, marks, _percent(cell.mean.mean, low, length), left, round(right - left, 2))


def _percent(value: float, low: float, length: float) -> float:
    return round(100 * (value - low) / length, 2)


# -- quality against cost -----------------------------------------------------------------------------------------


def _plot(found: Benchmark, model: str, name: str) -> Plot | None:
    """None where there is nothing to set against each other."""
    names, drawn = said.methods(found), []
    for number, one in enumerate(found.standings(model, name), 1):
        spent = found.cost(model, name, one.method)
        if one.place is not None and spent is not None and spent.median_seconds > 0:
            drawn.append((number, one, math.log10(spent.median_seconds)))
    if len(drawn) < 2:
        return None
    across, down = _axis([cost for _, _, cost in drawn]), (0.5, len(found.methods) + 0.5)
    dots = tuple(
        Dot(
            number,
            names[one.method],
            f"place {figure(one.place, 1)}, {said.seconds(10**cost)} s a text",
            _on(cost, across),
            _on(one.place or 0.0, down),
            one.method == found.control,
        )
        for number, one, cost in drawn
    )
    ticks = tuple(
        (_on(power, across), f"{10.0**power:g} s") for power in range(math.ceil(across[0]), int(across[1]) + 1)
    )
    places = tuple((_on(place, down), str(place)) for place in range(1, len(found.methods) + 1))
    return Plot(dots, ticks, places)


def _axis(powers: Sequence[float]) -> tuple[float, float]:
    """Whole powers of ten around the costs."""
    low = math.floor(min(powers))
    return float(low), float(max(math.ceil(max(powers)), low + 1))


def _on(value: float, ends: tuple[float, float]) -> float:
    return round(100 * (value - ends[0]) / ((ends[1] - ends[0]) or 1.0), 2)
