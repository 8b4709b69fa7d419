from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification, BertForSequenceClassification

from exegesis.core.files import whole_folder
from exegesis.training.artifacts import save_half, weights_digest
from exegesis.training.initialization import distilbert_from_bert


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
