import json
import re
from pathlib import Path

import pytest
from recipes.questions.__main__ import main
from transformers import AutoModelForQuestionAnswering

import exegesis

SMALL = ("pieces=105", "max_length=40", "crop=32", "lr=0.001")


def _arguments(squad: Path, encoder: Path, out: Path, *more: str) -> list[str]:
    changes = [part for change in SMALL for part in ("--set", change)]
    given = ["--data", str(squad), "--encoder", str(encoder), "--out", str(out), "--device", "cpu", "--quick"]
    return [*given, "--date", "2026-01-02", *changes, *more]


@pytest.fixture
def plain(squad: Path) -> Path:
    """The toy files are not packed, whatever they are called; content decides."""
    return squad


@pytest.mark.slow
def test_the_whole_recipe(plain: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(_arguments(plain, encoder, out)) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["questions"], summary["mismatched"]) == (12, 3)
    folder = out / "questions"
    model, info = AutoModelForQuestionAnswering.from_pretrained(folder, use_safetensors=True, output_loading_info=True)
    assert not info["missing_keys"]
    assert model.get_input_embeddings().weight.shape[0] == 105
    record = json.loads((folder / "training.json").read_text())
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"{record['figures']['exact']:.2f} | {record['figures']['f1']:.2f}" in card
    assert record["model_sha256"] in card
    assert "2026-01-02" in card
    assert not re.search(str(tmp_path), card + json.dumps(record))
    asked = exegesis.Question("who is bad?", "the story is good. ada is bad.")
    assert exegesis.predict(folder, asked, 2)[0].kind == "answer"


@pytest.mark.slow
def test_judging_apart_reads_the_settings_it_was_trained_with(
    plain: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(_arguments(plain, encoder, out, "--stage", "train", "--seed", "3")) == 0
    folder = out / "questions"
    assert not (folder / "README.md").exists()
    arguments = ["--data", str(plain), "--encoder", str(encoder), "--out", str(out), "--stage", "judge", "--quick"]
    assert main([*arguments, "--device", "cpu"]) == 0
    record = json.loads((folder / "training.json").read_text())
    assert (record["seed"], record["settings"]["crop"]) == (3, 32)
    (folder / "training.json").write_text('{"seed": 0, "settings": {"colour": 1}}')
    assert main([*arguments, "--device", "cpu"]) == 2
    assert "train the model again" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--set", "crops=3"], "Did you mean 'crop'?"),
        (["--set", "epochs=many"], "must be a int"),
        (["--stage", "judge"], "run --stage train first"),
    ],
)
def test_errors_are_one_line(
    plain: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert main(_arguments(plain, encoder, tmp_path / "out", *more)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_data_must_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "--data" in capsys.readouterr().err
