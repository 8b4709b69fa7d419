"""`exegesis dependence` over a file of rows, and `summarise` of explained rows."""

import json
from pathlib import Path

import numpy as np
import pytest

import exegesis
from exegesis.dependence import Dependence
from exegesis.summaries import ColumnSummary
from tests.cli.conftest import Run
from tests.modalities.table.tables import adding, chosen, frame

MODULE = """
import exegesis
from tests.modalities.table.tables import chosen as answer, frame

loaded = exegesis.load(answer, background=frame(20))
texts = exegesis.load(lambda texts: [[0.5, 0.5] for _ in texts])
"""


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Rows with their truth."""
    path = tmp_path / "rows.csv"
    table = frame(30)
    table.assign(truth=np.where(chosen(table)[:, 1] > 0.5, "class 1", "class 0")).to_csv(path, index=False)
    return path


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "dependence_model.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "dependence_model:answer"


def test_it_is_printed_written_and_drawn(run: Run, model: str, rows: Path, tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("d.json", "d.html", "d.png")]
    code, out, err = run(
        "dependence", model, "--data", rows, "--label-column", "truth", "--column", "age", "--column", "job",
        "--shuffles", 2, "--json", made[0], "--html", made[1], "--plot", made[2],
    )  # fmt: skip
    assert code == 0, err
    assert "How the probability of class 1 goes with each column" in out
    assert "accuracy on these rows is 1" in out
    found = Dependence.from_json(made[0].read_text(encoding="utf-8"))
    assert {curve.column for curve in found.curves} == {"age", "job"}
    assert all(path.stat().st_size for path in made)


def test_a_loaded_model_keeps_its_own_background(run: Run, model: str, rows: Path, tmp_path: Path) -> None:
    words = ("--data", rows, "--label-column", "truth", "--column", "age", "--shuffles", 2, "--json")
    code, _, err = run("dependence", "dependence_model:loaded", *words, tmp_path / "d.json")
    assert (code, err) == (0, f"wrote {tmp_path / 'd.json'}\n")
    assert run("dependence", model, *words, tmp_path / "e.json")[0] == 0
    own, other = (Dependence.from_json((tmp_path / name).read_text(encoding="utf-8")) for name in ("d.json", "e.json"))
    assert [curve.column for curve in own.curves] == ["age"]
    np.testing.assert_allclose(own["age"].partial, other["age"].partial)  # of the same rows
    code, _, err = run("dependence", "dependence_model:loaded", "--data", rows, "--background", rows)
    assert (code, "background has no effect on a loaded exegesis model" in err) == (2, True)


@pytest.mark.parametrize("named", ["bundled:sentiment-tiny", "dependence_model:texts"])
def test_a_model_of_texts_is_refused_as_such(run: Run, model: str, rows: Path, named: str) -> None:
    code, _, err = run("dependence", named, "--data", rows)
    assert code == 2
    assert "dependence is for models of tables, and " in err
    assert err.endswith(" reads texts.\n")


def test_slips_are_one_line(run: Run, model: str, rows: Path) -> None:
    code, _, err = run("dependence", model, "--data", rows, "--column", "ages")
    assert code != 0
    assert err.splitlines()[-1].startswith("error: unknown column 'ages'")


def test_explained_rows_are_summed_up_by_column(run: Run, tmp_path: Path) -> None:
    table = frame(12)
    explained = [exegesis.explain(adding(table), table.iloc[place], "occlusion") for place in range(3)]
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([one.to_dict() for one in explained]), encoding="utf-8")
    code, out, err = run("summarise", path, "--json", tmp_path / "s.json", "--html", tmp_path / "s.html")
    assert code == 0, err
    assert "mean size of a column's score" in out
    found = ColumnSummary.from_json((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert found.rows == 3
    code, _, err = run("summarise", path, "--words", 3)
    assert "--words has no effect on rows of tables" in err
