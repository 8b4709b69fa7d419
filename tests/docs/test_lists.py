"""What the pages list is what the tables hold."""

import re
from pathlib import Path

from exegesis.explainers.table import METHODS

ROOT = Path(__file__).parents[2]


def test_every_method_is_described() -> None:
    table = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8").split("## ")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(METHODS)
