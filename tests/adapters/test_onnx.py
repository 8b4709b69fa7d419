"""Models as ONNX files: what they answer, what explains them, and every file that is refused."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from scipy.special import softmax

import exegesis
from exegesis.adapters.onnx import OnnxModel
from exegesis.core.errors import LoadError, ModelError, UnsupportedError
from exegesis.data.inputs import plain
from exegesis.data.rows import TokenRow
from tests import onnx_models, tiny

TEXTS = ["good", "the plot is dull", tiny.REVIEW, "!", "日本"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return onnx_models.folder_of(onnx_models.summing(), tmp_path / "summing")


def changed(folder: Path, change: Callable[[onnx.ModelProto], None]) -> Path:
    """The folder with its model changed."""
    model = onnx.load_model(folder / "model.onnx")
    change(model)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    return folder


def refusal(source: Path, **options: str) -> str:
    with pytest.raises(LoadError) as caught:
        exegesis.load(str(source), **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# -- answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch_tokens", [1, 30, 10_000])
def test_answers_are_the_files_own_however_batched(folder: Path, batch_tokens: int) -> None:
    model = exegesis.load(folder)
    expected = softmax(onnx_models.sums(TEXTS), axis=-1)
    np.testing.assert_allclose(model.predict(TEXTS, batch_tokens), expected, atol=1e-5)


def test_a_file_and_its_folder_are_the_same_model(folder: Path) -> None:
    one, other = exegesis.load(folder), exegesis.load(folder / "model.onnx")
    assert (one.name, one.labels) == ("summing", ("negative", "positive"))
    assert one.fingerprint() == other.fingerprint()
    (folder / "model.onnx").rename(folder / "small.onnx")
    assert exegesis.load(folder).name == "summing/small.onnx"  # the only one
    assert exegesis.load(folder, name="mine").name == "mine"


def test_of_several_files_one_must_be_named(folder: Path) -> None:
    other = onnx_models.summing(onnx_models.table(seed=1))
    onnx_models.folder_of(other, folder, "b.onnx")
    assert exegesis.load(folder).name == "summing"
    (folder / "model.onnx").rename(folder / "a.onnx")
    assert "several models (a.onnx, b.onnx)" in refusal(folder)
    expected = softmax(onnx_models.sums(TEXTS, onnx_models.table(seed=1)), axis=-1)
    np.testing.assert_allclose(exegesis.load(folder / "b.onnx").predict(TEXTS), expected, atol=1e-5)


def test_safetensors_beside_it_are_read_first(folder: Path) -> None:
    tiny.bert_classifier().save_pretrained(folder)
    assert "gradients" in exegesis.load(folder).gives
    assert "gradients" not in exegesis.load(folder / "model.onnx").gives


def test_words_may_stand_one_folder_above(folder: Path) -> None:
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx" / "model.onnx")
    assert exegesis.load(folder / "onnx").predict(["good"]).shape == (1, 2)


def test_numbers_of_four_bytes_will_do(tmp_path: Path) -> None:
    folder = onnx_models.folder_of(onnx_models.summing(kind=TensorProto.INT32), tmp_path / "small")
    expected = softmax(onnx_models.sums(TEXTS), axis=-1)
    np.testing.assert_allclose(exegesis.load(folder).predict(TEXTS), expected, atol=1e-5)


def test_a_single_output_may_have_any_name(folder: Path) -> None:
    def rename(model: onnx.ModelProto) -> None:
        model.graph.node[-1].output[0] = model.graph.output[0].name = "scores"

    assert exegesis.load(changed(folder, rename)).predict(["good"]).shape == (1, 2)


def test_long_texts_are_read_in_the_windows_of_a_transformer(folder: Path) -> None:
    text = "the plot is dull , but the acting is wonderful . " * 12
    model = exegesis.load(folder)
    windows = model.windows(plain(text))
    assert len(windows) > 2
    assert windows == tiny.bert().windows(plain(text))
    pieces = [text[window.start : window.end] for window in windows]
    weights = np.array([window.weight for window in windows])
    expected = weights @ softmax(onnx_models.sums(pieces), axis=-1)
    np.testing.assert_allclose(model.predict([text])[0], expected, atol=1e-5)


def test_the_fingerprint_is_of_the_file_and_the_tokenizer(folder: Path) -> None:
    before = exegesis.load(folder).fingerprint()
    assert before.weights is not None
    assert "onnxruntime" in before.versions
    onnx_models.folder_of(onnx_models.summing(onnx_models.table(seed=1)), folder)
    after = exegesis.load(folder).fingerprint()
    assert after.weights != before.weights
    assert after.tokenizer == before.tokenizer == tiny.bert().fingerprint().tokenizer


# -- explanations -------------------------------------------------------------------------------------------------


def test_a_word_is_replaced_by_the_mask_token_and_scored_by_what_it_adds(folder: Path) -> None:
    model = exegesis.load(folder)
    found = exegesis.explain(model, "good bad film", "occlusion", "positive", output="logit")
    assert found.baseline.name == "mask"
    tokenizer, weights = tiny.wordpiece(), onnx_models.table()
    mask = weights[tokenizer.mask_token_id, 1]
    ids = [tokenizer(word, add_special_tokens=False)["input_ids"] for word in ("good", "bad", "film")]
    expected = [sum(weights[piece, 1] - mask for piece in pieces) for pieces in ids]
    np.testing.assert_allclose(found.scores, expected, atol=1e-5)


def test_units_may_be_tokens(folder: Path) -> None:
    found = exegesis.explain(exegesis.load(folder), "boring film", "occlusion", unit="token")
    assert len(found.units) == len(tiny.wordpiece()("boring film")["input_ids"]) - 2


@pytest.mark.parametrize("method", ["gradient", "integrated_gradients", "attention_rollout"])
def test_methods_that_look_inside_are_refused_and_others_named(folder: Path, method: str) -> None:
    with pytest.raises(UnsupportedError, match=r"needs .* which summing does not give\. These methods fit it: .*lime"):
        exegesis.explain(exegesis.load(folder), "good film", method)


def test_the_precision_is_the_files_own(folder: Path) -> None:
    with pytest.raises(UnsupportedError, match="leave out precision="):
        exegesis.explain(exegesis.load(folder), "good film", "occlusion", precision="bfloat16")


# -- what goes wrong in a pass --------------------------------------------------------------------------------------


def test_nan_is_told(tmp_path: Path) -> None:
    broken = np.full_like(onnx_models.table(), np.nan)
    model = exegesis.load(onnx_models.folder_of(onnx_models.summing(broken), tmp_path / "broken"))
    with pytest.raises(ModelError, match="broken returned NaN or infinity"):
        model.predict(["good"])


def test_more_outputs_than_labels_are_told(tmp_path: Path) -> None:
    wide = np.ones((len(tiny.wordpiece()), 3), np.float32)
    model = onnx_models.summing(wide)
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 3
    assert "gives 3 outputs where its configuration names 2 labels" in refusal(
        onnx_models.folder_of(model, tmp_path / "wide")
    )


def test_a_pass_that_fails_is_told_in_a_line(tmp_path: Path) -> None:
    short = onnx_models.table()[:-1]  # the last piece is out of range
    model = exegesis.load(onnx_models.folder_of(onnx_models.summing(short), tmp_path / "short"))
    last = tiny.wordpiece().convert_ids_to_tokens(len(short))
    with pytest.raises(ModelError, match="short failed on a batch of") as caught:
        model.predict([f"a{last.removeprefix('##')}"])
    assert "\n" not in str(caught.value)


def test_a_file_with_few_embeddings_is_told_at_loading(tmp_path: Path) -> None:
    short = onnx_models.table()[:4]
    folder = onnx_models.folder_of(onnx_models.summing(short), tmp_path / "short")
    assert "the model does not run: short failed on a batch of (1, 10): InvalidArgument" in refusal(folder)


def test_memory_that_runs_out_halves_the_batch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = exegesis.load(folder)
    assert isinstance(model, OnnxModel)
    inner = model._session

    class Small:
        def run(self, names: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
            if len(feed["input_ids"]) > 1:
                raise RuntimeError("Failed to allocate memory for requested buffer of size 12")
            return list(inner.run(names, feed))

    monkeypatch.setattr(model, "_session", Small())
    expected = softmax(onnx_models.sums(TEXTS), axis=-1)
    np.testing.assert_allclose(model.predict(TEXTS), expected, atol=1e-5)


# -- files that are refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"not a model at all", "no ONNX file, or a damaged one|holds no graph"),
        (b"\x80\x04\x95\x00pickled", "no ONNX file, or a damaged one|holds no graph"),
    ],
)
def test_damaged_files_are_refused(folder: Path, data: bytes, said: str) -> None:
    (folder / "model.onnx").write_bytes(data)
    with pytest.raises(LoadError, match=said):
        exegesis.load(folder)


def test_half_a_file_is_refused(folder: Path) -> None:
    data = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(data[: len(data) // 2])
    assert "damaged" in refusal(folder)


def test_what_the_checker_rejects_is_refused(folder: Path) -> None:
    def unsort(model: onnx.ModelProto) -> None:
        first = model.graph.node[0]
        copy = onnx.NodeProto.FromString(first.SerializeToString())
        del model.graph.node[0]
        model.graph.node.append(copy)

    assert "no valid ONNX model" in refusal(changed(folder, unsort))


def test_a_file_or_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "is no file and no folder" in refusal(tmp_path / "gone.onnx")


def test_without_a_tokenizer_or_configuration_it_is_refused(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()
    assert "tokenizer" in refusal(folder)
    (folder / "config.json").unlink()
    assert "has no config.json beside it" in refusal(folder)


def test_code_of_the_folder_is_not_run(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "evil", "auto_map": {"AutoConfig": "evil.Config"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "evil.py").write_text("raise SystemExit('code was run')")
    assert "brings code of its own" in refusal(folder)


def custom(model: onnx.ModelProto) -> None:
    model.graph.node[3].op_type, model.graph.node[3].domain = "Anything", "com.evil"
    model.opset_import.append(helper.make_opsetid("com.evil", 1))


def test_custom_operators_are_refused(folder: Path) -> None:
    assert "custom operator com.evil:Anything" in refusal(changed(folder, custom))


def test_custom_operators_inside_branches_are_refused(folder: Path) -> None:
    def hide(model: onnx.ModelProto) -> None:
        output = [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)]
        evil = helper.make_node("Anything", ["rows"], ["out"], domain="com.evil")
        branch = helper.make_graph([evil], "branch", [], output)
        model.graph.initializer.append(numpy_helper.from_array(np.array(True), "yes"))
        model.graph.node.insert(1, helper.make_node("If", ["yes"], ["x"], then_branch=branch, else_branch=branch))
        model.opset_import.append(helper.make_opsetid("com.evil", 1))

    assert "custom operator com.evil:Anything" in refusal(changed(folder, hide))


def test_functions_written_out_in_the_file_are_no_foreign_code(folder: Path) -> None:
    def define(model: onnx.ModelProto) -> None:
        body = [helper.make_node("Mul", ["a", "b"], ["c"])]
        opset = [helper.make_opsetid("", 18)]
        model.functions.append(helper.make_function("com.evil", "Anything", ["a", "b"], ["c"], body, opset))
        custom(model)

    expected = softmax(onnx_models.sums(TEXTS), axis=-1)
    np.testing.assert_allclose(exegesis.load(changed(folder, define)).predict(TEXTS), expected, atol=1e-5)


def external(folder: Path, place: str, target: Path | None) -> Path:
    """The folder with its table of weights kept in another file."""

    def move(model: onnx.ModelProto) -> None:
        tensor = model.graph.initializer[0]
        if target is not None:
            target.write_bytes(tensor.raw_data)
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", place

    return changed(folder, move)


def test_weights_in_a_file_beside_it_are_read_and_in_the_fingerprint(folder: Path) -> None:
    external(folder, "weights.bin", folder / "weights.bin")
    model = exegesis.load(folder)
    np.testing.assert_allclose(model.predict(TEXTS), softmax(onnx_models.sums(TEXTS), axis=-1), atol=1e-5)
    before = model.fingerprint().weights
    data = (folder / "weights.bin").read_bytes()
    (folder / "weights.bin").write_bytes(data[:-4] + b"\x00\x00\x00\x00")
    assert exegesis.load(folder).fingerprint().weights != before


@pytest.mark.parametrize("place", ["../weights.bin", "/etc/passwd", "sub/../../weights.bin", ""])
def test_weights_outside_the_folder_are_refused(folder: Path, place: str) -> None:
    external(folder, place, folder.parent / "weights.bin")
    assert "outside its folder" in refusal(folder)


def test_weights_behind_a_link_out_of_the_folder_are_refused(folder: Path) -> None:
    external(folder, "weights.bin", folder.parent / "weights.bin")
    (folder / "weights.bin").symlink_to(folder.parent / "weights.bin")
    assert "outside its folder" in refusal(folder)


def test_weights_that_are_missing_are_told(folder: Path) -> None:
    external(folder, "weights.bin", None)
    assert "is missing" in refusal(folder)


def test_fixed_axes_are_refused(tmp_path: Path) -> None:
    model = onnx_models.summing(axes=(1, "sequence"))
    folder = onnx_models.folder_of(model, tmp_path / "fixed")
    assert "dynamic batch and sequence axes" in refusal(folder)


def test_inputs_and_outputs_nobody_knows_are_refused(folder: Path) -> None:
    def rename_input(model: onnx.ModelProto) -> None:
        model.graph.input[1].name = model.graph.node[1].input[0] = "pixels"

    assert "wants the input 'pixels'" in refusal(changed(folder, rename_input))


def test_a_head_that_gives_other_outputs_is_told(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["architectures"] = ["BertForQuestionAnswering"]
    (folder / "config.json").write_text(json.dumps(config))
    assert "should give start_logits and end_logits" in refusal(folder)
    assert "has the head for question-answering" in refusal(folder, task="masked-lm")


def test_without_the_runtime_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "pip install exegesis[onnx]" in refusal(folder)


# -- exports of real families ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bert", "distilbert", "roberta"])
@pytest.mark.parametrize("method", ["lime", "partition_shap"])
def test_explanations_are_those_of_the_torch_model(name: str, method: str) -> None:
    torch_model = onnx_models.family(name)
    onnx_model = exegesis.load(onnx_models.exported(name)[0])
    text = "The movie was truly unbelievable, not slow!"
    one, other = (
        exegesis.explain(model, text, method, [0, 1, 2], seed=3, samples=80) for model in (torch_model, onnx_model)
    )
    for a, b in zip(one, other, strict=True):
        assert (a.baseline.name, a.units, a.target.name) == (b.baseline.name, b.units, b.target.name)
        np.testing.assert_allclose(a.scores, b.scores, atol=1e-4)
        assert np.abs(a.scores).max() > 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bert", "distilbert", "roberta"])
def test_rows_are_those_of_the_torch_model(name: str) -> None:
    torch_model, onnx_model = onnx_models.family(name), exegesis.load(onnx_models.exported(name)[0])
    texts = ["The movie", "not slow!", ("a plot", "the acting was fine"), ""]
    rows = torch_model.encode(texts)
    assert rows == onnx_model.encode(texts)
    assert all(isinstance(row, TokenRow) for row in rows)
    assert (torch_model.limit, torch_model.labels) == (onnx_model.limit, onnx_model.labels)  # type: ignore[attr-defined]
    np.testing.assert_allclose(onnx_model.forward(rows), torch_model.forward(rows), atol=1e-4)
