"""`exegesis trust faithfulness`: files in and out, and slips told in a line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.trust.simulated.toys import reviews


@pytest.fixture
def data(tmp_path: Path) -> Path:
    found = reviews(120)
    lines = [
        json.dumps({"label": int(label), "counts": {found.words[column]: 1 for column in row.indices}})
        for row, label in zip(found.counts, found.labels, strict=True)
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    found = reviews(60)
    path = tmp_path / "mine.csv"
    rows = [
        f"{' '.join(found.words[column] for column in row.indices)} .,{'good' if label else 'bad'}"
        for row, label in zip(found.counts, found.labels, strict=True)
    ]
    path.write_text("\n".join(["said,verdict", *rows]), encoding="utf-8")
    return path


def test_results_are_printed_and_written(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    code, said, err = run(
        "trust", "faithfulness", "--data", data, "--method", "lime", "--method", "random", "--splits", "1",
        "--samples", "100", "--features", "3", "--form", "both", "--out", out,
    )  # fmt: skip
    assert code == 0
    assert err.splitlines() == [f"wrote {out / 'faithfulness-mine'}{end}" for end in (".json", ".md", ".svg")]
    found = json.loads((out / "faithfulness-mine.json").read_text(encoding="utf-8"))
    assert (found["kind"], len(found["runs"])) == ("faithfulness", 8)
    assert said == (out / "faithfulness-mine.md").read_text(encoding="utf-8")
    assert "the authors' code" in said
    assert sorted(path.name for path in out.iterdir()) == [f"faithfulness-mine.{end}" for end in ("json", "md", "svg")]


def test_texts_and_a_model_of_ones_own(run: Run, texts: Path) -> None:
    code, said, _ = run(
        "trust", "faithfulness", "--data", texts, "--text-column", "said", "--label-column", "verdict", "--splits", "1",
        "--samples", "50", "--method", "lime", "--classifier", "sklearn.linear_model:RidgeClassifier",
        "--features", "3",
    )  # fmt: skip
    assert code == 2  # ridge gives no probabilities
    code, said, _ = run(
        "trust", "faithfulness", "--data", texts, "--text-column", "said", "--label-column", "verdict", "--splits", "1",
        "--samples", "50", "--method", "lime", "--classifier", "sklearn.linear_model:LogisticRegression",
        "--features", "3",
    )  # fmt: skip
    assert (code, "sklearn.linear_model:LogisticRegression" in said) == (0, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--method", "limes"], "Did you mean 'lime'"),
        (["--form", "papers"], "unknown form 'papers'"),
        (["--features", "31"], "1 to 30 words"),
        (["--tokens", "raw"], "unknown kind of tokens"),
        (["--splits", "0"], "splits must be at least 1"),
        (["--jobs", "0"], "jobs must be at least 1"),
    ],
)
def test_slips(run: Run, data: Path, options: list[str], said: str) -> None:
    code, _, err = run("trust", "faithfulness", "--data", data, *options)
    assert (code, said in err, err.count("\n")) == (2, True, 1)


def test_no_file_and_one_class(run: Run, tmp_path: Path) -> None:
    code, _, err = run("trust", "faithfulness", "--data", tmp_path / "none.jsonl")
    assert (code, "there is no file" in err) == (2, True)
    path = tmp_path / "one.jsonl"
    path.write_text('{"label": 1, "text": "good"}\n{"label": 1, "text": "better"}\n', encoding="utf-8")
    code, _, err = run("trust", "faithfulness", "--data", path)
    assert (code, "one class only ('1')" in err) == (2, True)
