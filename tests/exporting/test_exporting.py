"""Exports end to end: what the folder holds, that it answers as the model does, and when nothing is written."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

import exegesis
from exegesis.adapters.onnx import OnnxModel
from exegesis.core.errors import InputError, ModelError, UnsupportedError
from exegesis.data.inputs import Hidden, Question
from exegesis.exporting import exporting
from exegesis.exporting.exporting import export
from exegesis.exporting.precisions import PRECISIONS
from exegesis.exporting.records import Parity
from tests import onnx_models

QUICK: dict[str, Any] = {"texts": ("good", "the movie was not bad"), "timing_rounds": 0}


@pytest.mark.slow
def test_the_folder_holds_files_of_known_kinds_and_the_report() -> None:
    folder, report = onnx_models.exported("distilbert")
    names = {path.name for path in folder.iterdir()}
    assert {row.file for row in PRECISIONS.values()} | {"config.json", "tokenizer.json", "export.json"} <= names
    assert sorted(names) == list(report.contents)
    assert {Path(name).suffix for name in names} <= {".onnx", ".json", ".txt"}
    written = json.loads((folder / "export.json").read_text())
    assert written == json.loads(json.dumps(report.to_dict()))
    assert [one["precision"] for one in written["files"]] == list(onnx_models.ALL)
    for one in written["files"]:
        data = (folder / one["file"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert written["source"]["weights"] == onnx_models.family("distilbert").fingerprint().weights
    assert written["source"]["tokenizer"] == exegesis.load(folder).fingerprint().tokenizer
    assert {"torch", "onnx", "onnxruntime", "transformers"} <= set(written["versions"])


@pytest.mark.slow
def test_nothing_of_this_machine_is_in_the_files() -> None:
    folder, _ = onnx_models.exported("distilbert")
    for path in folder.iterdir():
        data = path.read_bytes()
        assert b"site-packages" not in data
        assert str(Path(__file__).parents[2]).encode() not in data
        assert str(folder.parent).encode() not in data


@pytest.mark.slow
def test_the_files_are_of_standard_operators_in_one_piece() -> None:
    folder, _ = onnx_models.exported("distilbert")
    for path in folder.glob("*.onnx"):
        model = onnx.load_model(path, load_external_data=False)
        assert {node.domain for node in model.graph.node} <= {""}
        assert not any(tensor.external_data for tensor in model.graph.initializer)
        onnx.checker.check_model(model, full_check=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bert", "distilbert", "roberta"])
def test_fp32_is_the_model_itself_and_the_report_says_so(name: str) -> None:
    folder, report = onnx_models.exported(name)
    one = report.files[0]
    assert one.parity.largest < 1e-5
    assert one.parity.same_labels == 1.0
    model, loaded = onnx_models.family(name), exegesis.load(folder)
    texts = ["a", "was it good", "the plot was slow and the acting fine !", "unbelievable " * 9]
    np.testing.assert_allclose(loaded.predict(texts), model.predict(texts), atol=1e-5)


@pytest.mark.slow
def test_what_is_lost_is_stated_in_every_precision() -> None:
    folder, report = onnx_models.exported("distilbert")
    full, half, small = (one.parity for one in report.files)
    assert full.largest < half.largest < small.largest < 0.5
    assert half.largest < 0.02
    assert full.neighbours < 1e-5 < small.neighbours  # int8 takes its scales from the whole batch
    sizes = [one.bytes for one in report.files]
    assert sizes[0] > sizes[1] > sizes[2]
    lines = report.table()
    assert len(lines) == 5
    assert [line[0].split()[0] for line in lines[2:]] == list(onnx_models.ALL)
    model = onnx_models.family("distilbert")
    texts = ["the movie was not good", "I loved it !"]
    for one in report.files:
        loaded = exegesis.load(folder / one.file)
        np.testing.assert_allclose(loaded.predict(texts), model.predict(texts), atol=3 * one.parity.largest + 1e-6)


@pytest.mark.slow
def test_int8_answers_do_not_depend_on_neighbours_once_loaded() -> None:
    folder, _ = onnx_models.exported("distilbert")
    loaded = exegesis.load(folder / "model_int8.onnx")
    assert isinstance(loaded, OnnxModel)
    rows = loaded.encode(["good", "the movie was truly unbelievable , not slow !", "bad plot"])
    alone = np.concatenate([loaded.forward([row]) for row in rows])
    np.testing.assert_array_equal(loaded.forward(rows), alone)
    with loaded.unguarded():
        assert np.abs(loaded.forward(rows) - alone).max() > 0


@pytest.mark.slow
def test_questions_are_answered_and_explained_alike() -> None:
    folder, report = onnx_models.exported("distilbert", "question-answering")
    assert report.outputs == ("start_logits", "end_logits")
    model, loaded = onnx_models.family("distilbert", "question-answering"), exegesis.load(folder)
    given = Question("was it good", "the plot was slow . the acting was fine , truly fine")
    for one, other in zip(exegesis.predict(model, given), exegesis.predict(loaded, given), strict=True):
        assert one.labels == other.labels
        np.testing.assert_allclose(one.outputs, other.outputs, atol=1e-5)
    a, b = (exegesis.explain(one, given, "occlusion", ["start", "end"]) for one in (model, loaded))
    for one, other in zip(a, b, strict=True):
        np.testing.assert_allclose(one.scores, other.scores, atol=1e-4)


@pytest.mark.slow
def test_hidden_words_are_guessed_and_explained_alike() -> None:
    folder, _ = onnx_models.exported("bert", "masked-lm")
    model, loaded = onnx_models.family("bert", "masked-lm"), exegesis.load(folder)
    given = Hidden.word("the movie was not good", "movie")
    one, other = (exegesis.predict(each, given)[0] for each in (model, loaded))
    assert one.labels == other.labels
    np.testing.assert_allclose(one.outputs, other.outputs, atol=1e-5)
    a, b = (exegesis.explain(each, given, "occlusion") for each in (model, loaded))
    np.testing.assert_allclose(a.scores, b.scores, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "head"), [("bert", "token-classification"), ("gpt2", "causal-lm")])
def test_other_heads_keep_their_answers_too(name: str, head: str) -> None:
    _, report = onnx_models.exported(name, head)
    assert report.files[0].parity.largest < 1e-5


# -- when nothing is written ----------------------------------------------------------------------------------------


@pytest.fixture
def proto(monkeypatch: pytest.MonkeyPatch) -> onnx.ModelProto:
    """The graph of the tiny DistilBERT, exported before; what is changed in it is changed in the next export."""
    made = onnx.load_model(onnx_models.exported("distilbert")[0] / "model.onnx")
    monkeypatch.setattr(exporting, "exported", lambda model: made)
    return made


@pytest.mark.slow
def test_an_fp32_file_that_answers_otherwise_is_refused_with_the_numbers(
    tmp_path: Path, proto: onnx.ModelProto
) -> None:
    head = next(one for one in proto.graph.initializer if 3 in one.dims and len(one.dims) == 2)
    shifted = onnx.numpy_helper.to_array(head) * np.float32(1.05)
    head.CopyFrom(onnx.numpy_helper.from_array(shifted, head.name))
    with pytest.raises(
        ModelError, match=r"fp32 export of tiny-distilbert differs from it by up to .*e-0[23] over 2 rows"
    ):
        export(onnx_models.family("distilbert"), tmp_path / "out", **QUICK)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_limit_holds_for_int8(tmp_path: Path, proto: onnx.ModelProto) -> None:
    with pytest.raises(ModelError, match="at most 1e-07 is let pass, so nothing is written"):
        export(onnx_models.family("distilbert"), tmp_path / "out", precisions=["int8"], max_difference=1e-7, **QUICK)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_file_that_answers_with_no_numbers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overflown = Parity(1, 3, 3, float("nan"), float("nan"), 0.0, 0.0)
    monkeypatch.setattr(exporting, "parity", lambda *_: overflown)
    with pytest.raises(ModelError, match=r"the fp16 export of .* answers with NaN or infinity .* give other"):
        export(onnx_models.family("distilbert"), tmp_path / "out", precisions=["fp16"], **QUICK)
    assert not (tmp_path / "out").exists()


def test_only_an_earlier_export_is_overwritten_and_only_where_allowed(tmp_path: Path) -> None:
    model = onnx_models.family("distilbert")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    for data in ("[]", "no json", '{"contents": 5}', '{"contents": ["export.json"]}'):
        with pytest.raises(InputError, match=r"holds 'thesis\.txt', which no export wrote|'export.json', which no"):
            export(model, tmp_path / "mine", timing_rounds=0, overwrite=True)
        (tmp_path / "mine" / "export.json").write_text(data)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "export.json").write_text('{"contents": ["export.json"]}')
    with pytest.raises(InputError, match="holds an export already"):
        export(model, tmp_path / "old", **QUICK)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    with pytest.raises(InputError, match="inside one that exists"):
        export(model, tmp_path / "no" / "such", **QUICK)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="there is a file of that name"):
        export(model, tmp_path / "file", **QUICK)


def test_wishes_are_checked_before_any_work(tmp_path: Path) -> None:
    model = onnx_models.family("distilbert")
    with pytest.raises(InputError, match="unknown precision 'fp8'"):
        export(model, tmp_path / "out", precisions=["fp8"])
    with pytest.raises(InputError, match="no precision given"):
        export(model, tmp_path / "out", precisions=())
    with pytest.raises(InputError, match="rounds must be"):
        export(model, tmp_path / "out", timing_rounds=-1)
    for most in (0.0, -1.0, 2.0, float("nan")):
        with pytest.raises(InputError, match="largest difference must be"):
            export(model, tmp_path / "out", max_difference=most)


def test_black_boxes_have_nothing_to_export(tmp_path: Path) -> None:
    model = exegesis.load(lambda texts: np.full((len(texts), 2), 0.5))
    with pytest.raises(UnsupportedError, match="is no transformer with its weights"):
        export(model, tmp_path / "out", **QUICK)
