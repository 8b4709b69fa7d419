"""The figures of a benchmark in words, shared by the page, the Markdown and the terminal."""

from exegesis.benchmarking.records import MeasuredCell, MeasureRow, MethodRow, SetRow, Spent
from exegesis.benchmarking.result import LEVEL, Benchmark
from exegesis.core.statistics import Interval
from exegesis.views import wording
from exegesis.views.tables import NONE, Table, figure

BEST, CHANCE = "●", "○"
MARKS = (
    f"{BEST} the best, or not told apart from it; {CHANCE} not told apart from the random control (sign-flip test of "
    f"paired differences, p < {LEVEL:g} after Holm's correction over all pairs of methods). In brackets: 95% bootstrap "
    "interval over texts."
)
SHORT_MARKS = (
    f"↑ higher is better, ↓ lower; {BEST} the best or not told apart from it, {CHANCE} not told apart from chance."
)
PLACE = (
    "Place: the mean of a method's places (1 is best) over the measures that remove words and ask the model. "
    "Better and worse than chance: by how many of these measures, after correction."
)


def method(row: MethodRow) -> str:
    """ "LIME (samples 500)"."""
    settings = ", ".join(f"{wording.spaced(name)} {_value_of(value)}" for name, value in row.settings.items())
    name = wording.method_name(row.method)
    said = f"{name} ({settings})" if settings else name
    return f"{said}, control" if row.is_control else said


def _value_of(value: object) -> str:
    return wording.spaced(value) if isinstance(value, str) else wording.readable(value)


def methods(found: Benchmark) -> dict[str, str]:
    """The methods' names by label."""
    return {row.label: method(row) for row in found.methods}


def measure(row: MeasureRow) -> str:
    """The measure's name as a heading."""
    name = wording.spaced(row.name)
    return name[:1].upper() + name[1:]


def better(row: MeasureRow) -> str:
    """ "Higher is better, correlation"."""
    unit = row.unit.replace("target", "in the target's unit") if row.unit.startswith("target") else row.unit
    return f"{row.direction.capitalize()} is better, {unit}"


def heading(found: Benchmark, model: str, set: str, done: int) -> str:
    """ "bundled:sentiment on sst2"."""
    asked = next(row.texts for row in found.sets if row.name == set)
    so_far = f" of {asked:,}" if done < asked else ""
    return f"{model} on {set}, {done:,}{so_far} texts"


def lengths(row: SetRow) -> str:
    """How long a set's texts are."""
    least, median, most = row.words
    return f"{row.texts:,} texts of {least:,} to {most:,} words, median {median:,}"


def standings(found: Benchmark, model: str, set: str) -> Table:
    """A line for each method, the best mean place first: places, wins over chance, cost."""
    names = methods(found)
    rows = [["", "method", "place", "better than chance", "worse", "passes", "backward", "seconds a text"]]
    for number, one in enumerate(found.standings(model, set), 1):
        place = NONE if one.place is None else f"{one.place:.1f}"
        counts = [f"{one.beats} of {one.measures}", str(one.loses)] if one.measures else [NONE, NONE]
        if one.method == found.control:
            counts = [NONE, NONE]
        rows.append([str(number), names[one.method], place, *counts, *cost(found.cost(model, set, one.method))])
    return rows


def cost(spent: Spent | None) -> list[str]:
    """Passes forward and backward, and the median of seconds."""
    if spent is None:
        return [NONE, NONE, NONE]
    backward = f"{spent.backward_passes:,.0f}" if spent.backward_passes else "0"
    return [f"{spent.forward_passes:,.0f}", backward, seconds(spent.median_seconds)]


def seconds(value: float) -> str:
    """Two digits that count."""
    return f"{value:.2g}" if value < 100 else f"{value:,.0f}"


def values(found: Benchmark, model: str, set: str, rows: list[MeasureRow]) -> Table:
    """A line for each method, by standing; a column for each measure."""
    names = methods(found)
    head = ["method", *(f"{measure(row)} ({'↑' if row.direction == 'higher' else '↓'})" for row in rows)]
    lines = []
    for one in found.standings(model, set):
        cells = [found.cell(model, set, row.name, one.method) for row in rows]
        lines.append([names[one.method], *(_value(found, cell) for cell in cells)])
    return [head, *lines]


