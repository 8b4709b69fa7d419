"""`exegesis predict`: one text as ever, several or a file a line each, errors in their places."""

import json
from pathlib import Path

import pytest

from tests import tiny
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "tiny"
    tiny.bert_classifier().save_pretrained(path)
    tiny.wordpiece().save_pretrained(path)
    return path


def test_several_texts_are_a_line_each_with_the_answers_that_they_have_alone(run: Run, folder: Path) -> None:
    texts = ["a good film", "dull dull plot", "good but never dull"]
    code, out, err = run("predict", *texts, "--model", folder)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert all(line.endswith(text) for line, text in zip(lines, texts, strict=True))
    made = json.loads(run("predict", *texts, "--model", folder, "--json", "-")[1])
    assert [one["text"] for one in made] == texts
    for one in made:
        (alone,) = json.loads(run("predict", one["text"], "--model", folder, "--json", "-")[1])
        (found,) = one["predictions"]
        assert found["label"] == alone["label"]
        assert found["outputs"] == pytest.approx(alone["outputs"], rel=1e-5)


def test_a_file_is_answered_text_by_text_and_an_error_has_its_place(run: Run, folder: Path, tmp_path: Path) -> None:
    data, out_file = tmp_path / "t.jsonl", tmp_path / "out.json"
    rows = [{"id": "a", "review": "a good film"}, {"id": "b", "review": 3}, {"id": "c", "review": "a \x1b[2J plot"}]
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, out, err = run("predict", "--data", data, "--text-column", "review", "--model", folder, "--json", out_file)
    assert code == 0
    assert "note: 1 of 3 could not be answered; the first: " in err
    first, second, third = json.loads(out_file.read_text())
    assert [one["id"] for one in (first, second, third)] == ["a", "b", "c"]
    assert ("predictions" in first, "error" in second, "predictions" in third) == (True, True, True)
    assert out.splitlines()[1].startswith("2  error")
    assert "\x1b" not in out


def test_where_nothing_could_be_answered_the_exit_code_says_so(run: Run, folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "t.jsonl"
    data.write_text('{"text": 1}\n{"text": 2}\n')
    assert run("predict", "--data", data, "--model", folder)[0] == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["a", "b", "--hide", "a"], "--hide goes with one text, not with 2."),
        (["a", "b", "--pair", "c"], "--pair goes with one text, not with 2."),
        (["a", "--data", "t.txt"], "give --data or a text, not both."),
        (["--data", "t.txt", "--hide", "a"], "give --data or --hide, not both."),
        (["a", "--text-column", "b"], "--text-column names a column of --data FILE."),
    ],
)
def test_what_does_not_go_together_is_refused(run: Run, folder: Path, asked: list[str], said: str) -> None:
    code, _, err = run("predict", *asked, "--model", folder)
    assert (code, said in err) == (2, True)


def test_one_text_that_cannot_be_read_is_told_in_a_line(run: Run, folder: Path) -> None:
    code, out, err = run("predict", "a \ud800", "--model", folder)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_two_texts_for_a_model_of_one_are_told(run: Run) -> None:
    code, out, err = run("predict", "a good film", "--pair", "a plot", "--model", "bundled:sentiment-tiny")
    assert (code, err.count("\n")) == (0, 1)
    assert err.startswith("note: bundled:sentiment-tiny was trained on single texts")
    assert "positive" in out
    assert run("predict", "a good film", "--model", "bundled:sentiment-tiny")[2] == ""
