from pathlib import Path

import pytest

from exegesis.adapters import bundled
from exegesis.adapters.disk import megabytes


def test_other_forms_of_the_weights_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x" * 5000)
    (tmp_path / "model.fp16.safetensors").write_bytes(b"x" * 1000)
    (tmp_path / "notes.txt").write_text("not weights")
    assert megabytes(tmp_path) == 0.005
    assert megabytes(str(tmp_path)) == 0.005


def test_all_shards_are_counted(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"model-0000{number}-of-00002.safetensors").write_bytes(b"x" * 1000 * number)
    assert megabytes(tmp_path) == 0.003


def test_a_bundled_model_is_measured_in_its_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x" * 2000)
    monkeypatch.setattr(bundled, "folder", lambda source: tmp_path)
    assert megabytes("bundled:questions") == 0.002


def test_what_is_not_on_disk_has_no_size(tmp_path: Path) -> None:
    assert megabytes(tmp_path) is None
    assert megabytes(object()) is None
    assert megabytes("nobody/nothing") is None
