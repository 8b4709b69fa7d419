"""The command: files of texts in, a folder of results out; planned, stopped and gone on with."""

import json
from pathlib import Path

import pytest

from exegesis.benchmarking.result import Benchmark
from tests import tiny
from tests.cli.conftest import Run

TEXTS = ("a good film", "the plot was dull", "never boring , very good", "a bad film")
WISHES = (
    "--method", "occlusion", "--method", "lime:samples=20", "--measure", "comprehensiveness", "--measure", "gini",
)  # fmt: skip


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    tiny.bert_classifier().save_pretrained(folder)
    tiny.wordpiece().save_pretrained(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "films.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS), encoding="utf-8")
    return path


def test_a_run_is_written_and_gone_on_with(run: Run, model: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("benchmark", "--model", model, "--data", data, "--out", out, *WISHES, "--limit", 3)
    code, _, err = run(*asked, "--stop-after", "-1")
    assert code == 0
    assert err.splitlines()[-1] == "stopped; the same command with --resume goes on."
    code, _, err = run(*asked)
    assert (code, "--resume" in err) == (2, True)
    code, out_text, err = run(*asked, "--resume")
    assert code == 0
    assert "model on films, 3 texts" in out_text
    assert "Occlusion" in out_text
    assert err.splitlines() == [f"wrote {out / name}" for name in ("benchmark.json", "benchmark.html", "benchmark.md")]
    found = Benchmark.from_dict(json.loads((out / "benchmark.json").read_text(encoding="utf-8")))
    assert [row.label for row in found.methods] == ["random", "occlusion", "lime:samples=20"]
    assert found.is_whole
    assert (out / "benchmark.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (out / "benchmark.md").read_text(encoding="utf-8").startswith("# A benchmark of explainers")
    assert (out / "results.parquet").read_bytes().startswith(b"PAR1")
    code, _, err = run(*asked, "--resume", "--seed", 1)
    assert (code, err.count("\n"), "seed 0, not 1" in err) == (2, 1, True)


def test_a_plan_with_its_time_writes_nothing(run: Run, model: Path, data: Path, tmp_path: Path) -> None:
    metrics = ("--measure", "gini", "--measure", "seed_spearman", "--costly-limit", 2)
    code, out, _ = run(
        "benchmark", "--model", model, "--data", data, "--out", tmp_path / "o", *metrics,
        "--method", "occlusion", "--dry-run",
    )  # fmt: skip
    assert code == 0
    assert "4 texts, costly measures on 2" in out
    assert "in all about" in out
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "occlussion"), "Did you mean 'occlusion'"),
        (("--measure", "ginni"), "Did you mean 'gini'"),
        (("--measure-set", "token_f1.x=1"), "unknown measure with settings 'token_f1'"),
        (("--text-column", "words"), "unknown column 'words'"),
    ],
)
def test_slips_are_one_line(
    run: Run, model: Path, data: Path, tmp_path: Path, words: tuple[str, str], said: str
) -> None:
    code, _, err = run("benchmark", "--model", model, "--data", data, "--out", tmp_path / "o", *WISHES[:4], *words)
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_two_files_of_one_name_are_refused(run: Run, model: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "films.txt").write_text("a film\n", encoding="utf-8")
    code, _, err = run(
        "benchmark", "--model", model, "--data", data, "--data", tmp_path / "films.txt", "--out", tmp_path / "o"
    )
    assert (code, "two files are called 'films'" in err) == (2, True)
