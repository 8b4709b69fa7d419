"""The precisions of an export: float32 as traced, float16 and dynamic int8 made from that graph."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from exegesis.adapters.onnx_files import MODEL
from exegesis.core.errors import InputError, unknown
from exegesis.exporting.graph import quiet

# Sums and powers of many numbers: in float16 they lose digits or overflow.
_KEPT_IN_FLOAT32 = ("Softmax", "LayerNormalization")


@dataclass(frozen=True)
class Precision:
    """One row: its file, what is done in a line, and how a float32 graph becomes it.

    `limit`: the largest difference of probabilities that is let pass, None where the loss is stated and not judged.
    """

    name: str
    file: str
    how: str
    make: Callable[[Any, bool], Any]
    limit: float | None = None


def _half(proto: Any, reduce_range: bool) -> Any:
    with _tools(), quiet():
        from onnxruntime.transformers.float16 import DEFAULT_OP_BLOCK_LIST, convert_float_to_float16

        kept = [*DEFAULT_OP_BLOCK_LIST, *_KEPT_IN_FLOAT32]
        converted = convert_float_to_float16(proto, keep_io_types=True, op_block_list=kept)
    _sort(converted.graph)
    return converted


def _sort(graph: Any) -> None:
    """The nodes once each, in an order in which each comes after those it reads, as the standard wants it.

    The converter appends its casts at the end, and one of a weight that several nodes read several times.
    """
    nodes = list({(node.op_type, *node.input, *node.output): node for node in graph.node}.values())
    makers = {name: place for place, node in enumerate(nodes) for name in node.output if name}
    needs = {place: {makers[name] for name in node.input if name in makers} for place, node in enumerate(nodes)}
    copies = [type(nodes[0]).FromString(nodes[p].SerializeToString()) for p in TopologicalSorter(needs).static_order()]
    del graph.node[:]
    graph.node.extend(copies)


@contextmanager
def _tools() -> Iterator[None]:
    """While onnxruntime's tools are imported: they find one another by a folder that they put on `sys.path`.

    That is taken out again: it holds modules with names such as `benchmark` and `float16`.
    """
    before = list(sys.path)
    import onnxruntime.transformers

    sys.path.append(str(Path(onnxruntime.transformers.__file__).parent))
    try:
        yield
    finally:
        sys.path[:] = before


def _int8(proto: Any, reduce_range: bool) -> Any:
    import onnx

    with _tools():
        from onnxruntime.quantization import QuantType, quantize_dynamic
    with tempfile.TemporaryDirectory() as folder, quiet():
        place = Path(folder) / MODEL
        quantize_dynamic(proto, place, per_channel=True, reduce_range=reduce_range, weight_type=QuantType.QInt8)
        return onnx.load_model(place, load_external_data=False)


PRECISIONS: dict[str, Precision] = {
    row.name: row
    for row in (
        Precision("fp32", MODEL, "weights and arithmetic in float32", lambda proto, _: proto, limit=1e-4),
        Precision(
            "fp16",
            "model_fp16.onnx",
            "weights and arithmetic in float16; softmax and layer norm, inputs and outputs as in fp32",
            _half,
        ),
        Precision(
            "int8",
            "model_int8.onnx",
            "weights of matrix products and embeddings in int8, a scale for each column; activations in uint8, their "
            "scales taken from each batch as it comes (dynamic); the rest in float32",
            _int8,
        ),
    )
}


def chosen(names: Sequence[str]) -> list[Precision]:
    """The rows named, in the table's order; `InputError` for an unknown name or none."""
    for name in names:
        if name not in PRECISIONS:
            raise unknown("precision", name, PRECISIONS)
    if not names:
        raise InputError(f"no precision given. Choose from: {', '.join(PRECISIONS)}.")
    return [row for row in PRECISIONS.values() if row.name in names]


def made(proto: Any, precision: Precision, reduce_range: bool = False) -> bytes:
    """The bytes of the file: a float32 graph, which stays as it is, brought to the precision."""
    import onnx

    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    data: bytes = precision.make(copy, reduce_range).SerializeToString(deterministic=True)
    return data
