"""Figures as the cells of a table, and tables as Markdown."""

from exegesis.core.statistics import Interval
from exegesis.views.characters import label
from exegesis.views.wording import MINUS

NONE = "–"
Table = list[list[str]]  # the first line is the heading


def figure(value: float | None, places: int = 2) -> str:
    """A number with so many decimals, a true minus sign, a dash where there is none."""
    if value is None or value != value:
        return NONE
    return f"{value:.{places}f}".replace("-", MINUS) if round(value, places) else f"{0:.{places}f}"


def share(value: float | None) -> str:
    """A fraction in percent."""
    return NONE if value is None or value != value else f"{100 * value:.1f}%"


def interval(found: Interval | None, places: int = 3) -> str:
    """ "0.71 [0.62, 0.80]" """
    if found is None:
        return NONE
    return f"{figure(found.mean, places)} [{figure(found.low, places)}, {figure(found.high, places)}]"


def table(rows: Table) -> str:
    """Rows as a Markdown table, numbers to the right."""
    first, *rest = [[safe(cell) for cell in row] for row in rows]
    rule = ["---", *["---:"] * (len(first) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (first, rule, *rest))


def safe(text: str) -> str:
    """One line in which nothing of Markdown or HTML is read as such."""
    plain = label(text) if text else ""
    for sign in "\\`*_{}[]<>#|":
        plain = plain.replace(sign, {"<": "&lt;", ">": "&gt;"}.get(sign, f"\\{sign}"))
    return plain
