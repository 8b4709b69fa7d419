"""Markdown of the experiments: tables with means, spreads and the published figures."""

from collections.abc import Sequence

import numpy as np


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 1) -> str:
    """A Markdown table; columns from `numbers` on stand at the right. What would end a cell is escaped."""
    marks = ["---" if place < numbers else "---:" for place in range(len(heads))]
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in (heads, marks, *rows))


def mean_spread(values: Sequence[float], places: int = 1) -> str:
    """The mean of some values ± their standard deviation, which is left out for a single one."""
    if not len(values):
        return ""
    mean = f"{np.mean(values):.{places}f}"
    return mean if len(values) == 1 else f"{mean} ± {np.std(values, ddof=1):.{places}f}"


def _cell(text: str) -> str:
    return str(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
