"""ONNX files of image classifiers: answers beside those of the module they came from, and what is refused."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

import exegesis
from exegesis.adapters.onnx_images import OnnxImages
from exegesis.core.errors import LoadError, ModelError, UnsupportedError
from tests.modalities.image.pictures import picture, quarters

WEIGHTS = np.random.default_rng(1).normal(0, 3, (3, 4)).astype(np.float32)  # mean colour -> logits


def colours(
    folder: Path,
    shape: Sequence[Any] = ("batch", 3, "height", "width"),
    kind: int = TensorProto.FLOAT,
    softmax: bool = False,
    outputs: Sequence[str] = ("answers",),
) -> str:
    """A file whose logits are sums over the channels' means."""
    channels = 3 if shape[-1] == 3 else 1
    axes = [1, 2] if channels == 3 else [2, 3]
    nodes = [
        helper.make_node("ReduceMean", ["pixels", "axes"], ["means"], keepdims=0),
        helper.make_node("MatMul", ["means", "weights"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["shares"], axis=-1),
        *(helper.make_node("Identity", ["shares" if softmax else "logits"], [f"{name}"]) for name in outputs),
    ]
    weights = WEIGHTS.astype(helper.tensor_dtype_to_np_dtype(kind))
    graph = helper.make_graph(
        nodes,
        "colours",
        [helper.make_tensor_value_info("pixels", kind, list(shape))],
        [helper.make_tensor_value_info(name, kind, [shape[0], 4]) for name in outputs],
        [numpy_helper.from_array(np.array(axes), "axes"), numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    folder.mkdir(exist_ok=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    return str(folder / "model.onnx")


def first(image: Any) -> np.ndarray:
    """Channels first, in 0..1."""
    return (np.asarray(image, np.float32) / 255).transpose(2, 0, 1)


def loaded(path: str, **options: Any) -> OnnxImages:
    found = exegesis.load(path, modality="image", **options)
    assert isinstance(found, OnnxImages)
    return found


def answers(image: np.ndarray) -> np.ndarray:
    logits = (image.reshape(-1, 3).mean(axis=0) / 255) @ WEIGHTS
    return np.asarray(np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum())


@pytest.mark.parametrize("softmax", [False, True])
def test_answers_are_the_files_and_logits_are_said(tmp_path: Path, softmax: bool) -> None:
    model = loaded(colours(tmp_path, softmax=softmax), preprocess=first, threads=1)
    images = [picture(), picture(40, 30), picture()]
    np.testing.assert_allclose(model.predict(images), [answers(image) for image in images], rtol=1e-4)
    assert (model.scale, model.labels[3]) == ("probability" if softmax else "logit", "class 3")
    assert bool(model.notes) != softmax
    found = exegesis.explain(model, picture(), "exact_shap", unit=quarters(), target="class 1")
    assert found.scores.sum() == pytest.approx(found.value - found.baseline.value, abs=1e-6)
    assert any("read as logits" in one for one in found.warnings) != softmax
    assert found.fingerprint.weights == model.file.sha256
    with pytest.raises(UnsupportedError, match="lime, kernel_shap"):
        exegesis.explain(model, picture(), "integrated_gradients")


def test_a_folder_says_how_it_reads_and_names_its_classes(tmp_path: Path) -> None:
    path = colours(tmp_path / "mine", (1, 3, 20, 20))  # and each image is a batch of its own
    ViTImageProcessorPil(size={"height": 20, "width": 20}, image_mean=[0.5] * 3, image_std=[0.25] * 3).save_pretrained(
        tmp_path / "mine"
    )
    model = loaded(path)
    assert model.labels == tuple(f"class {index}" for index in range(4))
    names = {"0": "ant", "1": "bee", "2": "cat", "3": "dog"}
    config = {"architectures": ["ViTForImageClassification"], "model_type": "vit", "id2label": names}
    (tmp_path / "mine" / "config.json").write_text(json.dumps(config))
    for source in (path, tmp_path / "mine"):  # a head for images says what it reads
        found = exegesis.load(source)
        assert (found.reads, found.name, found.labels) == ("image", "mine", ("ant", "bee", "cat", "dog"))
    images = [picture(20, 20), picture(20, 20)[::-1].copy()]
    logits = [((image / 255).reshape(-1, 3).mean(axis=0) - 0.5) / 0.25 @ WEIGHTS for image in images]
    np.testing.assert_allclose(model.outputs(_rows(images)), logits, rtol=1e-4)
    assert exegesis.explain(model, picture(60, 50), "occlusion", unit="grid").scores.any()


@pytest.mark.parametrize("kind", [TensorProto.FLOAT16, TensorProto.DOUBLE])
def test_other_numbers_and_channels_last(tmp_path: Path, kind: int) -> None:
    model = loaded(
        colours(tmp_path, ("batch", 24, 32, 3), kind), preprocess=lambda image: np.asarray(image, np.float32) / 255
    )
    np.testing.assert_allclose(model.predict([picture()]), [answers(picture())], rtol=2e-2)


@pytest.mark.parametrize(
    ("shape", "preprocess", "said"),
    [
        (("b", 3, 20, 20), first, "takes 3 x 20 x 20, and preprocess gave 3 x 24 x 32; let preprocess resize"),
        (("b", 3, 24, 32), lambda image: first(image).transpose(1, 2, 0), "channels first"),
        (("b", 24, 32, 3), first, "channels last"),
        (("b", 3, "h", "w"), lambda image: first(image)[None], "gave float32 of 1 x 3 x 24 x 32; return an array of"),
        (("b", 3, "h", "w"), lambda image: np.asarray(image).transpose(2, 0, 1), "gave uint8 of"),
        (("b", 3, "h", "w"), lambda image: first(image) * np.nan, "gave NaN or infinity"),
        (("b", 3, "h", "w"), lambda image: image.nothing, "failed in preprocess: AttributeError"),
        (("b", 3, "h", "w"), lambda image: "text", "gave <U4 of no dimension"),
    ],
)
def test_a_preprocessing_that_does_not_fit_is_a_line(
    tmp_path: Path, shape: Sequence[Any], preprocess: Any, said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        loaded(colours(tmp_path, shape), preprocess=preprocess).predict([picture()])


def test_what_cannot_be_asked_is_refused_when_loaded(tmp_path: Path) -> None:
    path = colours(tmp_path)
    with pytest.raises(LoadError, match=r"put its preprocessor_config\.json beside it, or give preprocess=function"):
        loaded(path)
    with pytest.raises(LoadError, match="must be a function"):
        loaded(path, preprocess=3)
    with pytest.raises(LoadError, match="4 outputs, and 2 are named"):
        loaded(path, preprocess=first, labels=["a", "b"])
    with pytest.raises(ValueError, match="unknown task for images 'masked-lm'"):
        loaded(path, preprocess=first, task="masked-lm")
    with pytest.raises(LoadError, match="preprocess has no effect on an ONNX file of texts"):
        exegesis.load(path, preprocess=first)
    with pytest.raises(LoadError, match="are read of texts and of images, not of series"):
        exegesis.load(path, modality="series")
    with pytest.raises(LoadError, match="takes batches of 8 only"):
        loaded(colours(tmp_path, (8, 3, 20, 20)), preprocess=first)
    with pytest.raises(LoadError, match="gives one, two; a classifier gives one of them, or 'logits'"):
        loaded(colours(tmp_path, outputs=("one", "two")), preprocess=first)
    ViTImageProcessorPil(size={"height": 20, "width": 20}).save_pretrained(tmp_path)
    other = colours(tmp_path, ("b", 3, 25, 25))
    with pytest.raises(LoadError, match=r"cannot be asked: .* takes 3 x 25 x 25, and preprocess gave 3 x 20 x 20"):
        loaded(other)


def test_a_file_of_texts_is_no_file_of_images(tmp_path: Path) -> None:
    from tests.onnx_models import summing

    (tmp_path / "model.onnx").write_bytes(summing().SerializeToString())
    with pytest.raises(LoadError, match="has the inputs input_ids, attention_mask; of images there is one"):
        loaded(str(tmp_path / "model.onnx"), preprocess=first)


def _rows(images: Sequence[np.ndarray]) -> list[Any]:
    from exegesis.data.image import Image, ImageRow

    return [ImageRow(Image.of(image)) for image in images]
