"""Every file that weights are read from is safetensors and lies in the model's folder."""

import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from tests import tiny
from tests.adapters.test_loading import Bomb, copy, refusal, save, saved

__all__ = ["copy", "saved"]  # fixtures
INDEX = "model.safetensors.index.json"


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    """The tiny BERT in several files."""
    folder = tmp_path / "sharded"
    tiny.bert_classifier().save_pretrained(folder, max_shard_size="8KB")
    tiny.wordpiece().save_pretrained(folder)
    assert (folder / INDEX).is_file()
    return folder


def renamed(folder: Path, name: Any) -> Path:
    """The folder whose index names another file for its first shard."""
    index = json.loads((folder / INDEX).read_text())
    first = next(iter(index["weight_map"].values()))
    index["weight_map"] = {key: name if value == first else value for key, value in index["weight_map"].items()}
    (folder / INDEX).write_text(json.dumps(index))
    return folder


def test_shards_are_read(sharded: Path) -> None:
    np.testing.assert_allclose(
        exegesis.load(sharded).predict([tiny.REVIEW]), tiny.bert().predict([tiny.REVIEW]), atol=1e-6
    )


def test_a_pickle_among_the_shards_is_refused_unread(sharded: Path, tmp_path: Path) -> None:
    (sharded / "weights.bin").write_bytes(pickle.dumps(Bomb(tmp_path / "exploded")))
    assert "'weights.bin' (model.safetensors.index.json), which is no safetensors file" in refusal(
        renamed(sharded, "weights.bin")
    )
    assert not (tmp_path / "exploded").exists()


@pytest.mark.parametrize(
    "name", ["../outside.safetensors", "/etc/outside.safetensors", "a/../../b.safetensors", "C:\\b.safetensors"]
)
def test_shards_outside_the_folder_are_refused(sharded: Path, name: str) -> None:
    shutil.copy(next(sharded.glob("model-*.safetensors")), sharded.parent / "outside.safetensors")
    assert "outside its folder, which is refused" in refusal(renamed(sharded, name))


@pytest.mark.parametrize("name", [5, None, ["a.safetensors"], {"a": 1}])
def test_names_that_are_none(sharded: Path, name: Any) -> None:
    assert "which is no safetensors file" in refusal(renamed(sharded, name))


@pytest.mark.parametrize("content", ["[]", "{}", '{"weight_map": 5}', '"x"', "{"])
def test_an_index_that_is_none(sharded: Path, content: str) -> None:
    (sharded / INDEX).write_text(content)
    assert str(sharded) in refusal(sharded)


@pytest.mark.parametrize("name", ["adapter_model.bin", "weights.bin", "../b.safetensors", 5])
def test_a_configuration_that_names_other_files(copy: Path, tmp_path: Path, name: Any) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "transformers_weights": name}))
    (copy / str(name)).write_bytes(pickle.dumps(Bomb(tmp_path / "exploded")))
    refusal(copy)
    assert not (tmp_path / "exploded").exists()


def test_a_snapshot_of_the_hub(sharded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    home = tmp_path / "models--somebody--tiny"
    shutil.copytree(sharded, home / "snapshots" / ("0" * 40))
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("0" * 40)
    assert exegesis.load("somebody/tiny").name == "somebody/tiny"
    renamed(home / "snapshots" / ("0" * 40), "weights.bin")
    (home / "snapshots" / ("0" * 40) / "weights.bin").write_bytes(pickle.dumps(Bomb(tmp_path / "exploded")))
    assert "'weights.bin' (model.safetensors.index.json), which is no safetensors file" in refusal("somebody/tiny")
    assert not (tmp_path / "exploded").exists()


# -- configuration against weights --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id2label": {"0": "a", "1": "b", "2": "c"}, "label2id": {"a": 0, "b": 1, "c": 2}}, "num_labels is 3"),
        ({"vocab_size": 500}, "vocab_size is 500, the weights have"),
        ({"max_position_embeddings": 77}, "max_position_embeddings is 77, the weights have 48"),
        ({"intermediate_size": 100}, "intermediate_size is 100, the weights have 32"),
        ({"hidden_size": 18}, "hidden_size is 18, the weights have 16"),
    ],
)
def test_the_number_that_disagrees_is_named(copy: Path, change: dict[str, Any], said: str) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, **change}))
    told = refusal(copy)
    assert "config.json and weights disagree" in told
    assert said in told


# -- tokenizers ---------------------------------------------------------------------------------------------------


def test_a_tokenizer_that_knows_only_its_special_tokens(copy: Path) -> None:
    definition = json.loads((copy / "tokenizer.json").read_text())
    special = {piece: index for piece, index in definition["model"]["vocab"].items() if piece.startswith("[")}
    definition["model"]["vocab"] = special
    (copy / "tokenizer.json").write_text(json.dumps(definition))
    told = refusal(copy)
    assert "knows only its special tokens ([CLS] [MASK] [PAD] [SEP] [UNK])" in told
    assert "tokenizer.json" in told


def test_a_folder_with_its_export_in_a_subfolder(tmp_path: Path) -> None:
    from tests import onnx_models

    folder = onnx_models.folder_of(onnx_models.summing(), tmp_path / "model")
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx" / "model.onnx")
    assert exegesis.load(folder).predict(["good"]).shape == (1, 2)
    assert exegesis.load(folder).name == exegesis.load(folder / "onnx").name
    (folder / "pytorch_model.bin").write_bytes(b"not read")
    assert exegesis.load(folder).predict(["good"]).shape == (1, 2)
    save(tiny.bert_classifier(), folder)  # weights of transformers are read first
    assert "gradients" in exegesis.load(folder).gives
