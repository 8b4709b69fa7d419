"""Float16 and int8 made from a float32 graph."""

import sys
from collections import Counter

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, numpy_helper

from exegesis.core.errors import InputError
from exegesis.exporting.precisions import PRECISIONS, chosen, made
from tests import onnx_models


@pytest.fixture(scope="module")
def proto() -> onnx.ModelProto:
    return onnx.load_model(onnx_models.exported("distilbert")[0] / "model.onnx")


def kinds(data: bytes) -> Counter[int]:
    """How many numbers are stored in each type."""
    found: Counter[int] = Counter()
    for tensor in onnx.load_model_from_string(data).graph.initializer:
        found[tensor.data_type] += numpy_helper.to_array(tensor).size
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", list(PRECISIONS))
def test_the_graph_given_stays_as_it_is_and_the_bytes_are_the_same_again(proto: onnx.ModelProto, name: str) -> None:
    before = proto.SerializeToString(deterministic=True)
    path = list(sys.path)
    one, other = (made(proto, PRECISIONS[name]) for _ in range(2))
    assert one == other
    assert proto.SerializeToString(deterministic=True) == before
    assert sys.path == path


@pytest.mark.slow
@pytest.mark.parametrize("name", list(PRECISIONS))
def test_inputs_and_outputs_keep_their_types(proto: onnx.ModelProto, name: str) -> None:
    data = made(proto, PRECISIONS[name])
    onnx.checker.check_model(data)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    assert {one.type for one in session.get_inputs()} == {"tensor(int64)"}
    assert {one.type for one in session.get_outputs()} == {"tensor(float)"}


@pytest.mark.slow
def test_half_stores_its_weights_in_float16_and_sums_in_float32(proto: onnx.ModelProto) -> None:
    data = made(proto, PRECISIONS["fp16"])
    found = kinds(data)
    assert found[TensorProto.FLOAT16] > 20 * found[TensorProto.FLOAT]
    graph = onnx.load_model_from_string(data).graph
    makers = {name: node.op_type for node in graph.node for name in node.output}
    wide = [node for node in graph.node if node.op_type in ("Softmax", "LayerNormalization")]
    assert wide
    assert all(makers[node.input[0]] == "Cast" for node in wide)


@pytest.mark.slow
def test_int8_stores_its_matrices_in_a_byte_with_a_scale_for_each_column(proto: onnx.ModelProto) -> None:
    found = kinds(made(proto, PRECISIONS["int8"]))
    assert found[TensorProto.INT8] > 5 * found[TensorProto.FLOAT]
    graph = onnx.load_model_from_string(made(proto, PRECISIONS["int8"])).graph
    products = {node.input[1] for node in graph.node if node.op_type == "MatMulInteger"}
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    assert len(products & set(stored)) >= 12  # six of each of the two layers
    scales = [array for name, array in stored.items() if name.endswith("_scale") and array.size > 1]
    assert any(np.unique(array).size > 1 for array in scales)


@pytest.mark.slow
def test_seven_bits_stay_within_their_range(proto: onnx.ModelProto) -> None:
    def largest(reduce_range: bool) -> int:
        graph = onnx.load_model_from_string(made(proto, PRECISIONS["int8"], reduce_range)).graph
        stored = [numpy_helper.to_array(one) for one in graph.initializer if one.data_type == TensorProto.INT8]
        return max(int(np.abs(array.astype(np.int64)).max()) for array in stored)

    assert largest(True) <= 64 < largest(False) <= 128


def test_rows_come_in_the_tables_order_and_once() -> None:
    assert [row.name for row in chosen(["int8", "fp32", "int8"])] == ["fp32", "int8"]
    with pytest.raises(InputError, match="Did you mean 'fp16'"):
        chosen(["fp61"])
