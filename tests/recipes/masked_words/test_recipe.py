import json
import re
from pathlib import Path

import pytest
from recipes.masked_words.__main__ import main
from transformers import AutoModelForMaskedLM, AutoTokenizer

from exegesis.core.errors import InputError
from recipes.masked_words import corpus

SMALL = ("layers=0,2", "pieces=105", "max_length=24", "masked=0.3")


def _arguments(texts: Path, encoder: Path, out: Path, *more: str) -> list[str]:
    changes = [part for change in SMALL for part in ("--set", change)]
    given = ["--data", str(texts), "--encoder", str(encoder), "--out", str(out), "--device", "cpu", "--quick"]
    return [*given, "--date", "2026-01-02", *changes, *more]


@pytest.mark.slow
def test_the_whole_recipe(texts: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(_arguments(texts, encoder, out)) == 0
    summary = json.loads(capsys.readouterr().out)
    assert set(summary) == {"wikitext2_test", "held_out_books", "bytes"}
    folder = out / "masked-words"
    assert summary["bytes"] == sum(path.stat().st_size for path in folder.iterdir())
    model = AutoModelForMaskedLM.from_pretrained(folder, use_safetensors=True)
    inputs = AutoTokenizer.from_pretrained(folder)("a [MASK] film", return_tensors="pt")
    assert model(**inputs).logits.shape == (1, 5, 105)
    record = json.loads((folder / "training.json").read_text())
    card = (folder / "README.md").read_text(encoding="utf-8")
    one = record["figures"]["wikitext2_test"]["pieces"]
    assert f"{one['accuracy']:.4f} | {one['top5']:.4f} | {one['perplexity']:.2f}" in card
    assert record["model_sha256"] in card
    assert all(digest in card for digest in record["data_sha256"].values())
    assert "2026-01-02" in card
    assert not re.search(str(tmp_path), card + json.dumps(record))
    assert "--set layers=0,2" in record["command"]
    assert "--set masked=0.3" in record["command"]


def test_judging_apart_reads_the_settings_it_was_trained_with(
    texts: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(_arguments(texts, encoder, out, "--stage", "train", "--seed", "3")) == 0
    folder = out / "masked-words"
    weights = (folder / "model.safetensors").read_bytes()
    assert not (folder / "README.md").exists()
    arguments = ["--data", str(texts), "--encoder", str(encoder), "--out", str(out), "--stage", "judge", "--quick"]
    assert main([*arguments, "--device", "cpu"]) == 0
    record = json.loads((folder / "training.json").read_text())
    assert (record["seed"], record["settings"]["max_length"]) == (3, 24)
    assert (folder / "model.safetensors").read_bytes() == weights
    (folder / "training.json").write_text('{"seed": 0, "settings": {"layers": [0], "colour": 1}}')
    assert main([*arguments, "--device", "cpu"]) == 2
    assert "train the model again" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--set", "layer=0,2"], "Did you mean 'layers'?"),
        (["--set", "epochs=many"], "must be a int"),
        (["--set", "layers=0,9"], "layers 0 to 3"),
        (["--set", "pieces=20"], "too small"),
        (["--stage", "judge"], "run --stage train first"),
    ],
)
def test_errors_are_one_line(
    texts: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert main(_arguments(texts, encoder, tmp_path / "out", *more)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out" / "masked-words").exists()


@pytest.mark.parametrize("name", corpus.FILES)
def test_a_missing_file_is_named(
    texts: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (texts / name).unlink()
    assert main(_arguments(texts, encoder, tmp_path / "out")) == 2
    assert name in capsys.readouterr().err


def test_data_must_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "--data" in capsys.readouterr().err


def test_training_never_reads_the_test(texts: Path) -> None:
    (texts / corpus.WIKITEXT_TEST).unlink()
    assert corpus.training(texts)
    assert corpus.held_out(texts)
    with pytest.raises(InputError, match=corpus.WIKITEXT_TEST):
        corpus.reporting(texts)


def test_what_is_held_out_is_not_trained_on(texts: Path) -> None:
    training, held = corpus.training(texts), corpus.held_out(texts)
    assert not set(training) & set(held)
    said = {sentence for one in held for sentence in one.sentences}
    assert "The story 2 is good." in said
    assert {f"the story number {n} is a masterpiece." for n in (0, 20, 40)} <= said
    assert len(training) == 2 + 3 + 38 + 6
    assert [one.encyclopedic for one in training] == [False] * 2 + [True] * 41 + [False] * 6
    assert training[-1].sentences == ("The film 5 is bad.", "Very boring.")


@pytest.mark.slow
def test_the_closing_trains_the_stored_model_further(
    texts: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(_arguments(texts, encoder, out, "--stage", "train")) == 0
    before = (out / "masked-words" / "model.safetensors").read_bytes()
    assert main(_arguments(texts, encoder, out, "--stage", "close")) == 0
    assert (out / "masked-words" / "model.safetensors").read_bytes() != before
    assert json.loads((out / "masked-words" / "training.json").read_text())["closed"]
    assert AutoTokenizer.from_pretrained(out / "masked-words").mask_token == "[MASK]"
    assert main(_arguments(texts, encoder, tmp_path / "none", "--set", "closing=0", "--stage", "train")) == 0
    kept = (tmp_path / "none" / "masked-words" / "model.safetensors").read_bytes()
    assert main(_arguments(texts, encoder, tmp_path / "none", "--stage", "close")) == 0
    assert (tmp_path / "none" / "masked-words" / "model.safetensors").read_bytes() == kept
