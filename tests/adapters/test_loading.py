import json
import pickle
import shutil
import time
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
import torch
import transformers
from huggingface_hub import HfApi
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError
from transformers.utils import logging

import exegesis
from exegesis.adapters.hub import cache_only
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, LoadError
from tests import tiny


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny BERT as `save_pretrained` writes it."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    save(tiny.bert_classifier(), folder)
    return folder


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    """A copy of it to be damaged."""
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def save(model: Any, folder: Path) -> None:
    logging.disable_progress_bar()
    model.save_pretrained(folder)
    tiny.wordpiece().save_pretrained(folder)


def refusal(source: Any, **options: Any) -> str:
    """What the error says; it must be one line."""
    with pytest.raises(LoadError) as caught:
        exegesis.load(source, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


class Bomb:
    """A pickle that leaves a file behind when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (str(self.path), "w"))


# -- what loads ---------------------------------------------------------------------------------------------------


def test_every_way_to_give_a_transformer_gives_the_same(saved: Path) -> None:
    pair = tiny.bert_classifier(), tiny.wordpiece()
    pipeline = transformers.pipeline("text-classification", model=pair[0], tokenizer=pair[1])
    expected = exegesis.load(pair).predict([tiny.REVIEW])
    for source in (saved, str(saved), pipeline, exegesis.load(pair)):
        np.testing.assert_allclose(exegesis.load(source).predict([tiny.REVIEW]), expected, rtol=1e-6, atol=1e-6)


def test_names(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exegesis.load(saved).name == "tiny"
    assert exegesis.load(saved, name="mine").name == "mine"
    monkeypatch.chdir(saved)
    assert exegesis.load(".").name == "tiny"
    monkeypatch.setenv("HOME", str(saved.parent))
    assert exegesis.load("~/tiny").name == "tiny"


def test_a_loaded_model_is_passed_through(saved: Path) -> None:
    model = exegesis.load(saved)
    assert exegesis.load(model) is model


def test_a_training_model_is_put_to_evaluation_and_stays_so() -> None:
    inner = tiny.bert_classifier().train()
    model = exegesis.load((inner, tiny.wordpiece()))
    first = model.predict([tiny.REVIEW])
    assert not inner.training
    inner.train()  # trained further by its owner
    np.testing.assert_array_equal(model.predict([tiny.REVIEW]), first)


@pytest.mark.parametrize(
    ("options", "kind", "labels"),
    [
        ({"labels": 2}, "single-label", ("negative", "positive")),
        ({"labels": 3}, "single-label", ("LABEL_0", "LABEL_1", "LABEL_2")),
        ({"labels": 3, "problem": "multi_label_classification"}, "multi-label", ("LABEL_0", "LABEL_1", "LABEL_2")),
        ({"labels": 1}, "regression", ("LABEL_0",)),
        ({"labels": 3, "problem": "regression"}, "regression", ("LABEL_0", "LABEL_1", "LABEL_2")),
    ],
)
def test_heads(tmp_path: Path, options: dict[str, Any], kind: str, labels: tuple[str, ...]) -> None:
    save(tiny.bert_classifier(**options), tmp_path)
    model = exegesis.load(tmp_path)
    assert (model.kind, model.labels) == (kind, labels)
    outputs = model.predict([tiny.REVIEW])
    with torch.no_grad():
        logits = tiny.bert_classifier(**options)(**tiny.wordpiece()([tiny.REVIEW], return_tensors="pt")).logits
    squash = {"single-label": lambda x: x.softmax(-1), "multi-label": torch.sigmoid, "regression": lambda x: x}[kind]
    np.testing.assert_allclose(outputs, squash(logits).numpy(), atol=1e-5)


def test_loading_leaves_the_logging_as_it_was(saved: Path, copy: Path) -> None:
    before = logging.get_verbosity(), logging.is_progress_bar_enabled()
    exegesis.load(saved)
    (copy / "model.safetensors").write_bytes(b"broken")
    refusal(copy)
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == before


def test_loading_is_silent(saved: Path, capfd: pytest.CaptureFixture[str]) -> None:
    exegesis.load(saved)
    assert capfd.readouterr() == ("", "")


# -- pickles and code ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "weights.ckpt", "tf_model.h5"])
def test_pickled_weights_are_refused_unread(copy: Path, tmp_path: Path, name: str) -> None:
    (copy / "model.safetensors").unlink()
    (copy / name).write_bytes(pickle.dumps(Bomb(tmp_path / "exploded")))
    assert "pickled weights only" in refusal(copy)
    assert not (tmp_path / "exploded").exists()


def test_a_decoy_does_not_let_pickles_in(copy: Path, tmp_path: Path) -> None:
    (copy / "model.safetensors").rename(copy / "decoy.safetensors")
    (copy / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(tmp_path / "exploded")))
    assert "no file named model.safetensors" in refusal(copy)
    assert not (tmp_path / "exploded").exists()


@pytest.mark.parametrize("model_type", ["bert", "unheard_of"])
def test_code_of_a_repository_is_not_run(copy: Path, tmp_path: Path, model_type: str) -> None:
    config = json.loads((copy / "config.json").read_text())
    names = {"AutoConfig": "modeling.Config", "AutoModelForSequenceClassification": "modeling.Model"}
    (copy / "config.json").write_text(json.dumps({**config, "model_type": model_type, "auto_map": names}))
    (copy / "modeling.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    if model_type == "bert":  # a family that the library knows is read without the code
        assert exegesis.load(copy).labels == ("negative", "positive")
    else:
        assert "brings code of its own, which is not run" in refusal(copy)
    assert not (tmp_path / "ran").exists()


# -- folders that are not models ----------------------------------------------------------------------------------


def test_a_folder_without_a_configuration(tmp_path: Path) -> None:
    assert "has no config.json" in refusal(tmp_path)


def test_a_folder_without_weights(copy: Path) -> None:
    (copy / "model.safetensors").unlink()
    assert "holds no weights" in refusal(copy)


def test_a_folder_without_a_tokenizer(copy: Path) -> None:
    for path in copy.glob("token*"):
        path.unlink()
    assert "has no tokenizer files" in refusal(copy)


def test_an_encoder_without_a_head(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    save(tiny.bert_classifier().bert, tmp_path)
    capfd.readouterr()
    assert "(missing: classifier.bias, classifier.weight)" in refusal(tmp_path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("damage", ["garbage", "truncated", "empty"])
def test_damaged_weights(copy: Path, damage: str) -> None:
    path = copy / "model.safetensors"
    whole = path.read_bytes()
    path.write_bytes({"garbage": b"x" * 100, "truncated": whole[:-100], "empty": b""}[damage])
    assert "cannot load" in refusal(copy)


@pytest.mark.parametrize("content", ["{", "[]", "", '{"model_type": "unheard_of"}', "{}"])
def test_damaged_configurations(copy: Path, content: str) -> None:
    (copy / "config.json").write_text(content)
    assert str(copy) in refusal(copy)


def test_weights_of_another_shape(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    config["id2label"], config["label2id"] = {"0": "a", "1": "b", "2": "c"}, {"a": 0, "b": 1, "c": 2}
    (copy / "config.json").write_text(json.dumps(config))
    assert "num_labels is 3, the weights have 2" in refusal(copy)


@pytest.mark.parametrize("source", ["/no/such/folder", "./no-such-folder", "~/no/such/folder"])
def test_a_path_that_leads_nowhere(source: str) -> None:
    assert "is not a folder of a Hugging Face model" in refusal(source)


def test_a_file_instead_of_its_folder(saved: Path) -> None:
    assert "is not a folder" in refusal(saved / "config.json")


# -- the hub ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["no-such-model", "nobody/no-such-model"])
def test_a_hub_that_cannot_be_reached_is_told_at_once(source: str, capfd: pytest.CaptureFixture[str]) -> None:
    started = time.perf_counter()
    assert "is no folder here, and the Hugging Face hub cannot be reached" in refusal(source)
    assert time.perf_counter() - started < 5  # left to themselves, the libraries retry for a minute
    assert capfd.readouterr() == ("", "")


def test_no_network_is_told_in_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise ConnectionError("[Errno -2] Name or service not known")

    monkeypatch.setattr(HfApi, "model_info", unreachable)
    assert "the Hugging Face hub cannot be reached" in refusal("nobody/no-such-model")


def test_a_name_that_cannot_be_on_the_hub() -> None:
    assert "neither a folder here nor a model on the Hugging Face hub" in refusal("a/b/c")


def test_what_the_cache_holds_is_read_without_the_hub(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    home = tmp_path / "models--somebody--tiny"
    shutil.copytree(saved, home / "snapshots" / ("0" * 40))
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("0" * 40)
    model = exegesis.load("somebody/tiny")
    assert model.name == "somebody/tiny"
    assert model.fingerprint().revision == "0" * 40
    assert cache_only("somebody/tiny")
    with pytest.raises(LoadError, match="cannot be reached"):
        cache_only("somebody/else")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(RepositoryNotFoundError, None), (GatedRepoError, False), (HfHubHTTPError, False)],
)
def test_what_the_hub_answers(
    monkeypatch: pytest.MonkeyPatch, error: type[HfHubHTTPError], outcome: bool | None
) -> None:
    def answer(*_: object, **__: object) -> None:
        raise error("the hub says no", response=MagicMock())

    monkeypatch.setattr(HfApi, "model_info", answer)
    if outcome is None:
        assert "neither a folder here nor a model on the Hugging Face hub" in refusal("nobody/no-such-model")
    else:
        assert cache_only("somebody/private") is outcome  # loading itself then says what is to be done


def test_a_hub_that_knows_the_model_is_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HfApi, "model_info", lambda *_, **__: None)
    assert cache_only("somebody/tiny") is False


# -- other things -------------------------------------------------------------------------------------------------


def test_bundled_names_are_checked() -> None:
    with pytest.raises(InputError, match="Did you mean 'bundled:sentiment'"):
        exegesis.load("bundled:sentimnt")


@pytest.mark.parametrize("source", [5, None, (1, 2, 3), [1, 2], {}])
def test_what_cannot_be_a_model_lists_what_can(source: Any) -> None:
    assert "a Hugging Face hub id; a (model, tokenizer) pair" in refusal(source)


def test_a_callable_of_the_users_own_is_called() -> None:
    class Mine:
        model, tokenizer = tiny.bert_classifier(), tiny.wordpiece()

        def __call__(self, texts: list[str]) -> list[list[float]]:
            return [[0.125, 0.875]] * len(texts)  # not what the model inside it says

    assert exegesis.load(Mine()).predict(["good"]).tolist() == [[0.125, 0.875]]


def test_a_model_without_its_tokenizer() -> None:
    assert "give it with its tokenizer, as a pair" in refusal(tiny.bert_classifier())


def test_pairs_that_do_not_fit() -> None:
    model, tokenizer = tiny.bert_classifier(), tiny.wordpiece()
    assert "must be (model, tokenizer)" in refusal((tokenizer, model))
    assert "must be (model, tokenizer)" in refusal((model, len))
    assert "BertModel has no head that can be explained" in refusal((model.bert, tokenizer))
    assert "must be (model, tokenizer)" in refusal((torch.nn.DataParallel(model), tokenizer))


def test_a_tokenizer_that_reads_no_text() -> None:
    class Deaf:
        is_fast = False

    assert "tokenizer (Deaf) reads no plain text" in refusal((tiny.bert_classifier(), Deaf()))


@pytest.mark.parametrize(
    ("task", "words"),
    [("question-answering", "has no trained head"), ("ranking", "unknown task")],
)
def test_a_transformer_knows_its_own_task(saved: Path, task: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        exegesis.load(saved, task=task)


def test_more_outputs_than_labels_are_told() -> None:
    inner = tiny.bert_classifier(labels=3)
    inner.config.id2label = {0: "a", 1: "b"}
    with pytest.raises(exegesis.ExegesisError, match="gives 3 outputs where its configuration names 2 labels"):
        TransformerModel(inner, tiny.wordpiece()).predict(["good"])
