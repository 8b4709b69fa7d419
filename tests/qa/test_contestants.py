from pathlib import Path

import pytest

from exegesis.adapters import bundled
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.qa.contestants import contestants
from tests.adapters import families
from tests.question_models import question_model, question_pair
from tests.tiny import bert


def saved(folder: Path, seed: int = 0) -> Path:
    """A tiny model as a folder."""
    for part in question_pair(seed=seed):
        part.save_pretrained(folder)
    return folder


def test_parameters_are_counted_and_megabytes_of_the_weights(tmp_path: Path) -> None:
    folder = saved(tmp_path / "model")
    (folder / "notes.txt").write_text("not weights" * 99)
    (found,) = contestants([folder])
    assert found.facts.name == "model"
    assert found.facts.parameters == sum(p.numel() for p in question_pair()[0].parameters())
    assert found.facts.megabytes == (folder / "model.safetensors").stat().st_size / 1e6
    assert found.facts.fingerprint.model == "model"


def test_a_bundled_model_has_a_size_and_one_in_memory_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = saved(tmp_path / "model")
    monkeypatch.setattr(bundled, "folder", lambda source: folder)
    (found,) = contestants(["bundled:questions"])
    assert found.facts.name == "bundled:questions"
    assert found.facts.megabytes
    assert [one.facts.megabytes for one in contestants([question_model(), question_pair()])] == [None, None]


@pytest.mark.slow
def test_models_of_one_name_are_told_apart(tmp_path: Path) -> None:
    first, second = saved(tmp_path / "a" / "model"), saved(tmp_path / "b" / "model", seed=1)
    assert [one.facts.name for one in contestants([first, second])] == [str(first), str(second)]
    assert [one.facts.name for one in contestants([first, first])] == [str(first), f"{first} (2)"]
    twice = question_model()
    names = [one.facts.name for one in contestants([twice, twice, question_model(called="other"), twice])]
    assert names == ["tiny-bert", "tiny-bert (2)", "other", "tiny-bert (3)"]


def test_models_that_answer_no_questions_are_refused_by_the_name_of_their_head(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="tiny-bert has a head for classification and cannot answer questions"):
        contestants([question_model(), bert()])
    for part in families.bert():
        part.save_pretrained(tmp_path)
    with pytest.raises(LoadError, match=r"no trained head for extractive question answering.*\(classification\)"):
        contestants([str(tmp_path)])


def test_no_models() -> None:
    with pytest.raises(InputError, match="give at least one"):
        contestants([])
