"""`exegesis distill task`, `exegesis distill curve`, `exegesis train`: flags, plan, resuming, errors of one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.distillation.task.toys import classifier, reviews, saved, written

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXEGESIS_CACHE", str(tmp_path / "cache"))
    saved(classifier(1, layers=3), tmp_path / "teacher")
    written(reviews(16, 0), tmp_path / "train.jsonl")
    written(reviews(8, 1), tmp_path / "dev.jsonl")
    return tmp_path


def _task(folder: Path, *more: Any) -> list[Any]:
    files = ["--data", folder / "train.jsonl", "--dev", folder / "dev.jsonl", "--out", folder / "out"]
    flags = ["--teacher", folder / "teacher", "--set", "epochs=1", "--set", "batch_texts=8", "--device", "cpu"]
    return ["distill", "task", *flags, *files, *more]


def test_a_student_of_the_teachers_layers_planned_made_and_resumed(run: Run, folder: Path) -> None:
    code, out, err = run(*_task(folder, "--layers", "2", "--pieces", "130", "--dry-run"))
    assert code == 0, err
    assert "steps       2 (2 an epoch)" in out
    assert not (folder / "out").exists()
    code, out, err = run(*_task(folder, "--layers", "2", "--pieces", "130", "--every", "1"))
    assert code == 0, err
    assert out.startswith("dev ")
    facts = json.loads((folder / "out" / "training.json").read_text())
    assert (facts["layers"], facts["pieces"]) == ([0, 2], 130)
    assert facts["settings"]["every"] == 1
    code, _, err = run(*_task(folder, "--layers", "2", "--pieces", "130", "--every", "1"))
    assert code == 2
    assert err.strip().splitlines()[-1].endswith("give another folder with --out.")
    code, _, err = run(*_task(folder, "--layers", "2", "--pieces", "130", "--every", "1", "--resume"))
    assert code == 0, err


def test_without_a_student_or_layers(run: Run, folder: Path) -> None:
    code, _, err = run(*_task(folder))
    assert code == 2
    assert err.count("\n") == 1
    assert "no student given" in err


def test_fine_tuning_with_patience(run: Run, folder: Path) -> None:
    files = ["--data", folder / "train.jsonl", "--dev", folder / "dev.jsonl", "--out", folder / "tuned"]
    flags = ["--set", "batch_texts=8", "--set", "lr=1e-9", "--set", "epochs=30", "--patience", "2", "--device", "cpu"]
    code, _, err = run("train", folder / "teacher", *files, *flags)
    assert code == 0, err
    facts = json.loads((folder / "tuned" / "training.json").read_text())
    assert facts["recipe"] == "labels"
    assert facts["progress"]["step"] == 6  # the first look is the best one, and two more follow


def test_a_curve_of_labels(run: Run, folder: Path) -> None:
    files = ["--data", folder / "train.jsonl", "--test", folder / "dev.jsonl", "--json", folder / "curve.json"]
    flags = ["--teacher", folder / "teacher", "--layers", "1", "--counts", "4,16", "--seeds", "0,1", "--device", "cpu"]
    code, out, err = run("distill", "curve", *flags, *files, "--set", "epochs=1")
    assert code == 0, err
    lines = out.splitlines()
    assert lines[0].split() == ["labels", "without", "the", "teacher", "with", "the", "teacher"]
    assert [line.split()[0] for line in lines[1:]] == ["4", "16"]
    points = json.loads((folder / "curve.json").read_text())["points"]
    assert [(point["seed"], point["labels"]) for point in points] == [(0, 4), (0, 16), (1, 4), (1, 16)]
    mean = sum(point["with_teacher"] for point in points if point["labels"] == 4) / 2
    assert f"{mean:.4f}" in lines[1]


@pytest.mark.parametrize(
    ("more", "said"),
    [(["--counts", "many"], "whole numbers"), (["--counts", "99"], "between 1 and 16"), (["--seeds", ""], "--seeds")],
)
def test_slips_in_a_curve(run: Run, folder: Path, more: list[str], said: str) -> None:
    files = ["--data", folder / "train.jsonl", "--test", folder / "dev.jsonl"]
    code, _, err = run("distill", "curve", "--teacher", folder / "teacher", "--layers", "1", *files, *more)
    assert code == 2
    assert said in err
