"""`exegesis explain` writes tables and a page, of one text and of many; `--data` says how often the answer is right."""

import csv
import json
from pathlib import Path

import pytest

from exegesis.data.explanation_lines import read_explanations
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

QUICK = ("--model", "bundled:sentiment-tiny", "--method", "occlusion")
REVIEWS = (
    'id,review,label\na,"A warm, funny film.",1\nb,A dull and boring plot.,0\nc,,1\nd,A wonderful film!,0\n'
    "e,Odd.,mixed\n"
)


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text(REVIEWS, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_labelled_data_become_tables_and_a_page_and_the_accuracy_is_said(
    run: Run, reviews: Path, tmp_path: Path
) -> None:
    lines, table, page = (tmp_path / name for name in ("out.jsonl", "items.csv", "page.html"))
    arguments = (
        "explain", "--data", reviews, "--text-column", "review", "--label-column", "label", *QUICK, "--json", lines,
        "--csv", table, "--rows", "item", "--html", page,
    )  # fmt: skip
    code, out, err = run(*arguments)
    assert (code, out) == (0, "")
    found = rows(table)
    assert [row["right"] for row in found] == ["True", "True", "", "False", ""]
    assert [row["truth"] for row in found] == ["1", "0", "1", "0", "mixed"]
    assert found[2]["error"].startswith("the text is empty")
    assert f"accuracy 0.667: 2 of 3 right. For the wrong one: exegesis summarise {lines} --wrong-only --pick 1" in err
    assert "1 truth is no label of the model (such as 'mixed'), and not counted" in err
    assert "Accuracy 0.667" in page.read_text(encoding="utf-8")
    again = run(*arguments)
    assert again[0] == 0
    assert "5 of them before" in again[2]
    assert rows(table) == found


def test_numbers_that_are_no_classes_are_refused_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    stars, lines = tmp_path / "stars.csv", tmp_path / "out.jsonl"
    stars.write_text("text,stars\nA warm film.,5\nA dull film.,1\n", encoding="utf-8")
    code, _, err = run("explain", "--data", stars, "--label-column", "stars", *QUICK, "--json", lines)
    assert code == 2
    assert "the column 'stars' holds numbers of other things than the model's classes (0 for negative, 1 for pos" in err
    assert not lines.exists()


def test_the_lines_need_not_be_kept(run: Run, reviews: Path, tmp_path: Path) -> None:
    table = tmp_path / "units.parquet"
    code, out, err = run("explain", "--data", reviews, "--text-column", "review", *QUICK, "--parquet", table)
    assert (code, out) == (0, "")
    assert f"wrote {table}" in err
    assert "accuracy" not in err
    code, out, _ = run("explain", "--data", reviews, "--text-column", "review", *QUICK, "--json", "-", "--csv", table)
    assert code == 0
    assert [json.loads(line).get("item") for line in out.splitlines()] == [None, 1, 2, 3, 4, 5]
    assert {row["item"] for row in rows(table)} == {"1", "2", "3", "4", "5"}
    code, _, err = run(
        "explain", "--data", reviews, "--text-column", "review", *QUICK, "--json", "/dev/null", "--csv", table
    )
    assert (code, len(rows(table)) > 5) == (0, True), err


def test_each_is_checked_and_a_run_without_checks_is_other_work(run: Run, tmp_path: Path) -> None:
    texts, lines = tmp_path / "t.txt", tmp_path / "out.jsonl"
    texts.write_text("a warm film\na dull film\n", encoding="utf-8")
    code, _, err = run("explain", "--data", texts, *QUICK, "--json", lines, "--check")
    assert code == 0, err
    assert all(item.explanations[0].checks is not None for item in read_explanations(lines))
    code, _, err = run("explain", "--data", texts, *QUICK, "--json", lines)
    assert code == 2
    assert "check" in err


def test_one_text_becomes_a_table(run: Run, tmp_path: Path) -> None:
    code, out, err = run("explain", "a good film", *QUICK, "--csv", "-")
    assert (code, err) == (0, "")
    assert [line.split(",")[7] for line in out.splitlines()] == ["unit", "a", "good", "film"]
    table = tmp_path / "a.csv"
    code, out, _ = run("explain", "a good film", *QUICK, "--method", "random", "--csv", table, "--rows", "item")
    assert code == 0
    assert "good" in out
    assert [row["method"] for row in rows(table)] == ["occlusion", "random"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rows", "item"], "--rows says what a row"),
        (["--rows", "word", "--csv", "a.csv"], "Choose from: unit, item"),
        (["--parquet", "-"], "no text for standard output"),
        (["--csv", "-", "--json", "-"], "only one thing can be written to standard output"),
    ],
)
def test_slips_are_told_before_the_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("explain", "a good film", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_what_is_read_is_not_written_over(run: Run, reviews: Path) -> None:
    code, _, err = run("explain", "--data", reviews, "--text-column", "review", *QUICK, "--csv", reviews)
    assert code == 2
    assert "is what is read here" in err
    assert reviews.read_text(encoding="utf-8") == REVIEWS
    assert run("explain", "--data", reviews)[0] == 2
