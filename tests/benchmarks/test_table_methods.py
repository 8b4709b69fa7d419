"""Methods on rows of real tables: better than random orders, and planted causes found."""

import json
from pathlib import Path

import pytest
from benchmarks.table_data import CASES
from benchmarks.table_methods import METHODS, judged, page

from benchmarks import table_methods
from tests.datasets import FOLDER, needs_data

SOME = ("lime, library", "lime, from_rows", "random")


@pytest.fixture(autouse=True)
def smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_methods, "METHODS", {name: {**METHODS[name]} for name in SOME})
    monkeypatch.setattr(table_methods, "TREES", 10)
    monkeypatch.setattr(table_methods, "_PLANTED", 2)


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("name", ["german", "cancer"])
def test_lime_is_more_faithful_than_random_and_finds_what_is_planted(name: str) -> None:
    found = judged(CASES[name](FOLDER), 5)
    gain = {name: found["methods"][name]["gain"][0] for name in SOME}
    assert min(gain["lime, library"], gain["lime, from_rows"]) > gain["random"]
    assert set(found["planted"].values()) == {1.0}


def test_the_page_takes_the_runs_that_there_are(tmp_path: Path) -> None:
    method = {"gain": [0.1, 0.0, 0.2], "agreement": [0.9, 0.8, 1.0], "passes": 1001}
    run = {"table": "Iris", "rows": 5, "columns": 4, "score": 0.9, "date": "2026-11-30", "machine": "a machine",
           "methods": dict.fromkeys(SOME, method), "planted": dict.fromkeys(SOME[:2], 1.0)}  # fmt: skip
    (tmp_path / "cancer.json").write_text(json.dumps(run), encoding="utf-8")
    made = page(tmp_path)
    assert "| lime, library | 0.100 (0.000 to 0.200) |" in made
    assert "Iris (4, 5)" in made
