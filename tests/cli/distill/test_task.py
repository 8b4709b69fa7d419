from pathlib import Path

import pytest

from exegesis import api
from tests.cli.conftest import Run
from tests.distillation.task.toys import classifier, reviews, saved, written

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXEGESIS_CACHE", str(tmp_path / "cache"))
    saved(classifier(1), tmp_path / "teacher")
    saved(classifier(2), tmp_path / "student")
    written(reviews(16, 0), tmp_path / "train.jsonl")
    return tmp_path


def test_train_writes_a_model_that_loads(run: Run, folder: Path) -> None:
    given = ["--data", folder / "train.jsonl", "--dev", folder / "train.jsonl", "--out", folder / "out"]
    code, out, err = run("train", folder / "student", *given, "--set", "epochs=1")
    assert code == 0, err
    assert out.startswith("dev 0.")
    assert "wrote" in err
    assert api.load(folder / "out").labels == ("negative", "positive")


def test_a_student_learns_from_two_teachers_and_their_answers_are_kept(run: Run, folder: Path) -> None:
    given = ["--teacher", folder / "teacher", "--teacher", folder / "student", "--data", folder / "train.jsonl"]
    code, _, err = run("distill", "task", folder / "student", *given, "--out", folder / "out", "--set", "epochs=1")
    assert code == 0, err
    assert len(list((folder / "cache" / "logits").iterdir())) == 2
    _, _, err = run("distill", "task", folder / "student", *given, "--out", folder / "again", "--set", "epochs=1")
    assert err.count("from the cache") == 2
    code, _, err = run(
        "distill", "task", folder / "student", *given, "--out", folder / "anew", "--set", "epochs=1", "--no-cache"
    )
    assert code == 0
    assert "from the cache" not in err


def test_from_a_toml_file(run: Run, folder: Path) -> None:
    (folder / "a.toml").write_text(
        'student = "STUDENT"\nteachers = ["TEACHER"]\ndata = ["train.jsonl"]\nout = "out"\nrecipe = "d"\n'
        "[settings]\nepochs = 1\n".replace("STUDENT", str(folder / "student")).replace(
            "TEACHER", str(folder / "teacher")
        ),
        encoding="utf-8",
    )
    code, _, err = run("distill", "task", "--config", folder / "a.toml")
    assert code == 0, err
    assert (folder / "out" / "model.safetensors").is_file()


def test_a_dry_run_prints_the_plan_and_writes_nothing(run: Run, folder: Path) -> None:
    given = ["--teacher", folder / "teacher", "--data", folder / "train.jsonl", "--out", folder / "out", "--dry-run"]
    code, out, _ = run("distill", "task", folder / "student", *given)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["rows", "student", "steps", "memory", "time"]
    assert not (folder / "out").exists()


def test_slips_end_with_code_2_and_a_line(run: Run, folder: Path) -> None:
    student, data, out = folder / "student", folder / "train.jsonl", folder / "o"
    for arguments, said in (
        (["train", student, "--out", out], "no data given"),
        (["train", student, "--data", data], "no out given"),
        (["train", student, "--data", "x.csv", "--out", out], "cannot read"),
        (["train", "--config", folder / "none.toml"], "cannot read"),
        (["train", student, "--data", data, "--out", out, "--set", "epochs"], "NAME=VALUE"),
        (["distill", "task", student, "--data", data, "--out", out, "--recipe", "d"], "learns from a teacher"),
    ):
        code, _, err = run(*arguments)
        assert code == 2, err
        assert said in err
        assert len(err.strip().splitlines()) == 1
