"""The texts that the benchmark of explainers takes, and the page made of its runs."""

import gzip
import json
from pathlib import Path

import explainers_page
import pytest

import explainers
from exegesis.core.errors import InputError
from tests.benchmarking.samples import benchmark


def test_texts_stand_at_even_distances_and_none_is_cut(tmp_path: Path) -> None:
    rows = [{"split": "test" if number % 2 else "train", "text": f"word{number} " * number} for number in range(300)]
    with gzip.open(tmp_path / "imdb_test.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(row) + "\n" for row in rows))
    found = explainers.texts(tmp_path, "IMDb")  # of 1, 3, ... 99 words all 50 fit
    assert found == [row["text"] for row in rows if row["split"] == "test"][:50]


def test_the_page_has_every_run_and_its_records(tmp_path: Path) -> None:
    for name, model in (("b", "teacher"), ("a", "student")):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        (folder / "benchmark.json").write_text(benchmark(model).to_json(), encoding="utf-8")
        (folder / "results.parquet").write_bytes(b"PAR1")
    explainers_page.write_page(tmp_path / "runs", tmp_path / "to")
    made = (tmp_path / "to" / "explainers.md").read_text(encoding="utf-8")
    assert made.index("student on reviews, 20 texts") < made.index("teacher on reviews, 20 texts")
    assert "| 1 | Occlusion | 1.0 | 2 of 2 | 0 | 10 | 0 | 0.01 |" in made
    assert "0.900 [0.850, 0.950]" in made.replace("\\", "")
    assert sorted(one.name for one in (tmp_path / "to" / "explainers").iterdir()) == [
        "a.json",
        "a.parquet",
        "b.json",
        "b.parquet",
    ]


def test_a_folder_without_a_run_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run in"):
        explainers_page.write_page(tmp_path, tmp_path / "to")
