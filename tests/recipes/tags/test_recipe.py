import json
import re
from pathlib import Path

import pytest
from recipes.tags.__main__ import main
from recipes.tags.settings import Tags
from transformers import AutoModelForTokenClassification

import exegesis

SMALL = ("pieces=105", "max_length=40", "lr=0.001", "layers=0,2", "inner=32")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXEGESIS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _arguments(treebanks: Path, encoder: Path, out: Path, *more: str) -> list[str]:
    changes = [part for change in SMALL for part in ("--set", change)]
    given = ["--data", str(treebanks), "--encoder", str(encoder), "--out", str(out), "--device", "cpu", "--quick"]
    return [*given, "--date", "2026-01-02", *changes, *more]


@pytest.mark.slow
def test_the_whole_recipe(treebanks: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(_arguments(treebanks, encoder, out)) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["figures"]["ewt_test"]["words"] == 54
    folder = out / "tags"
    model, info = AutoModelForTokenClassification.from_pretrained(
        folder, use_safetensors=True, output_loading_info=True
    )
    assert not info["missing_keys"]
    assert (model.config.num_hidden_layers, model.config.intermediate_size) == (2, 32)
    record = json.loads((folder / "training.json").read_text())
    card = (folder / "README.md").read_text(encoding="utf-8")
    test = record["figures"]["ewt_test"]
    assert f"| EWT test, 54 words | {test['upos']:.4f} | {test['relation']:.4f} |" in card
    for said in (record["model_sha256"], "2026-01-02", "CC BY-SA 4.0", "--set inner=32"):
        assert said in card
    assert not re.search(str(tmp_path), card + json.dumps(record))
    found = exegesis.predict(folder, "The film isn't good.")
    assert [one.kind for one in found] == ["tag"] * 5
    assert set(found[0].labels) >= {"NOUN|nsubj", "PART|advmod", "NOUN|dep"}


@pytest.mark.slow
def test_judging_apart_reads_the_settings_it_was_trained_with(
    treebanks: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(_arguments(treebanks, encoder, out, "--stage", "train", "--seed", "3", "--set", "ema=0.6")) == 0
    folder = out / "tags"
    assert not (folder / "README.md").exists()
    assert main(_arguments(treebanks, encoder, out, "--stage", "judge", "--seed", "3")) == 0
    record = json.loads((folder / "training.json").read_text())
    assert (record["seed"], record["settings"]["ema"]) == (3, 0.6)
    (folder / "training.json").write_text('{"seed": 0, "settings": {"colour": 1}}')
    assert main(_arguments(treebanks, encoder, out, "--stage", "judge", "--seed", "3")) == 2
    assert "train the model again" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--set", "peices=3"], "Did you mean 'pieces'?"),
        (["--set", "epochs=many"], "must be a int"),
        (["--data", "nowhere"], "give the folder of the CoNLL-U files"),
        (["--stage", "judge"], "run --stage train first"),
    ],
)
def test_errors_are_one_line(
    treebanks: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert main(_arguments(treebanks, encoder, tmp_path / "out", *more)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_data_must_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "--data" in capsys.readouterr().err


def test_settings_stay_within_the_limit_of_size() -> None:
    """Three narrow layers of 384 in float16 with this vocabulary and 219 labels: under 12 MB with all files."""
    settings = Tags()
    layer = 4 * (384 * 384 + 384) + 2 * 384 * settings.inner + settings.inner + 384 + 4 * 384
    weights = len(settings.layers) * layer + (settings.pieces + 512 + 2 + 2) * 384 + 219 * 385
    assert 2 * weights < 11_850_000
