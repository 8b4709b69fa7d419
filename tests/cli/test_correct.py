"""`exegesis correct ...`, as it is typed."""

import csv
import json
from pathlib import Path

import pytest

from exegesis.corrections import Correction, TracedTexts
from exegesis.corrections.result import CorrectionLineage
from exegesis.data.labelled import Labelled
from tests import tiny
from tests.cli.conftest import Run
from tests.corrections.films import DATA, HELD, NAME, WRONG

HOW = ("--set", "lr=1e-3", "--set", "epochs=1", "--explained", 0)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The texts as tables, and the model as a folder."""
    folder = tmp_path_factory.mktemp("films")
    for name, data in {"train": DATA, "held": HELD, "errors": WRONG}.items():
        write(folder / f"{name}.csv", data)
    (folder / "bare.txt").write_text("a film\n", encoding="utf-8")
    tiny.bert_classifier().save_pretrained(folder / "model")
    tiny.wordpiece().save_pretrained(folder / "model")
    return folder


def write(path: Path, data: Labelled) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *zip(data.texts, data.labels, strict=True)])


def test_mark_correct_look_back_and_undo(run: Run, files: Path, tmp_path: Path) -> None:
    project, path, page = tmp_path / "films", tmp_path / "found.json", tmp_path / "found.html"
    assert run("correct", "mark", project, NAME, "--who", "ann")[1] == f"1 marked: {NAME}\n"
    given = ("--data", files / "train.csv", "--held-out", files / "held.csv", "--errors", files / "errors.csv", *HOW)
    code, out, _ = run(
        "correct", "augment", project, "--model", files / "model", *given, "--json", path, "--html", page
    )
    assert code == 0
    assert out.startswith(f"Counterfactual texts added: {NAME}\n16 texts, 1 step")
    found = Correction.from_json(path.read_text(encoding="utf-8"))
    assert dict(found.figures) == {"removed": 4, "placed": 4}
    assert "A correction, before and after" in page.read_text(encoding="utf-8")
    assert run("correct", "undo", project, "--round", 0)[1].startswith("the present model is that of round 0")
    assert run("correct", "reasons", project, *given, "--strength", 2)[0] == 0
    lines = run("correct", "history", project)[1].splitlines()
    assert lines[1] == "round 0: the model as it was"
    assert lines[2].startswith("round 1 from 0: Counterfactual texts added")
    assert lines[3].startswith("* round 2 from 0: Gradients on marked words penalised")
    told = json.loads(run("correct", "history", project, "--json", "-")[1])
    assert CorrectionLineage.from_dict(told["lineage"]).current == 2
    assert run("correct", "undo", project)[1] == "no word is marked\n"
    code, _, err = run("correct", "reasons", project, *given)
    assert (code, "no word is marked" in err) == (2, True)
    assert run("correct", "plain", project, *given)[0] == 0


def test_trace_gives_a_table_that_edit_takes(run: Run, files: Path, tmp_path: Path) -> None:
    table, path = tmp_path / "edits.csv", tmp_path / "traced.json"
    given = ("--data", files / "train.csv", "--errors", files / "errors.csv")
    code, out, _ = run(
        "correct", "trace", "--model", files / "model", *given, "--count", 2, "--csv", table, "--json", path
    )
    assert code == 0
    assert "Training texts behind 4 errors" in out
    assert len(TracedTexts.from_json(path.read_text(encoding="utf-8")).opposed) == 2
    project = tmp_path / "films"
    edit = ("correct", "edit", project, "--edits", table, "--model", files / "model", *given, *HOW)
    code, _, err = run(*edit)
    assert (code, "every text is kept" in err) == (2, True)
    table.write_text(table.read_text(encoding="utf-8").replace(",,", ",drop,", 1), encoding="utf-8")
    code, out, _ = run(*edit, "--start", files / "model")
    assert code == 0
    assert "7 texts" in out
    assert "1 text dropped" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("undo", "none"), "there is no project in 'none'; begin one with `exegesis correct mark`"),
        (("plain", "none", "--data", "{}/train.csv"), "has no model yet"),
        (("augment", "none", "--data", "{}/train.csv", "--rule", "swapped"), "unknown rule 'swapped'"),
        (("plain", "none", "--data", "{}/model/config.json"), "config.json"),
        (("plain", "none", "--data", "{}/bare.txt"), "without a label"),
        (("plain", "none", "--data", "{}/train.csv", "--model", "{}/model", "--resume"), "no training of round 1"),
        (("plain", "none", "--data", "{}/train.csv", "--model", "{}/model", "--set", "pace=1"), "unknown setting"),
        (("trace", "--model", "{}/model", "--data", "{}/train.csv", "--errors", "{}/none.csv"), "none.csv"),
    ],
)
def test_slips_are_one_line(
    run: Run, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("correct", *(word.format(files) for word in arguments))
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
