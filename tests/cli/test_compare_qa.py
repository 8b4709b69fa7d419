import csv
import io
import json
from pathlib import Path

import pytest

from exegesis.qa import compare as questions
from tests.cli.conftest import Run
from tests.data.squad.making import entry, written
from tests.data.squad.making import squad as squad_data
from tests.qa.files import LONG, RIGHT, squad_file
from tests.tiny import bert_classifier, wordpiece

pytestmark = pytest.mark.slow


def test_the_table_of_models_is_printed(run: Run, qa_folder: Path, squad: Path) -> None:
    code, out, err = run("compare-qa", squad, "--model", qa_folder, "--model", qa_folder)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "2 models on 5 questions of questions.json, scored by SQuAD 2.0"
    assert lines[1].split() == [str(qa_folder), str(qa_folder), "(2)"]
    assert {line.split("  ")[0] for line in lines} >= {"returned", "exact match", "F1", "time, median", "parameters"}
    told = f"! {qa_folder} (2): 1 of 5 questions; the first: the question alone takes"
    assert any(line.startswith(told) for line in lines)


def test_report_json_and_csv_are_written(run: Run, qa_folder: Path, squad: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.json", "a.html", "a.csv")]
    code, _, err = run(
        "compare-qa", squad, "--model", qa_folder, "--limit", "3", "--explained", "2",
        "--json", paths[0], "--html", paths[1], "--csv", paths[2],
    )  # fmt: skip
    assert code == 0
    assert err.splitlines() == [f"wrote {path}" for path in paths]
    html = paths[1].read_text(encoding="utf-8")
    assert html.count('<article class="exg-question"') == 2
    assert "Left out here, and counted in the figures alone: 1." in html
    data = json.loads(paths[0].read_text(encoding="utf-8"))
    assert len(data["questions"]) == 3
    saliency = [question["answers"][0]["saliency"] for question in data["questions"]]
    assert [one is not None for one in saliency] == [True, True, False]
    assert saliency[0]["method"] == "gradient"
    assert data["models"][0]["megabytes"] == (qa_folder / "model.safetensors").stat().st_size / 1e6
    rows = list(csv.DictReader(io.StringIO(paths[2].read_text(encoding="utf-8"))))
    assert [row["id"] for row in rows] == ["right", "partly", "none"]


def test_another_method_with_its_settings(run: Run, qa_folder: Path, squad: Path) -> None:
    options = ["--method", "occlusion", "--unit", "token", "--set", "window=2", "--seed", "3", "--limit", "1"]
    code, out, _ = run("compare-qa", squad, "--model", qa_folder, *options, "--json", "-")
    assert code == 0
    made = json.loads(out)["questions"][0]["answers"][0]["saliency"]
    assert (made["method"], made["unit"], made["settings"]["window"], made["seed"]) == ("occlusion", "token", 2, 3)


def test_csv_on_standard_output_is_nothing_but_csv(run: Run, qa_folder: Path, squad: Path) -> None:
    code, out, err = run("compare-qa", squad, "--model", qa_folder, "--csv", "-")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == ["right", "partly", "none", "missed", "long"]
    assert "the question alone takes" in rows[-1]["error"]


def test_nothing_is_explained_that_is_not_written(
    run: Run, qa_folder: Path, squad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions.Saliency, "beside", lambda *_: pytest.fail("it was explained"))
    assert run("compare-qa", squad, "--model", qa_folder)[0] == 0


def test_a_question_that_fits_no_model_is_an_error_in_the_report(run: Run, qa_folder: Path, tmp_path: Path) -> None:
    path = squad_file(tmp_path, [LONG, RIGHT])
    code, _, _ = run("compare-qa", path, "--model", qa_folder, "--html", tmp_path / "a.html")
    assert code == 0
    assert "the question alone takes" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_file_that_is_not_squad_is_told_by_line_and_field(run: Run, qa_folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path, squad_data(entry(question=" ")))
    code, out, err = run("compare-qa", path, "--model", qa_folder)
    assert (code, out) == (2, "")
    assert "file.json, line " in err
    assert "data[0].paragraphs[0].qas[0].question is empty or blank" in err


def test_a_model_without_a_head_for_questions(run: Run, squad: Path, tmp_path: Path) -> None:
    bert_classifier().save_pretrained(tmp_path)
    wordpiece().save_pretrained(tmp_path)
    code, _, err = run("compare-qa", squad, "--model", tmp_path)
    assert code == 2
    assert "no trained head for extractive question answering" in err
    assert "(classification)" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--html", "/no/such/a.html"], "give a file in a folder that exists"),
        (["--json", "-", "--csv", "-"], "only one thing can be written to standard output"),
        (["--limit", "0"], "limit must be a whole number of at least 1"),
        (["--method", "lyme"], "unknown method 'lyme'. Did you mean 'lime'?"),
        (["--set", "knd=norm"], "unknown setting of gradient 'knd'. Did you mean 'kind'?"),
        (["--samples", "5"], "unknown setting of gradient 'samples'"),
    ],
)
def test_slips_are_told_before_any_model_is_loaded(
    run: Run, squad: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.setattr(questions, "contestants", lambda *_: pytest.fail("the models were loaded"))
    code, out, err = run("compare-qa", squad, *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert message in err


def test_an_id_that_is_half_a_character_can_be_written(run: Run, qa_folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path, squad_data(entry(id="\ud800")))
    paths = [tmp_path / name for name in ("a.json", "a.html", "a.csv", "p.json")]
    places = ["--json", paths[0], "--html", paths[1], "--csv", paths[2]]
    assert run("compare-qa", path, "--model", qa_folder, *places)[0] == 0
    assert json.loads(paths[0].read_text(encoding="utf-8"))["questions"][0]["id"] == "\ud800"
    assert "\\ud800" in paths[2].read_text(encoding="utf-8")
    assert run("evaluate-qa", path, "--model", qa_folder, "--predictions", paths[3])[0] == 0
    assert list(json.loads(paths[3].read_text(encoding="utf-8"))) == ["\ud800"]