def means(found: Benchmark, model: str, set: str) -> Table:
    """A line for each measure: the mean of each method, numbered by standing, with its marks."""
    standing = found.standings(model, set)
    rows = [["measure", *(str(number) for number in range(1, len(standing) + 1))]]
    for row in found.measures:
        cells = [found.cell(model, set, row.name, one.method) for one in standing]
        arrow = "↑" if row.direction == "higher" else "↓"
        rows.append([f"{measure(row)} {arrow}", *(_mean(found, cell) for cell in cells)])
    return rows


def _mean(found: Benchmark, cell: MeasuredCell | None) -> str:
    return NONE if cell is None or cell.mean is None else " ".join([figure(cell.mean.mean, 3), *marks(found, cell)])


def _value(found: Benchmark, cell: MeasuredCell | None) -> str:
    if cell is None or cell.mean is None:
        return "undefined" if cell is not None and cell.undefined else NONE
    said = " ".join([interval(cell.mean), *marks(found, cell)])
    missing = sum(cell.undefined.values())
    return f"{said} (n {cell.n})" if missing else said


def interval(mean: Interval) -> str:
    """ "0.712 [0.650, 0.771]", with as many decimals as its width calls for."""
    width = mean.high - mean.low
    places = 3 if width >= 0.002 or not width else 5
    return f"{figure(mean.mean, places)} [{figure(mean.low, places)}, {figure(mean.high, places)}]"


def marks(found: Benchmark, cell: MeasuredCell) -> list[str]:
    """Whether it is among the best, and whether it is told apart from chance."""
    best = found.column(cell.model, cell.set, cell.measure)[0].method
    said = []
    if cell.method == best or not _differs(found, cell, best):
        said.append(BEST)
    if cell.method != found.control and not _differs(found, cell, found.control):
        said.append(CHANCE)
    return said


def _differs(found: Benchmark, cell: MeasuredCell, other: str) -> bool:
    one = found.contrast(cell.model, cell.set, cell.measure, cell.method, other)
    return one is not None and one.corrected < LEVEL


def against(found: Benchmark, cell: MeasuredCell) -> str:
    """A method beside the random control, in a line."""
    one = found.contrast(cell.model, cell.set, cell.measure, cell.method, found.control)
    if one is None:
        return "the control" if cell.method == found.control else "not compared with chance"
    told = f"p {p(one.p)}, corrected {p(one.corrected)}"
    return f"{wording.signed(one.difference.mean, 3)} against chance on {one.n:,} texts, {told}"


def p(value: float) -> str:
    """A p value."""
    return f"{value:.1g}" if value < 0.001 else f"{value:.3f}" if value < 1 else "1"


def undefined(found: Benchmark) -> list[str]:
    """What has no value, counted by what was said."""
    names = methods(found)
    said = []
    for one in found.cells:
        for reason, count in one.undefined.items():
            place = f"{one.model} on {one.set}, {wording.spaced(one.measure)}, {names[one.method]}"
            said.append(f"{place}: undefined for {count:,} of {count + one.n:,} texts: {reason}")
    return said


def failures(found: Benchmark) -> list[str]:
    """The texts that failed."""
    names = methods(found)
    return [f"{one.model}, {one.set}, {one.text}, {names[one.method]}: {one.error}" for one in found.failures]


def limits(found: Benchmark) -> list[str]:
    """Which measures were taken on a part of the texts."""
    parts = [row for row in found.measures if row.limit is not None]
    return [f"{measure(row)}: the first {row.limit:,} texts of each set." for row in parts]


def settings(found: Benchmark) -> list[str]:
    """The measures' settings, in a line each."""
    said = []
    for row in found.measures:
        given = ", ".join(f"{wording.spaced(name)} {wording.readable(value)}" for name, value in row.settings.items())
        said.append(f"{measure(row)}: {row.summary}{f' ({given})' if given else ''}")
    return said
