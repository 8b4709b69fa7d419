"""`exegesis corpus build`: the estimate first, then the folder."""

from pathlib import Path

import pytest

from exegesis import explorer
from exegesis.explorer import Corpus
from tests import tiny
from tests.cli.conftest import Run


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    tiny.bert_classifier().save_pretrained(folder)
    tiny.wordpiece().save_pretrained(folder)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "films.txt"
    path.write_text("a good film\nthe plot is dull\n", encoding="utf-8")
    return path


def test_it_is_built_and_the_same_again_is_refused(run: Run, tmp_path: Path, model: Path, file: Path) -> None:
    folder = tmp_path / "corpus"
    asked = ("corpus", "build", file, "--model", model, "--out", folder, "--layers", "0,2", "--no-contexts")
    code, out, err = run(*asked)
    assert (code, out) == (0, "")
    assert err.startswith("about 7 words at 66 bytes (layers 0, 2) are 462 bytes, and take about 1 second")
    assert err.endswith(f"wrote {folder}\n")
    assert Corpus.open(folder).layers == (0, 2)
    code, _, err = run(*asked)
    assert code == 2
    assert "is complete; open it" in err


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path, model: Path, file: Path) -> None:
    folder = tmp_path / "corpus"
    code, out, err = run("corpus", "build", file, "--model", model, "--out", folder, "--layers", "1-2", "--dry-run")
    assert (code, err) == (0, "")
    assert out.startswith("about 7 words at 130 bytes (layers 1-2, heads of layers 1-2) are 910 bytes")
    assert not folder.exists()


def test_interrupted_before_it_begins(
    run: Run, tmp_path: Path, model: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(explorer, "estimate_corpus", stopped)
    code, out, err = run("corpus", "build", file, "--model", model, "--out", tmp_path / "corpus")
    assert (code, out) == (130, "")
    assert "the build had not begun" in err
    assert "the same command begins it, or goes on" in err
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize("layers", ["first", "2-1", "1-", ""])
def test_layers_that_are_none(run: Run, tmp_path: Path, file: Path, layers: str) -> None:
    code, _, err = run("corpus", "build", file, "--out", tmp_path / "corpus", "--layers", layers)
    assert code == 2
    assert "--layers takes numbers and ranges, as in 0,4-6" in err
