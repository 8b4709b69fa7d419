"""ONNX files for the tests: small ones written by hand, whose answers are sums, and exports of the tiny families."""

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from exegesis.adapters.huggingface import TransformerModel
from exegesis.exporting.exporting import export
from exegesis.exporting.result import ExportReport
from tests import tiny
from tests.adapters.head_families import headed

ALL = ("fp32", "fp16", "int8")
WIDTH = 2  # outputs of the models written by hand


def table(seed: int = 0) -> np.ndarray:
    """What each word piece adds to the two logits: (V, 2)."""
    return np.random.default_rng(seed).normal(0, 0.5, (len(tiny.wordpiece()), WIDTH)).astype(np.float32)


def summing(
    weights: np.ndarray | None = None, kind: int = TensorProto.INT64, axes: Sequence[Any] = ("batch", "sequence")
) -> onnx.ModelProto:
    """A model whose logits are the sum over a row's tokens of what each adds."""
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["seen"]),
        helper.make_node("Mul", ["rows", "seen"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "middle"], ["logits"], keepdims=0),
    ]
    weights = table() if weights is None else weights
    constants = {"table": weights, "last": np.array([2]), "middle": np.array([1])}
    graph = helper.make_graph(
        nodes,
        "summing",
        [helper.make_tensor_value_info(name, kind, list(axes)) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", WIDTH])],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def sums(texts: Sequence[str], weights: np.ndarray | None = None) -> np.ndarray:
    """The logits that `summing` should give."""
    weights = table() if weights is None else weights
    return np.stack([weights[tiny.wordpiece()(text)["input_ids"]].sum(axis=0) for text in texts])


def folder_of(model: onnx.ModelProto, folder: Path, file: str = "model.onnx") -> Path:
    """The model with the configuration and the tokenizer that it needs."""
    folder.mkdir(exist_ok=True)
    (folder / file).write_bytes(model.SerializeToString())
    tiny.bert_classifier().config.save_pretrained(folder)
    tiny.wordpiece().save_pretrained(folder)
    return folder


@cache
def family(name: str, head: str = "classification") -> TransformerModel:
    """A tiny random model of a family with a head."""
    return TransformerModel(*headed(name, head), name=f"tiny-{name}")


@cache
def exported(name: str, head: str = "classification") -> tuple[Path, ExportReport]:
    """Its export, made once: the folder and the report. The tiny DistilBERT's classifier is there in all precisions."""
    folder = Path(tempfile.mkdtemp(prefix="exegesis-export-")) / f"{name}-{head}"
    texts = ("The movie was not bad, truly.", "good", "I loved it! The plot was slow, and the acting fine. " * 3)
    precisions = ALL if (name, head) == ("distilbert", "classification") else ("fp32",)
    return folder, export(family(name, head), folder, precisions=precisions, texts=texts, timing_rounds=0)
