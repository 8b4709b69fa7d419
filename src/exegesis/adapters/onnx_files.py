"""The guard of ONNX files: data, checked before anything runs it. No file outside the folder, no foreign code."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.core.errors import LoadError

MODEL = "model.onnx"
FOLDER = "onnx"  # where exports often stand, within the folder of configuration and tokenizer
# What the runtime itself brings: the standard's operators and the runtime's own. Anything else is a library to load.
_DOMAINS = {"", "ai.onnx", "ai.onnx.ml", "com.microsoft"}
_LARGEST = 2**31 - 1  # bytes of one protobuf message
# Scales are taken from the numbers of the whole batch, so that a row's answer depends on its neighbours.
_BATCH_SCALES = {"DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM"}


@dataclass(frozen=True)
class OnnxFile:
    """A file that passed the checks. `sha256` covers it and the files of weights that it names.

    `batch_scales`: it is quantised dynamically, by scales that all rows of a batch share.
    """

    path: Path
    data: bytes | None  # None where weights stand in files beside it: then the runtime reads the path
    sha256: str
    batch_scales: bool


def require() -> tuple[Any, Any]:
    """The libraries (onnx, onnxruntime); `LoadError` naming the extra where they are not installed."""
    try:
        import onnx
        import onnxruntime
    except ImportError as error:
        raise LoadError(
            f"ONNX files need onnx and onnxruntime ({error}); install them with: pip install exegesis[onnx]"
        ) from error
    return onnx, onnxruntime


def find_file(source: Path) -> Path:
    """The file itself, or the model.onnx of the folder or of its "onnx", or the only .onnx file in it."""
    if source.is_file():
        return source
    if not source.is_dir():
        raise LoadError(f"{str(source)!r} is no file and no folder.")
    found = sorted(source.glob("*.onnx"))
    if not found:
        source = source / FOLDER
        found = sorted(source.glob("*.onnx"))
    if source / MODEL in found:
        return source / MODEL
    if not found:
        raise LoadError(f"{str(source.parent)!r} holds no .onnx file, and neither does a folder {FOLDER!r} in it.")
    if len(found) != 1:
        names = ", ".join(path.name for path in found)
        raise LoadError(
            f"{str(source)!r} holds several models ({names}) and none called {MODEL}; give one of the files."
        )
    return found[0]


def checked_file(path: Path) -> OnnxFile:
    """The file read and checked; `LoadError` in one line where it is damaged or asks for what it may not have."""
    onnx, _ = require()
    data = _bytes(path)
    model = _parsed(onnx, path, data)
    nodes = list(_nodes(model))
    _check_operators(path, model, nodes)
    beside = _files_beside(onnx, path, model, nodes)
    _check_form(onnx, path, model, whole=not beside)
    digest = hashlib.sha256(data)
    for other in beside:
        digest.update(_bytes(other))
    batch_scales = any(node.op_type in _BATCH_SCALES for node in nodes)
    return OnnxFile(path, None if beside else data, digest.hexdigest(), batch_scales)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LoadError(f"cannot read {str(path)!r}: {error.strerror}.") from error


def _parsed(onnx: Any, path: Path, data: bytes) -> Any:
    if not data or len(data) > _LARGEST:
        raise LoadError(f"{str(path)!r} is {'empty' if not data else 'larger than an ONNX file can be (2 GB)'}.")
    try:
        model = onnx.load_model_from_string(data)
    except Exception as error:  # protobuf's own kinds, by version
        raise LoadError(f"{str(path)!r} is no ONNX file, or a damaged one; export the model again.") from error
    if not model.graph.node:
        raise LoadError(f"{str(path)!r} holds no graph; export the model again.")
    return model


def _check_operators(path: Path, model: Any, nodes: list[Any]) -> None:
    """Every operator is the runtime's own or a function written out in the file itself."""
    own = {(function.domain, function.name) for function in model.functions}
    for node in nodes:
        if node.domain not in _DOMAINS and (node.domain, node.op_type) not in own:
            raise LoadError(
                f"{str(path)!r} needs the custom operator {node.domain}:{node.op_type}, which is code of others and is "
                "refused; export the model with standard operators."
            )


def _files_beside(onnx: Any, path: Path, model: Any, nodes: list[Any]) -> list[Path]:
    """The files of weights that the model names; `LoadError` for one that is not in the model's own folder."""
    folder = path.resolve().parent
    places = set()
    for tensor in _tensors(model, nodes):
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            continue
        place = next((entry.value for entry in tensor.external_data if entry.key == "location"), "")
        target = (folder / place.replace("\0", "")).resolve()
        if not place or "\0" in place or not target.is_relative_to(folder):
            raise LoadError(
                f"{str(path)!r} keeps weights in {place!r}, outside its folder, which is refused; "
                "put them beside the file."
            )
        if not target.is_file():
            raise LoadError(f"{str(path)!r} keeps weights in {place!r}, which is missing; put it beside the file.")
        places.add(target)
    return sorted(places)


def _check_form(onnx: Any, path: Path, model: Any, whole: bool) -> None:
    try:
        onnx.checker.check_model(model if whole else str(path))
    except Exception as error:  # ValidationError, and ValueError or RuntimeError of what it calls
        line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise LoadError(f"{str(path)!r} is no valid ONNX model: {line}") from error


def _nodes(model: Any) -> Iterator[Any]:
    """All nodes: of the graph, of the graphs inside nodes (loops, branches), and of the file's own functions."""
    yield from _of_nodes(model.graph.node)
    for function in model.functions:
        yield from _of_nodes(function.node)


def _of_nodes(nodes: Any) -> Iterator[Any]:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        for graph in _inner(node):
            waiting.extend(graph.node)


def _inner(node: Any) -> Iterator[Any]:
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def _tensors(model: Any, nodes: list[Any]) -> Iterator[Any]:
    """All stored tensors: weights of all graphs, sparse ones included, and constants inside nodes."""
    for graph in (model.graph, *(inner for node in nodes for inner in _inner(node))):
        yield from graph.initializer
        for sparse in graph.sparse_initializer:
            yield from (sparse.values, sparse.indices)
    defaults = [attribute for function in model.functions for attribute in function.attribute_proto]
    for attributes in (defaults, *(node.attribute for node in nodes)):
        for attribute in attributes:
            yield from (attribute.t, *attribute.tensors)
            for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
                yield from (sparse.values, sparse.indices)
