"""`exegesis distill pretrain`: flags, TOML, plan, errors of one line."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.distillation.pretraining.models import losses_of, sentences, teacher_folder, text_file

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    teacher_folder(tmp_path / "teacher")
    text_file(tmp_path / "a.txt", sentences(20))
    text_file(tmp_path / "b.txt", sentences(20, seed=1))
    return tmp_path


def _flags(folder: Path, **changes: Any) -> list[Any]:
    usual = {
        **{"teacher": folder / "teacher", "corpus": folder / "a.txt", "out": folder / "out", "cache": folder / "cache"},
        **{"batch": 8, "steps": 2, "shortest": 4, "max-length": 24, "device": "cpu"},
    }
    given = {**usual, **changes}
    return ["distill", "pretrain", *(part for name, value in given.items() for part in (f"--{name}", value))]


def test_flags(run: Run, folder: Path) -> None:
    code, _, err = run(*_flags(folder, layers="0,1,3", set="kl=1"), folder / "b.txt")
    assert code == 0, err
    assert "wrote" in err
    (record,) = folder.glob("out/run.json")
    text = record.read_text(encoding="utf-8")
    assert '"kl": 1.0' in text
    assert (folder / "out" / "student" / "model.safetensors").is_file()
    assert len(losses_of(folder / "out")) == 2


def test_a_toml_file_beneath_the_flags_and_a_plan(run: Run, folder: Path) -> None:
    config = folder / "run.toml"
    config.write_text(
        'teacher = "teacher"\ncorpus = ["a.txt", "b.txt"]\nheld_out = "b.txt"\nout = "out"\ncache = "cache"\n'
        "[settings]\nbatch = 8\nshortest = 4\nlayers = [1]\nepochs = 2\n",
        encoding="utf-8",
    )
    code, out, err = run("distill", "pretrain", "--config", config, "--epochs", 1, "--dry-run")
    assert code == 0, err
    assert "40 texts, 40 examples" in out
    assert "steps     5 of 8 examples" in out
    assert "1 layers, from layers 1" in out
    for word in ("memory", "time", "parameters"):
        assert word in out
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"teacher": "nowhere/at-all/x"}, "nowhere/at-all/x"),
        ({"corpus": "none.txt"}, "no file 'none.txt'"),
        ({"layers": "0,9"}, "the teacher has layers 0 to 3"),
        ({"layers": "a,b"}, "the setting layers must be a list of whole numbers"),
        ({"positions": "some"}, "unknown value of the setting positions 'some'"),
        ({"set": "batc=3"}, "Did you mean 'batch'"),
        ({"set": "batch=1.5"}, "the setting batch must be a int"),
        ({"masked": "1.5"}, "from 0 to 1"),
        ({"shortest": 500}, "lower the setting shortest"),
        ({"log": "mlflo"}, "Did you mean 'mlflow'"),
    ],
)
def test_one_line_for_what_is_wrong(run: Run, folder: Path, changes: dict[str, Any], said: str) -> None:
    code, _, err = run(*_flags(folder, **changes))
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (folder / "out" / "student").exists()


def test_what_must_be_given(run: Run) -> None:
    code, _, err = run("distill", "pretrain")
    assert code == 2
    assert "no teacher given" in err
