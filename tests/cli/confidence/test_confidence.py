"""`exegesis confidence`: fitted on a file, written, and applied to another."""

import json
from pathlib import Path

import pytest

from exegesis.cli.confidence.labelled import labelled
from exegesis.confidence import ConfidenceFit, Selection
from tests.cli.conftest import Run
from tests.confidence.test_fitting import reviews

TOY = "tests.confidence.test_fitting:judged"


def rows(path: Path, seed: int, count: int = 120) -> Path:
    texts, truths = reviews(count, seed)
    labels = {"negative": 0, "positive": 1}
    lines = [
        {"id": f"r{number}", "text": text, "label": labels[truth]}
        for number, (text, truth) in enumerate(zip(texts, truths, strict=True))
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_it_is_fitted_printed_written_and_applied(run: Run, tmp_path: Path) -> None:
    data, conf, html = rows(tmp_path / "rows.jsonl", 0), tmp_path / "conf.json", tmp_path / "conf.html"
    words = ("--data", data, "--label-column", "label", "--model", TOY)
    code, out, err = run("confidence", "fit", *words, "--signal", "margin", "--json", conf, "--html", html)
    assert code == 0, err
    assert "Answers are given where the confidence is above" in out
    fitted = ConfidenceFit.from_json(conf.read_text(encoding="utf-8"))
    assert fitted.combination.names == ("margin",)
    assert "exg-together" in html.read_text(encoding="utf-8")

    new, found, table = rows(tmp_path / "new.jsonl", 1, 30), tmp_path / "found.json", tmp_path / "found.csv"
    code, out, err = run("confidence", "apply", conf, "--data", new, "--model", TOY, "--json", found, "--csv", table)
    assert code == 0, err
    assert "of 30 rows answered" in out
    selection = Selection.from_json(found.read_text(encoding="utf-8"))
    assert [row.id for row in selection.rows] == [f"r{number}" for number in range(30)]
    assert table.read_text(encoding="utf-8").splitlines()[0] == "id,answer,confidence,answered,right,error"

    code, _, err = run("confidence", "apply", conf, "--data", new, "--model", "bundled:sentiment-tiny")
    assert code == 2
    assert "what it says of right and wrong is of that model alone" in err


def test_questions_in_squads_format(run: Run, squad: Path, qa_folder: Path) -> None:
    words = ("confidence", "fit", "--data", squad, "--model", qa_folder, "--signal", "no_answer")
    code, _, err = run(*words)
    assert code == 2
    assert "labelled rows are too few" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "give --data FILE"),
        (("--data", "rows.jsonl"), "says of no row what is true"),
        (("--data", "rows.jsonl", "--label-column", "label", "--right", "90"), "precision must be a number between"),
        (("--data", "rows.jsonl", "--label-column", "label", "--signal", "luck"), "unknown signal 'luck'"),
    ],
)
def test_what_does_not_do_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    rows(tmp_path / "rows.jsonl", 0)
    monkeypatch.chdir(tmp_path)
    code, _, err = run("confidence", "fit", *options, "--model", "bundled:sentiment-tiny")
    assert (code, said in err) == (2, True), err


def test_what_is_no_fit_is_told(run: Run, tmp_path: Path) -> None:
    data, other = rows(tmp_path / "rows.jsonl", 0), tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    code, _, err = run("confidence", "apply", other, "--data", data)
    assert (code, err) == (2, "error: not a fitted confidence of schema version 1 (found None).\n")


def test_a_file_of_squad_gives_its_answers_and_none_where_there_is_none(squad: Path) -> None:
    found = labelled(squad, "text", None, 3)
    assert found.ids == ["right", "partly", "none"]
    assert found.truths == [["slow"], ["not slow"], []]
    assert found.are_known


def test_rows_of_questions_say_their_answers_themselves(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "who", "context": "a b", "true_answer": "a"}\n{"question": "who", "context": "c"}\n')
    assert labelled(file, "text", None, None).truths == ["a", None]
