"""`exegesis trust choose|mark|unmark|undo|retrain|history` and the experiments, as they are typed."""

import json
from pathlib import Path

import pytest

from exegesis.data.marks import WordMarks
from exegesis.trust.acting.lineage import Lineage
from tests.cli.conftest import Run
from tests.trust.acting.experiments.sets import posts

pytestmark = pytest.mark.slow

ROWS = [("host host good", "pos"), ("host good film", "pos"), ("host fine", "pos")]
ROWS += [("bad film", "neg"), ("edu dull plot", "neg"), ("edu bad bad", "neg")]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label in ROWS))
    return path


@pytest.fixture
def project(run: Run, data: Path, tmp_path: Path) -> Path:
    """Two rounds: all words, and without "host" and "edu"."""
    folder = tmp_path / "project"
    assert run("trust", "mark", folder, "host", "edu", "--why", "headers", "--who", "ann")[0] == 0
    code, out, err = run("trust", "retrain", folder, "--data", data, "--held-out", data, "--real-world", data)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "round 0: 0 words gone, held out 100.0% of 6, real world 100.0% of 6",
        "* round 1 from 0: 2 words gone, held out 100.0% of 6, real world 100.0% of 6; without host, edu",
    ]
    return folder


def test_marks_and_rounds_are_told_and_undone(run: Run, project: Path) -> None:
    code, out, _ = run("trust", "history", project)
    assert code == 0
    assert out.startswith("host  ann, ")
    assert ": headers" in out.splitlines()[0]
    assert run("trust", "unmark", project, "edu")[1] == "1 marked: host\n"
    assert run("trust", "undo", project)[1] == "2 marked: host, edu\n"
    assert run("trust", "undo", project, "--round", 0)[1] == "the present round is 0; no word is marked\n"
    code, out, _ = run("trust", "history", project, "--json", "-")
    found = json.loads(out)
    assert Lineage.from_dict(found["lineage"]).current == 0
    assert [one["words"] for one in found["lineage"]["rounds"]] == [[], ["host", "edu"]]
    assert [event.kind for event in WordMarks.from_dict(found["marks"]).events] == ["mark", "unmark", "undo", "restore"]


def test_words_that_are_nowhere_are_said(run: Run, project: Path, data: Path) -> None:
    run("trust", "mark", project, "nntp")
    out = run("trust", "retrain", project, "--data", data)[1]
    assert "not in the training texts, so nothing to remove: nntp" in out


def choose(run: Run, project: Path, data: Path, *more: object, stdin: bytes = b"l\nx\nr\n") -> tuple[int, str, str]:
    models = (f"{project}:0", f"{project}:1")
    usual = ("--data", data, "--count", 2, "--method", "occlusion")
    return run("trust", "choose", *models, *usual, *more, stdin=stdin)


def test_choosing_asks_logs_and_tells_at_the_end(run: Run, project: Path, data: Path, tmp_path: Path) -> None:
    log, page = tmp_path / "log.jsonl", tmp_path / "q.html"
    code, out, err = choose(run, project, data, "--answers", log, "--html", page)
    assert code == 0, err
    lines = out.splitlines()
    assert "Question 1 of 2" in lines
    asked = out[: out.rindex("Which is better?")]
    assert f"{project}:" not in asked
    assert "answer l, r or s." in out
    assert any(f"You chose {project}:{number}: 2 of 2 answers, 0 for the other." in lines[-1] for number in (0, 1))
    _, *answers = [json.loads(line) for line in log.read_text().splitlines()]
    assert [one["answer"] for one in answers] == ["left", "right"]
    assert {one["sides"]["left"] for one in answers} == {f"{project}:0", f"{project}:1"}
    assert f"{project}:" not in page.read_text()
    code, out, _ = choose(run, project, data, "--answers", log, stdin=b"")
    assert code == 0
    assert lines[-1].endswith(out.splitlines()[-1])


def test_the_experiments_write_their_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    rows = [
        (text, label, part)
        for part, seed in (("train", 0), ("test", 1))
        for text, label in zip(*_of(seed), strict=True)
    ]
    path.write_text("".join(json.dumps(dict(zip(("text", "label", "split"), row, strict=True))) + "\n" for row in rows))
    small = ("--samples", 100, "--pool", 20)
    code, out, err = run("trust", "headers", path, "--json", tmp_path / "h.json", *small)
    assert code == 0, err
    assert "are led by an artefact word" in out
    assert run("trust", "cleaning", path, "--json", tmp_path / "k.json", *small, "--rounds", 1, "--runs", 2)[0] == 0
    code, out, _ = run("trust", "choosing", path, "--json", tmp_path / "c.json", *small, "--runs", 3)
    assert code == 0
    assert "submodular + lime" in out
    kinds = [json.loads((tmp_path / name).read_text())["kind"] for name in ("h.json", "k.json", "c.json")]
    assert kinds == ["headers", "cleaning", "choosing"]
    code, _, err = run("trust", "headers", path, "--json", tmp_path / "x.json", "--strip-lines", "zzzz", *small)
    assert (code, err.count("\n")) == (2, 1)
    assert "cleaning takes nothing away" in err


def _of(seed: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = posts(40, seed)
    return found.texts, found.labels


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("history", "none"), "there is no project in 'none'; begin one with `exegesis trust mark`"),
        (("undo", "PROJECT", "--round", "9"), "there is no round 9; the project has rounds 0 to 1"),
        (("unmark", "PROJECT", "film"), "'film' is not marked"),
        (("mark", "PROJECT", "host"), "marked already"),
        (("retrain", "PROJECT", "--data", "DATA", "--classifier", "forest"), "unknown classifier 'forest'"),
        (("retrain", "PROJECT", "--data", "DATA", "--label-column", "klass"), "unknown column 'klass'"),
        (("retrain", "PROJECT", "--data", "DATA"), "nothing has changed since round 1"),
        (("choose", "PROJECT:0", "PROJECT:1", "--data", "DATA", "--count", "9"), "cannot show 9 of 6 texts"),
        (("choose", "PROJECT:0", "PROJECT:x", "--data", "DATA"), "names no round"),
    ],
)
def test_slips_are_one_line(run: Run, project: Path, data: Path, arguments: tuple[str, ...], message: str) -> None:
    typed = [one.replace("PROJECT", str(project)).replace("DATA", str(data)) for one in arguments]
    code, _, err = run("trust", *typed)
    assert (code, err.count("\n")) == (2, 1), err
    assert message in err
