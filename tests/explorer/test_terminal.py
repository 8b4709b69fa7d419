"""The head table in a terminal: numbers that can be told apart, however small the importance."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.explorer.terminal import show
from tests.explorer.toys import heads


def test_small_importance_is_no_column_of_zeros() -> None:
    rows = tuple(replace(row, silenced=-1e-4 * (n + 1), gradient=0.5) for n, row in enumerate(heads().rows))
    written = io.StringIO()
    show(replace(heads(), rows=rows), Console(file=written, width=80))
    lines = written.getvalue().splitlines()
    assert [line.split()[-2:] for line in lines[3:5]] == [["0.500", "-6.0e-04"], ["0.500", "-5.0e-04"]]
    assert all(len(line) <= 80 for line in lines)
