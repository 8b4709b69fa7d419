"""`exegesis explain --row`, `--row-id`, and `exegesis methods --for table`."""

import json
from pathlib import Path

import pytest

from exegesis.cli.rows import cells_of
from exegesis.data.explanation import Explanation
from exegesis.data.kept_row import KeptRow
from tests.cli.conftest import Run
from tests.modalities.table.tables import chosen, frame

MODEL = ("--model", "tests.modalities.table.tables:chosen")
ROW = "age=39, rate=0.5, job=cook, colour_blue=0, colour_red=1, colour_green=0, kids=2, land=DE"


@pytest.fixture
def background(tmp_path: Path) -> str:
    path = tmp_path / "rows.csv"
    frame().assign(label=(chosen(frame())[:, 1] > 0.5).astype(int)).to_csv(path, index=False)
    return str(path)


@pytest.fixture
def given(background: str, tmp_path: Path) -> tuple[str, ...]:
    path = tmp_path / "background.csv"
    frame().to_csv(path, index=False)
    return (*MODEL, "--background", str(path))


def test_a_row_is_explained_and_written(run: Run, given: tuple[str, ...], tmp_path: Path) -> None:
    page, table = tmp_path / "row.html", tmp_path / "row.csv"
    files = ("--json", "-", "--html", page, "--csv", table)
    code, out, err = run("explain", "--row", ROW, *given, "--method", "exact_shap", "--target", "class 1", *files)
    assert (code, err.count("wrote")) == (0, 2), err
    found = Explanation.from_dict(json.loads(out))
    assert isinstance(found.kept, KeptRow)
    assert found.kept.input["age"] == 39
    assert [unit.text for unit in found.units] == ["age", "rate", "job", "colour", "kids"]
    assert "job = cook" in page.read_text()
    assert "The row, 6 columns" in page.read_text()
    assert "kids" in table.read_text()


def test_a_row_of_a_file_with_its_truth(run: Run, given: tuple[str, ...], background: str) -> None:
    options = ("--data", background, "--row-id", "4", "--label-column", "label", "--method", "occlusion")
    code, out, err = run("explain", *options, *given, "--json", "-")
    assert (code, err) == (0, "")
    found = Explanation.from_dict(json.loads(out))
    assert found.truth in ("0", "1")
    assert isinstance(found.kept, KeptRow)
    assert found.kept.input["rate"] == pytest.approx(frame()["rate"][3])
    code, out, err = run("explain", "--data", background, *options[2:], *MODEL, "--background", background)
    assert (code, err) == (0, "")  # the label column is no column of the model's
    assert "colour = " in out


def test_it_is_shown_with_what_the_row_has(run: Run, given: tuple[str, ...]) -> None:
    code, out, err = run("explain", "--row", ROW, *given, "--method", "kernel_shap", "--check")
    assert (code, err) == (0, "")
    assert "colour = red" in out
    assert "columns" in out


def test_cells_with_commas_and_equals() -> None:
    assert cells_of('a=1,"city=New York, NY", b=x=y,c=') == {"a": "1", "city": "New York, NY", "b": "x=y", "c": ""}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--row", "age"), "--row takes NAME=VALUE,NAME=VALUE, not 'age'"),
        (("--row", "age=1,age=2"), "--row names 'age' twice"),
        (("--row", "age=1"), "the row lacks 'rate'"),
        (("--row", ROW.replace("39", "old")), "'age' holds numbers, not the text 'old'"),
        (("--row", ROW, "a text"), "give --row or a text, not both"),
        (("--row", ROW, "--row-id", "3"), "give --row or --row-id, not both"),
        (("--row-id", "3"), "--row-id is the number of a row of --data FILE"),
        (("--row", ROW, "--unit", "word"), "unknown unit of a table 'word'"),
        (("a text",), "--background is for rows of tables"),
        (("--row", ROW, "--text-column", "job"), "--text-column names the column of texts in --data FILE, and a row"),
    ],
)
def test_what_does_not_go_together_is_a_line(
    run: Run, given: tuple[str, ...], arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run("explain", *arguments, *given)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_column_of_truths_needs_a_file_that_has_it(run: Run) -> None:
    code, _, err = run("explain", "--row", ROW, *MODEL, "--label-column", "label")
    assert (code, err.count("\n")) == (2, 1)
    assert "--label-column names a column of --data FILE or --background FILE" in err


@pytest.mark.parametrize(
    ("row_id", "said"), [("0", "--row-id counts from 1"), ("99", "rows.csv has fewer than 99 rows")]
)
def test_rows_that_are_not_there(run: Run, given: tuple[str, ...], background: str, row_id: str, said: str) -> None:
    code, _, err = run("explain", "--data", background, "--row-id", row_id, "--label-column", "label", *given)
    assert code == 2
    assert said in err


def test_a_model_of_texts_takes_no_row(run: Run) -> None:
    code, _, err = run("explain", "--row", ROW, "--model", "bundled:sentiment-tiny")
    assert code == 2
    assert "reads texts; for a row of a table name a model of such rows" in err


def test_the_methods_for_tables(run: Run) -> None:
    code, out, err = run("methods", "--for", "table")
    assert (code, err) == (0, "")
    assert {line.split()[0] for line in out.splitlines()} >= {"lime", "kernel_shap", "exact_shap", "random"}
    assert "attention_rollout" not in out
