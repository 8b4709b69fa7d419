"""The command: a file or a text in, a surrogate printed, written and drawn; slips told in a line."""

import json
from pathlib import Path

import pytest

from exegesis.cli import main
from exegesis.surrogates.result import Surrogate
from tests import tiny
from tests.cli.conftest import Run

WORDS = ("good", "bad", "film", "plot", "dull", "acting")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    tiny.bert_classifier().save_pretrained(folder)
    tiny.wordpiece().save_pretrained(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    rows = [
        {"text": f"the {first} {second} was {third}", "label": int(first == "good")}
        for first in WORDS
        for second in WORDS
        for third in WORDS[:3]
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_tree_over_a_file_is_printed_written_and_drawn(run: Run, model: Path, data: Path, tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("s.json", "s.html", "s.png")]
    code, out, err = run(
        "surrogate", model, "--data", data, "--family", "tree", "--max-depth", "2", "--target", "positive",
        "--json", made[0], "--html", made[1], "--plot", made[2],
    )  # fmt: skip
    assert code == 0
    assert err.splitlines() == [f"wrote {path}" for path in made]
    found = Surrogate.from_json(made[0].read_text(encoding="utf-8"))
    assert (found.scope, found.family, found.size) == ("global", "tree", 2)
    assert found.accuracy is not None
    assert "accuracy of the surrogate" in out
    assert "agreement held out" in out
    assert made[1].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert made[2].read_bytes().startswith(b"\x89PNG")


def test_a_linear_one_around_a_text(run: Run, model: Path) -> None:
    code, out, _ = run("surrogate", model, "--text", "the good film was dull", "--features", "3", "--json", "-")
    assert code == 0
    found = Surrogate.from_json(out)
    assert (found.scope, found.family, len(found.curve)) == ("local", "linear", 3)


def test_limit_columns_and_bad_rows(run: Run, model: Path, data: Path) -> None:
    data.write_text("{\n" + data.read_text(encoding="utf-8"), encoding="utf-8")
    code, _, err = run("surrogate", model, "--data", data)
    assert (code, "rows.jsonl, line 1: not JSON" in err) == (2, True)
    code, out, err = run("surrogate", model, "--data", data, "--skip-bad", "--limit", "41", "--json", "-")
    assert code == 0
    assert err.splitlines()[0] == "left out 1 bad row of rows.jsonl"
    assert json.loads(out)["settings"]["texts"] == 40


def test_a_label_that_the_model_has_not_is_named_by_its_line(run: Run, model: Path, data: Path) -> None:
    lines = data.read_text(encoding="utf-8").splitlines()
    lines[4] = json.dumps({"text": "a film", "label": "positiv"})
    data.write_text("\n".join(lines), encoding="utf-8")
    code, _, err = run("surrogate", model, "--data", data)
    assert code == 2
    assert "rows.jsonl, line 5" in err
    assert "Did you mean 'positive'" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give --data FILE"),
        (("--text", "a", "--data", "x.txt"), "give --data FILE"),
        (("--text", "a film", "--family", "forest"), "unknown family"),
        (("--text", "a film", "--family", "tree", "--max-depth", "0"), "max_depth must be"),
        (("--text", "a film", "--family", "tree", "--features", "3"), "--features caps linear"),
        (("--text", "a film", "--max-depth", "3"), "--max-depth caps trees"),
        (("--text", "a film", "--set", "ngrams=2"), "a list of texts"),
        (("--data", "absent.txt"), "cannot read"),
        (("--text", "a film", "--plot", "x.gif"), "cannot draw"),
    ],
)
def test_slips_are_told_in_a_line(run: Run, model: Path, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("surrogate", model, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_it_is_listed() -> None:
    assert "surrogate" in {command.callback.__name__ for command in main.app.registered_commands if command.callback}
