"""The graph that torch exports: its axes, what it leaves out, and models that cannot be exported."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import ModelError, UnsupportedError
from exegesis.exporting.exporting import export
from exegesis.exporting.graph import example, exported
from tests import onnx_models
from tests.adapters.families import family


def session(path: Path) -> Any:
    return onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bert", "distilbert", "roberta"])
@pytest.mark.parametrize(("batch", "length"), [(1, 1), (1, 2), (2, 2), (1, 13), (7, 7), (7, 31), (3, 64)])
def test_any_batch_and_any_length_gives_what_torch_gives(name: str, batch: int, length: int) -> None:
    model = onnx_models.family(name)
    draw = np.random.default_rng(batch * 100 + length)
    ids = draw.integers(5, len(model.tokenizer), (batch, length))
    seen = (np.arange(length) < draw.integers(1, length + 1, batch)[:, None]).astype(np.int64)
    ids = np.where(seen == 1, ids, model.config.pad_token_id)
    feed = {"input_ids": ids, "attention_mask": seen, "token_type_ids": np.zeros_like(ids)}
    feed = {key: feed[key] for key in example(model)}
    with torch.inference_mode():
        expected = model.model(**{key: torch.from_numpy(array) for key, array in feed.items()}).logits.softmax(-1)
    (found,) = session(onnx_models.exported(name)[0] / "model.onnx").run(["logits"], feed)
    np.testing.assert_allclose(torch.from_numpy(found).softmax(-1), expected, atol=1e-5)


@pytest.mark.slow
def test_axes_and_types_are_those_promised() -> None:
    model = session(onnx_models.exported("bert")[0] / "model.onnx")
    assert [(one.name, one.shape, one.type) for one in model.get_inputs()] == [
        ("input_ids", ["batch", "sequence"], "tensor(int64)"),
        ("attention_mask", ["batch", "sequence"], "tensor(int64)"),
        ("token_type_ids", ["batch", "sequence"], "tensor(int64)"),
    ]
    (output,) = model.get_outputs()
    assert (output.name, output.shape, output.type) == ("logits", ["batch", 3], "tensor(float)")


def test_inputs_the_model_does_not_take_are_left_out() -> None:
    assert list(example(onnx_models.family("distilbert"))) == ["input_ids", "attention_mask"]


@pytest.mark.slow
def test_the_model_is_left_as_it_was() -> None:
    model, tokenizer = copy.deepcopy(family("distilbert"))
    model.train()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    wrapped = TransformerModel(model, tokenizer)
    proto = exported(wrapped)
    assert isinstance(proto, onnx.ModelProto)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())
    assert all(one.requires_grad for one in model.parameters())


def test_other_precisions_are_made_from_float32_only() -> None:
    model, tokenizer = copy.deepcopy(family("distilbert"))
    with pytest.raises(UnsupportedError, match="load it in float32"):
        exported(TransformerModel(model.half(), tokenizer))


def test_what_torch_cannot_export_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        try:
            raise ValueError("no operator for it\nand pages of advice")
        except ValueError as error:
            raise RuntimeError("step 2/3\nCreate an issue") from error

    monkeypatch.setattr("torch.onnx.export", failing)
    with pytest.raises(ModelError, match=r"cannot export tiny-bert \(bert\) to ONNX: no operator for it$"):
        exported(onnx_models.family("bert"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["electra", "albert", "mpnet", "deberta_v2", "gpt2", "gpt2_without_padding"])
def test_other_families_keep_their_answers_too(name: str, tmp_path: Path) -> None:
    model = TransformerModel(*family(name), name=name)
    report = export(model, tmp_path / name, timing_rounds=0)
    assert report.files[0].parity.largest < 1e-4
    texts = ["bad", "the movie was not slow"]
    np.testing.assert_allclose(exegesis.load(tmp_path / name).predict(texts), model.predict(texts), atol=1e-4)


@pytest.mark.slow
def test_a_family_that_torch_cannot_export_is_named() -> None:
    with pytest.raises(ModelError, match=r"torch cannot export .* \(xlnet\) to ONNX") as caught:
        exported(onnx_models.family("xlnet"))
    assert "\n" not in str(caught.value)
