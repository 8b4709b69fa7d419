import json
from pathlib import Path

import pytest

from exegesis.qa import asking
from tests.cli.conftest import Run
from tests.data.squad.making import entry, written
from tests.data.squad.making import squad as squad_data
from tests.qa.files import ANSWERABLE, squad_file

pytestmark = pytest.mark.slow


def lines(out: str) -> dict[str, str]:
    """The printed lines by name; two spaces or more part name and value."""
    return {name: value.strip() for name, _, value in (line.partition("  ") for line in out.splitlines())}


def test_figures_answers_and_scores(run: Run, qa_folder: Path, squad: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("p.json", "n.json", "e.json")]
    code, out, err = run(
        "evaluate-qa", squad, "--model", qa_folder,
        "--predictions", paths[0], "--no-answer-scores", paths[1], "--json", paths[2],
    )  # fmt: skip
    assert code == 0
    assert err.splitlines() == [f"wrote {path}" for path in paths]
    predictions, scores, figures = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    assert set(predictions) == set(scores) == {"right", "partly", "none", "missed"}
    assert set(figures["errors"]) == {"long"}
    assert lines(out)["exact match"] == f"{figures['figures']['exact_match']:.2f}%"
    assert out.splitlines()[-1].startswith("! 1 of 5 questions met an error; the first, long:")


def test_what_was_written_is_scored_alike_on_its_own(run: Run, qa_folder: Path, squad: Path, tmp_path: Path) -> None:
    p, n, e = (tmp_path / name for name in ("p.json", "n.json", "e.json"))
    run("evaluate-qa", squad, "--model", qa_folder, "--predictions", p, "--no-answer-scores", n, "--json", e)
    code, out, _ = run("score-qa", squad, p, "--na-probabilities", n, "--threshold", "1e9", "--json", "-")
    assert code == 0
    assert json.loads(out) == json.loads(e.read_text(encoding="utf-8"))["figures"]


def test_where_all_have_an_answer_both_figures_are_given(run: Run, qa_folder: Path, tmp_path: Path) -> None:
    path = squad_file(tmp_path, ANSWERABLE)
    code, out, _ = run("evaluate-qa", path, "--model", qa_folder, "--predictions", tmp_path / "p.json")
    assert code == 0
    assert "with “no answer” allowed" in lines(out)
    assert "" not in json.loads((tmp_path / "p.json").read_text(encoding="utf-8")).values()


def test_a_limit_keeps_the_rules_of_the_file(run: Run, qa_folder: Path, squad: Path) -> None:
    code, out, _ = run("evaluate-qa", squad, "--model", qa_folder, "--limit", "2")
    assert code == 0
    assert lines(out)["questions"] == "2"
    assert "no answer: precision" in lines(out)


def test_json_on_standard_output_is_nothing_but_json(run: Run, qa_folder: Path, squad: Path) -> None:
    code, out, err = run("evaluate-qa", squad, "--model", qa_folder, "--json", "-")
    assert (code, err) == (0, "")
    assert json.loads(out)["questions"] == 5


def test_slips_of_evaluation_are_told_before_the_model_is_loaded(
    run: Run, squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "load_question_model", lambda *_: pytest.fail("the model was loaded"))
    bad = written(tmp_path, {"data": 3})
    for arguments, message in (
        ([bad], "line 2: data must be a list"),
        (["/no/such.json"], "there is no file '/no/such.json'"),
        ([squad, "--predictions", "/no/such/p.json"], "give a file in a folder that exists"),
        ([squad, "--predictions", "-", "--json", "-"], "only one thing can be written to standard output"),
        ([squad, "--limit", "0"], "limit"),
    ):
        code, out, err = run("evaluate-qa", *arguments)
        assert (code, out) == (2, "")
        assert message in err


def test_a_bad_token_budget(run: Run, qa_folder: Path, squad: Path) -> None:
    code, _, err = run("evaluate-qa", squad, "--model", qa_folder, "--batch-tokens", "0")
    assert code == 2
    assert "batch_tokens must be a whole number of at least 1" in err


# -- score-qa: no model -------------------------------------------------------------------------------------------


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    return written(tmp_path, squad_data(entry(), entry(id="q2")), "v1.json")


def test_scores_of_version_1(run: Run, version_1: Path, tmp_path: Path) -> None:
    answers = written(tmp_path, {"q1": "the Ada Quill"}, "p.json")
    code, out, err = run("score-qa", version_1, answers)
    assert (code, err) == (0, "")
    assert lines(out) == {
        "exact match": "50.00%",
        "F1": "50.00%",
        "questions": "2",
        "without a prediction": "1 (each scores 0)",
    }


def test_scores_of_version_2_with_probabilities(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, squad_data(entry(), entry(id="q2", answers=[])), "v2.json")
    answers = written(tmp_path, {"q1": "Ada Quill", "q2": "1887"}, "p.json")
    chances = written(tmp_path, {"q1": 0.1, "q2": 0.9}, "n.json")
    assert lines(run("score-qa", path, answers)[1])["exact match"] == "50.00%"
    found = lines(run("score-qa", path, answers, "--na-probabilities", chances, "--threshold", "0.5")[1])
    assert (found["exact match"], found["best exact match"]) == ("100.00%", "100.00% at 0.1")
    assert found["no answer: recall"] == "100.00%"


def test_probabilities_call_for_version_2(run: Run, version_1: Path, tmp_path: Path) -> None:
    answers = written(tmp_path, {"q1": "Ada Quill", "q2": "1887"}, "p.json")
    chances = written(tmp_path, {"q1": 0.1, "q2": 0.9}, "n.json")
    found = lines(run("score-qa", version_1, answers, "--na-probabilities", chances)[1])
    assert "best F1" in found


@pytest.mark.parametrize(
    ("predictions", "message"),
    [
        ({"q3": "Ada"}, "p.json, line 2: q3 is no id of a question asked"),
        ({"q1": 3}, "p.json, line 2: q1 must be text, the predicted answer"),
        ([], "p.json, line 1: the file must be an object"),
    ],
)
def test_slips_of_scoring(run: Run, version_1: Path, tmp_path: Path, predictions: object, message: str) -> None:
    code, out, err = run("score-qa", version_1, written(tmp_path, predictions, "p.json"))
    assert (code, out) == (2, "")
    assert message in err


def test_scoring_needs_its_files(run: Run, version_1: Path) -> None:
    code, _, err = run("score-qa", version_1, "/no/such.json")
    assert code == 2
    assert "there is no file '/no/such.json'" in err
