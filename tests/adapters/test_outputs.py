"""Names and kinds of outputs that the caller gives, and options that would have no effect."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from scipy.special import expit

import exegesis
from exegesis.core.errors import InputError, LoadError
from tests import tiny
from tests.onnx_models import folder_of, summing

TEXT = "the plot is dull"
NAMES = ["neg", "pos"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "two"
    tiny.bert_classifier().save_pretrained(path)
    tiny.wordpiece().save_pretrained(path)
    return path


def sources(folder: Path) -> dict[str, Any]:
    pair = tiny.bert_classifier(), tiny.wordpiece()
    pipeline = transformers.pipeline("text-classification", model=pair[0], tokenizer=pair[1])
    return {"folder": folder, "pair": pair, "pipeline": pipeline, "bundled": "bundled:sentiment-tiny"}


@pytest.mark.parametrize("kind", ["folder", "pair", "pipeline", "bundled"])
def test_labels_name_the_outputs(folder: Path, kind: str) -> None:
    source = sources(folder)[kind]
    model = exegesis.load(source, labels=NAMES)
    assert model.labels == ("neg", "pos")
    explained = exegesis.explain(model, TEXT, "occlusion", target="pos")
    assert (explained.target.name, explained.target.index) == ("pos", 1)
    assert explained.prediction.labels == ("neg", "pos")


@pytest.mark.parametrize("kind", ["folder", "pair", "pipeline", "bundled"])
def test_labels_of_another_number_are_refused(folder: Path, kind: str) -> None:
    with pytest.raises(
        LoadError, match=r"has 2 outputs \(negative, positive\), and labels has 1; give one name for each"
    ):
        exegesis.load(sources(folder)[kind], labels=["only one"])


def test_labels_name_the_outputs_of_an_onnx_file(tmp_path: Path) -> None:
    path = folder_of(summing(), tmp_path)
    assert exegesis.load(path, labels=NAMES).labels == ("neg", "pos")
    with pytest.raises(LoadError, match="labels has 3"):
        exegesis.load(path, labels=["a", "b", "c"])
    with pytest.raises(LoadError, match=r"trust_remote_code=True has no effect on an \.onnx file"):
        exegesis.load(path, trust_remote_code=True)


def test_labels_are_a_list_of_names() -> None:
    with pytest.raises(InputError, match="must be a list of names"):
        exegesis.load("bundled:sentiment-tiny", labels="ab")


def test_labels_are_for_classes_and_tags() -> None:
    with pytest.raises(LoadError, match="labels name classes or tags"):
        exegesis.load("bundled:masked-words", labels=["a"])


@pytest.mark.parametrize(
    ("kind", "option"),
    [
        ("folder", {"revision": "main"}),
        ("pair", {"revision": "main"}),
        ("pair", {"trust_remote_code": True}),
        ("pipeline", {"trust_remote_code": True}),
        ("bundled", {"revision": "main"}),
    ],
)
def test_an_option_without_effect_is_refused(folder: Path, kind: str, option: dict[str, Any]) -> None:
    with pytest.raises(LoadError, match=f"{next(iter(option))}=.* has no effect on .*; leave it out"):
        exegesis.load(sources(folder)[kind], **option)


@pytest.mark.parametrize("option", [{"labels": NAMES}, {"name": "mine"}, {"task": "regression"}])
def test_a_loaded_model_stays_as_it_is(option: dict[str, Any]) -> None:
    model = tiny.bert()
    assert exegesis.load(model) is exegesis.load(model, task="classification") is model
    with pytest.raises(LoadError, match="has no effect on a loaded exegesis model"):
        exegesis.load(model, **option)


# -- one output ---------------------------------------------------------------------------------------------------


def one() -> tuple[Any, Any]:
    return tiny.bert_classifier(labels=1), tiny.wordpiece()


def logit() -> float:
    return float(exegesis.load(one()).predict([TEXT])[0, 0])


def test_one_output_is_a_value() -> None:
    explained = exegesis.explain(one(), TEXT, "occlusion")
    assert (explained.target.output, explained.prediction.kind) == ("value", "regression")


@pytest.mark.parametrize("method", ["occlusion", "lime", "integrated_gradients"])
def test_one_output_is_a_probability_where_the_caller_says_so(method: str) -> None:
    model = exegesis.load(one(), task="multi-label", labels=["fine"])
    explained = exegesis.explain(model, TEXT, method, output="probability")
    assert explained.target.name == "fine"
    assert explained.value == pytest.approx(expit(logit()), rel=1e-6)


@pytest.mark.parametrize("output", ["probability", "log-odds", "logit"])
def test_a_value_has_no_other_unit(output: str) -> None:
    with pytest.raises(
        InputError, match=f"gives values, which have no {output}; leave out output=, or load it with task"
    ):
        exegesis.explain(one(), TEXT, "occlusion", output=output)
    assert exegesis.explain(one(), TEXT, "occlusion", output="value").target.output == "value"
    function = exegesis.load(lambda texts: [float(len(text)) for text in texts], task="regression")
    with pytest.raises(InputError, match=f"gives values, which have no {output}; leave out output=.$"):
        exegesis.explain(function, TEXT, "occlusion", output=output)


def test_the_kind_of_several_outputs_may_be_said() -> None:
    pair = tiny.bert_classifier(), tiny.wordpiece()
    logits = exegesis.load(pair, task="regression").predict([TEXT])
    np.testing.assert_allclose(exegesis.load(pair, task="multi-label").predict([TEXT]), expit(logits), rtol=1e-6)
    assert exegesis.load(pair, task="classification").kind == "single-label"


def test_one_output_is_no_choice() -> None:
    with pytest.raises(LoadError, match="one output, which is no choice among classes"):
        exegesis.load(one(), task="single-label")
    with pytest.raises(LoadError, match="has no trained head"):
        exegesis.load("bundled:masked-words", task="multi-label")
