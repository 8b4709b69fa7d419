"""`exegesis trust predictions` and `models`: files in and out, and slips told in a line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.trust.simulated.toys import reviews


@pytest.fixture
def data(tmp_path: Path) -> Path:
    found = reviews(200)
    lines = [
        json.dumps({"label": int(label), "counts": {found.words[column]: 1 for column in row.indices}})
        for row, label in zip(found.counts, found.labels, strict=True)
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_predictions(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    quick = [
        "--rounds",
        "5",
        "--samples",
        "100",
        "--forest-samples",
        "50",
        "--trees",
        "5",
        "--size",
        "4",
        "--features",
        "3",
    ]
    code, said, err = run(
        "trust", "predictions", "--data", data, "--classifier", "logistic", "--classifier", "forest",
        "--vectors", data, *quick,
        "--out", out,
    )  # fmt: skip
    assert code == 0, err
    assert said.startswith("# Trust in one prediction")
    found = json.loads((out / "predictions-mine.json").read_text())
    assert [run["samples"] for run in found["runs"]] == [100, 50]
    assert (out / "predictions-mine.md").read_text() == said
    assert (out / "predictions-mine.svg").read_bytes().startswith(b"<?xml")
    assert not (out / ".predictions-mine.parts").exists()


@pytest.mark.slow
def test_models_in_parts(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    quick = [
        "--samples",
        "60",
        "--trees",
        "4",
        "--depth",
        "2",
        "--tree-pool",
        "30",
        "--budget",
        "3",
        "--method",
        "lime",
    ]
    base = ["trust", "models", "--data", data, *quick, "--out", out]
    assert run(*base, "--rounds", "2", "--stop-after", "-1")[0] == 0
    assert (out / ".models-mine.parts").exists()
    code, said, err = run(*base, "--rounds", "2")
    assert code == 0, err
    assert said.startswith("# Trust in a model")
    assert json.loads((out / "models-mine.json").read_text())["rounds_done"] == 2
    assert not (out / ".models-mine.parts").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["predictions", "--classifier", "forrest"], "Did you mean 'forest'"),
        (["predictions", "--form", "codes"], "Did you mean 'code'"),
        (["predictions", "--classifier", "nowhere_at_all:Model"], "no module called 'nowhere_at_all'"),
        (["predictions", "--vectors", "absent.jsonl"], "there is no file"),
        (["models", "--search", "pools"], "Did you mean 'pool'"),
        (["models", "--tree-pool", "10"], "at least 60 trees"),
        (["models", "--budget", "500"], "cannot show 500 explanations"),
    ],
)
def test_slips_are_told_in_a_line(run: Run, data: Path, given: list[str], said: str) -> None:
    code, _, err = run("trust", *given, "--data", data)
    assert code == 2
    assert said in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1
