"""A transformer with its head as one ONNX graph in float32, with dynamic batch and sequence axes."""

import inspect
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from exegesis.adapters.heads import OUTPUTS
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.onnx import INPUTS
from exegesis.adapters.onnx_files import require
from exegesis.adapters.turns import alone
from exegesis.core.errors import LoadError, ModelError, UnsupportedError

OPSET = 18  # the lowest that torch's exporter writes without converting: old runtimes on phones read it
_LARGEST = 2**31 - 1  # bytes of one protobuf message
# Any texts will do: of different lengths, so that there is padding, and longer than the batch is wide.
_EXAMPLES = ("One text of some length, to trace the model with.", "And a second, shorter one.", "A third.")


def exported(model: TransformerModel) -> Any:
    """The graph as an ONNX `ModelProto`, by `torch.onnx.export` over `torch.export` (no TorchScript).

    Inputs int64 (B, L), of `INPUTS` those that the model takes; outputs float32: `logits`, or `start_logits` and
    `end_logits`. Raises `UnsupportedError` for a model that is not in float32 or has none of these outputs, and
    `ModelError` where torch cannot export it.
    """
    _check(model)
    inputs = example(model)
    names = list(inputs)
    axes = (tuple({0: "batch", 1: "sequence"} for _ in names),)
    try:
        with alone(model.model), quiet(), torch.no_grad():
            program = torch.onnx.export(
                _Plain(model, names).eval(),
                tuple(inputs.values()),
                dynamo=True,
                input_names=names,
                output_names=list(OUTPUTS[model.table]),
                dynamic_shapes=axes,
                opset_version=OPSET,
                verbose=False,
            )
    except Exception as error:  # torch's exporter raises kinds of its own, with pages of advice
        line = (str(error.__cause__ or error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"torch cannot export {model.name} ({model.model.config.model_type}) to ONNX: {line}"
        ) from error
    if program is None:
        raise ModelError(f"torch gave no graph for {model.name}.")
    return _bare(program.model_proto, model.name)


def example(model: TransformerModel) -> dict[str, torch.Tensor]:
    """A batch of the model's own inputs, named and ordered as in the file."""
    rows = model.together(model.encode(_EXAMPLES))[0]
    inputs = model.passes.inputs(rows)
    taken = inspect.signature(model.model.forward).parameters
    return {name: inputs[name] for name in INPUTS if name in inputs and name in taken}


class _Plain(torch.nn.Module):
    """The model with tensors in and tensors out, in a fixed order."""

    def __init__(self, model: TransformerModel, names: list[str]) -> None:
        super().__init__()
        self.inner = model.model
        self.names = names
        self.outputs = OUTPUTS[model.table]
        self.options: dict[str, Any] = {"use_cache": False} if model.head == "causal-lm" else {}

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        output = self.inner(**dict(zip(self.names, tensors, strict=True)), **self.options)
        return tuple(getattr(output, name) for name in self.outputs)


def _check(model: TransformerModel) -> None:
    try:
        require()
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise LoadError("exporting needs onnxscript; install it with: pip install exegesis[onnx]") from error
    kinds = {tensor.dtype for tensor in model.model.parameters()}
    if kinds != {torch.float32}:
        raise UnsupportedError(f"{model.name} has weights in {kinds}; load it in float32 and export with a precision.")


def _bare(proto: Any, name: str) -> Any:
    """Without the notes of the exporter (stack traces, paths of this machine), and without sizes it guessed."""
    del proto.graph.value_info[:]
    graphs = (proto.graph, *proto.functions)
    for node in (node for graph in graphs for node in graph.node):
        node.doc_string = ""
        del node.metadata_props[:]
    for one in (*proto.graph.input, *proto.graph.output, *proto.graph.initializer):
        del one.metadata_props[:]
    del proto.metadata_props[:], proto.graph.metadata_props[:]
    proto.doc_string = proto.graph.doc_string = ""
    if proto.ByteSize() > _LARGEST:
        raise UnsupportedError(f"{name} takes {proto.ByteSize() / 1e9:.1f} GB, and one ONNX file holds at most 2 GB.")
    return proto


@contextmanager
def quiet() -> Iterator[None]:
    """The libraries' own warnings and log lines (deprecations, missing torchvision) stay inside."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
