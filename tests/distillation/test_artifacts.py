from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification, BertForSequenceClassification

from exegesis.distillation.archives import join_teachers, pack, pack_teacher, split
from exegesis.distillation.artifacts import save_half, sha256, weights_digest, whole_folder
from exegesis.distillation.initialization import distilbert_from_bert
from exegesis.errors import InputError


def test_a_half_precision_folder_gives_the_same_logits(tmp_path: Path, teacher: BertForSequenceClassification) -> None:
    student = distilbert_from_bert(teacher, (0, 2), range(50), "sdpa").eval()
    save_half(student, tmp_path)
    loaded = AutoModelForSequenceClassification.from_pretrained(tmp_path, use_safetensors=True, trust_remote_code=False)
    ids = torch.randint(5, 50, (2, 9))
    assert loaded.dtype == torch.float32
    with torch.no_grad():
        assert torch.allclose(loaded.eval()(ids).logits, student(ids).logits, atol=2e-3)


def test_weights_have_one_digest_in_both_precisions(tmp_path: Path, teacher: BertForSequenceClassification) -> None:
    teacher.save_pretrained(tmp_path / "full")
    (tmp_path / "half").mkdir()
    save_half(teacher, tmp_path / "half")
    digests = {weights_digest(tmp_path / name / "model.safetensors") for name in ("full", "half")}
    assert len(digests) == 1


def _write_and_fail(target: Path) -> None:
    with whole_folder(target) as folder:
        (folder / "a").write_text("half")
        raise RuntimeError("broken off")


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        _write_and_fail(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []
    for text in ("first", "second"):
        with whole_folder(tmp_path / "model") as folder:
            (folder / "a").write_text(text)
    assert (tmp_path / "model" / "a").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_teacher_in_parts_is_joined_to_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "sentiment-abc"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(bytes(range(256)) * 200)
    (folder / "config.json").write_text("{}")
    parts = pack_teacher(folder, tmp_path / "archive")
    assert [part.name for part in parts] == ["sentiment-abc.tar.part0"]
    assert [path.name for path in join_teachers(tmp_path / "archive", tmp_path / "teachers")] == ["sentiment-abc"]
    for name in ("model.safetensors", "config.json"):
        assert sha256(tmp_path / "teachers" / "sentiment-abc" / name) == sha256(folder / name)
    assert sorted(path.name for path in (tmp_path / "teachers" / "sentiment-abc").iterdir()) == [
        "config.json",
        "model.safetensors",
    ]


def test_many_parts_are_joined_in_number_order(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    (folder / "a").write_bytes(b"".join(number.to_bytes(2) for number in range(9000)))
    pack(folder, tmp_path / "t.tar")
    assert len(split(tmp_path / "t.tar", part_bytes=2000)) > 10
    join_teachers(tmp_path, tmp_path / "out")
    assert (tmp_path / "out" / "t" / "a").read_bytes() == (folder / "a").read_bytes()


def test_joining_without_parts_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no teacher parts"):
        join_teachers(tmp_path, tmp_path / "out")
