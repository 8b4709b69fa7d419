"""Folders of image classifiers, as transformers reads them itself."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image as pil
from transformers import (
    ConvNextConfig,
    ConvNextForImageClassification,
    ResNetConfig,
    ResNetForImageClassification,
    ViTConfig,
    ViTForImageClassification,
)
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

import exegesis
from exegesis.adapters.image_folders import ImageTransformer
from exegesis.core.errors import LoadError, UnsupportedError
from tests.modalities.image.pictures import picture, quarters

LABELS = {0: "cat", 1: "dog", 2: "fox"}
NAMED = {"id2label": LABELS, "label2id": {name: index for index, name in LABELS.items()}}
FAMILIES: dict[str, tuple[Any, Any]] = {
    "vit": (
        ViTForImageClassification,
        ViTConfig(
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=24,
            image_size=32,
            patch_size=8,
            **NAMED,
        ),
    ),
    "convnext": (
        ConvNextForImageClassification,
        ConvNextConfig(num_channels=3, hidden_sizes=[8, 12, 16, 20], depths=[1, 1, 1, 1], image_size=32, **NAMED),
    ),
    "resnet": (
        ResNetForImageClassification,
        ResNetConfig(
            embedding_size=8, hidden_sizes=[8, 12], depths=[1, 1], layer_type="basic", num_channels=3, **NAMED
        ),
    ),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny random model of each family, with its processor."""
    torch.manual_seed(0)
    found = {}
    for name, (kind, config) in FAMILIES.items():
        path = tmp_path_factory.mktemp("models") / name
        model = kind(config)
        with torch.no_grad():
            for weights in model.parameters():
                weights.add_(0.1 * torch.randn(weights.shape))
        model.save_pretrained(path)
        ViTImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(path)
        found[name] = path
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_answers_are_those_of_transformers(folders: dict[str, Path], family: str) -> None:
    model = exegesis.load(folders[family], modality="image")
    assert isinstance(model, ImageTransformer)
    assert (model.labels, model.name, model.reads) == (("cat", "dog", "fox"), family, "image")
    images = [picture(), picture(40, 30)]
    theirs = FAMILIES[family][0].from_pretrained(folders[family]).eval()
    processor = ViTImageProcessorPil.from_pretrained(folders[family])
    with torch.no_grad():
        inputs = processor(images=[pil.fromarray(one) for one in images], return_tensors="pt")
        expected = theirs(**inputs).logits.softmax(-1).numpy()
    np.testing.assert_allclose(model.predict(images), expected, rtol=1e-4)
    np.testing.assert_allclose(model.predict([one / 255 for one in images]), expected, rtol=1e-4)
    np.testing.assert_allclose(model.predict([pil.fromarray(one) for one in images]), expected, rtol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_it_is_explained_as_a_function_is(folders: dict[str, Path], family: str) -> None:
    model = exegesis.load(str(folders[family]))
    found = exegesis.explain(model, picture(), "exact_shap", "fox", unit=quarters(), output="logit")
    assert found.scores.sum() == pytest.approx(found.value - found.baseline.value, rel=1e-4, abs=1e-5)
    assert found.fingerprint.weights is not None
    assert exegesis.explain(model, picture(), "lime", samples=20, unit=quarters()).target.output == "log-odds"


def test_grey_images_are_read_as_colours(folders: dict[str, Path]) -> None:
    model = exegesis.load(folders["vit"])
    grey = picture(grey=True)
    colours = np.repeat(grey[:, :, None], 3, axis=2)
    np.testing.assert_allclose(model.predict([grey]), model.predict([colours]), rtol=1e-5)


def test_outputs_may_be_named_and_read_otherwise(folders: dict[str, Path]) -> None:
    model = exegesis.load(folders["resnet"], "multi-label", labels=["a", "b", "c"], name="mine")
    assert (model.kind, model.labels, model.name) == ("multi-label", ("a", "b", "c"), "mine")
    with pytest.raises(LoadError, match="has 3 outputs, and labels has 2"):
        exegesis.load(folders["resnet"], labels=["a", "b"])
    with pytest.raises(LoadError, match="task='masked-lm' does not fit it"):
        exegesis.load(folders["resnet"], "masked-lm")
    with pytest.raises(LoadError, match="classifier of images; leave modality='text' out"):
        exegesis.load(folders["resnet"], modality="text")


def copied(folder: Path, to: Path) -> Path:
    to.mkdir()
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to


def test_what_is_missing_or_could_run_code_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    bare = copied(folders["vit"], tmp_path / "bare")
    (bare / "preprocessor_config.json").unlink()
    with pytest.raises(LoadError, match=r"has no preprocessor_config.json, .* save the processor there too"):
        exegesis.load(bare)
    pickled = copied(folders["vit"], tmp_path / "pickled")
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    with pytest.raises(LoadError, match="pickled weights only"):
        exegesis.load(pickled)
    other = copied(folders["vit"], tmp_path / "other")
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(LoadError, match=r"lacks weights .*answers would be random"):
        exegesis.load(other)
    (other / "config.json").write_text(json.dumps({**config, "hidden_size": 24}))
    with pytest.raises(LoadError, match=r"config\.json and weights disagree"):
        exegesis.load(other)


@pytest.mark.parametrize("family", FAMILIES)
def test_gradients_are_torchs_own(folders: dict[str, Path], family: str) -> None:
    """Of an image of the model's own size the processor only normalises: its gradients are those by pixel."""
    model, image, regions = exegesis.load(folders[family], modality="image"), picture(32, 32), quarters(32, 32)
    entering = torch.from_numpy((image.astype(np.float32) / 255 - 0.5) / 0.5).permute(2, 0, 1)[None].requires_grad_()
    theirs = FAMILIES[family][0].from_pretrained(folders[family]).eval()
    (slopes,) = torch.autograd.grad(theirs(entering).logits[0, 1], entering)
    found = exegesis.explain(model, image, "gradient", 1, unit=regions, output="logit")
    expected = (slopes * entering).detach()[0].sum(dim=0).numpy()
    np.testing.assert_allclose(found.scores, [expected[regions == one].sum() for one in range(4)], atol=1e-5)
    whole = exegesis.explain(model, image, "integrated_gradients", 1, unit=regions)
    assert whole.scores.sum() == pytest.approx(whole.value - whole.baseline.value, abs=0.01)


def test_maps_of_residual_networks_are_their_last_stage(folders: dict[str, Path]) -> None:
    for family, layer in (("resnet", "resnet.encoder.stages.1"), ("convnext", "convnext.encoder.stages.3")):
        model = exegesis.load(folders[family], modality="image")
        assert isinstance(model, ImageTransformer)
        try:
            at = model.feature_map(np.zeros((3, 64, 64), np.float32), None)
        except UnsupportedError:
            pytest.fail(family)
        assert at.layer.startswith(layer), at


def test_a_vision_transformers_tokens_stand_for_cells_where_a_layer_is_named(folders: dict[str, Path]) -> None:
    model, image = exegesis.load(folders["vit"], modality="image"), picture(32, 32)
    with pytest.raises(UnsupportedError, match=r"cuts patches, and what follows are tokens.*layer='vit") as caught:
        exegesis.explain(model, image, "grad_cam")
    layer = str(caught.value).partition("layer='")[2].partition("'")[0]
    found = exegesis.explain(model, image, "grad_cam", 1, layer=layer, relu=False, unit=exegesis.Grid(4, 4))
    assert found.settings["layer"] == layer
    assert np.ptp(found.scores) > 0


def test_a_hub_id_is_read_as_a_folder_is(
    folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    home = tmp_path / "models--somebody--vit"
    copied(folders["vit"], (home / "snapshots").mkdir(parents=True) or home / "snapshots" / ("0" * 40))
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("0" * 40)
    model = exegesis.load("somebody/vit", modality="image")
    assert (model.name, model.labels, model.fingerprint().revision) == ("somebody/vit", ("cat", "dog", "fox"), "0" * 40)
    here = exegesis.load(folders["vit"])
    np.testing.assert_allclose(model.predict([picture()]), here.predict([picture()]), rtol=1e-5)
    with pytest.raises(LoadError, match="is a classifier of images; load it with modality='image'"):
        exegesis.load("somebody/vit")
    with pytest.raises(LoadError, match="trust_remote_code has no effect"):
        exegesis.load("somebody/vit", modality="image", trust_remote_code=True)
    with pytest.raises(LoadError, match="models of texts and of images are read"):
        exegesis.load("somebody/vit", modality="series")
