"""What the pages list is what the tables hold."""

import re
from pathlib import Path

from exegesis.explainers.table import METHODS
from exegesis.slices import KINDS

ROOT = Path(__file__).parents[2]


def test_every_method_is_described() -> None:
    table = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8").split("## ")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(METHODS)


def test_every_kind_of_slice_is_described() -> None:
    table = (ROOT / "docs" / "slices.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in table.splitlines() if line.startswith("| `")]
    told = {row[0].strip(" `"): tuple(cell.strip() == "yes" for cell in row[3:]) for row in rows}
    assert told == {name: (kind.is_usual, kind.is_searched) for name, kind in KINDS.items()}
