"""`exegesis explain --image` and `exegesis methods --for image`."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as pil

from exegesis.data.explanation import Explanation
from exegesis.data.picture import KeptImage
from exegesis.modalities.image.segmentation import SEGMENTATIONS
from tests.cli.conftest import Run
from tests.modalities.image.pictures import picture

MODEL = "tests.modalities.image.pictures:reddish"


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "photo.png"
    pil.fromarray(picture(48, 64)).save(path)
    return str(path)


def test_an_image_is_explained_and_written(run: Run, photo: str, tmp_path: Path) -> None:
    files = {name: tmp_path / f"found.{name}" for name in ("json", "html", "png")}
    written = ("--json", str(files["json"]), "--html", str(files["html"]), "--plot", str(files["png"]))
    options = ("--set", "segments=9", "--target", "class 1", "--method", "occlusion")
    code, _, err = run("explain", "--image", photo, "--model", MODEL, *options, *written)
    assert (code, err.count("wrote")) == (0, 3), err
    found = Explanation.from_dict(json.loads(files["json"].read_text()))
    assert found.settings["segmentation"] == "slic"
    assert isinstance(found.kept, KeptImage)
    np.testing.assert_array_equal(found.kept.shown(), picture(48, 64))
    assert "data:image/png" in files["html"].read_text()
    assert files["png"].stat().st_size > 1000


@pytest.mark.parametrize("unit", SEGMENTATIONS)
def test_every_way_of_cutting_has_its_name(run: Run, photo: str, unit: str) -> None:
    options = ("--unit", unit, "--method", "random", "--json", "-")
    code, out, err = run("explain", "--image", photo, "--model", MODEL, *options)
    assert (code, err) == (0, "")
    assert json.loads(out)["settings"]["segmentation"] == unit


def test_the_bundled_model_is_asked_where_none_is_named(run: Run, photo: str) -> None:
    code, out, err = run("explain", "--image", photo, "--unit", "grid", "--method", "random", "--json", "-")
    assert (code, err) == (0, "")
    assert json.loads(out)["fingerprint"]["model"] == "bundled:images"


def test_it_is_shown_and_checked(run: Run, photo: str) -> None:
    code, out, err = run(
        "explain", "--image", photo, "--model", MODEL, "--unit", "grid", "--method", "occlusion", "--check"
    )
    assert (code, err) == (0, "")
    assert "region" in out
    assert "baseline mean" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a text", "--model", MODEL), "give --image or a text, not both"),
        (("--hide", "word", "--model", MODEL), "give --image or --hide, not both"),
        (("--model", "bundled:sentiment"), "'bundled:sentiment' reads texts; leave modality='image' out"),
        (("--model", MODEL, "--unit", "word"), "unknown unit of an image 'word'"),
        (("--model", MODEL, "--unit", "slik"), "unknown unit 'slik'. Did you mean 'slic'"),
        (("--model", MODEL, "--set", "batch_tokens=9"), "unknown setting of partition_shap 'batch_tokens'"),
    ],
)
def test_what_does_not_go_together_is_a_line(run: Run, photo: str, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("explain", "--image", photo, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_methods_that_fit_a_kind_of_data(run: Run) -> None:
    code, out, _ = run("methods", "--for", "image")
    names = [line.split()[0] for line in out.splitlines()]
    assert code == 0
    assert {"lime", "kernel_shap", "partition_shap", "occlusion", "random"} <= set(names)
    assert not {"attention_rollout", "parzen"} & set(names)
    assert "parzen" in run("methods", "--for", "text")[1]
    assert "Did you mean 'image'" in run("methods", "--for", "images")[2]
    assert "not both" in run("methods", "lime", "--for", "image")[2]


def test_of_a_thousand_labels_the_likeliest_are_shown(run: Run, photo: str) -> None:
    code, out, _ = run("predict", photo, "--model", "bundled:images")
    assert code == 0
    assert len(out.splitlines()) == 21
    assert out.splitlines()[-1] == "and 980 less likely ones; --json has all of them"


def test_a_file_of_texts_is_for_models_of_texts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("a film\n", encoding="utf-8")
    asked = ("explain", "--data", tmp_path / "texts.txt", "--model", "bundled:images", "--json", tmp_path / "out.jsonl")
    code, _, err = run(*asked)
    assert code != 0
    assert "explain --data is for models of texts, and bundled:images reads images" in err


@pytest.mark.slow
def test_methods_of_gradients_and_soft_masks(run: Run, photo: str, tmp_path: Path) -> None:
    page = tmp_path / "found.html"
    options = ("--unit", "grid", "--method", "grad_cam", "--method", "gradient", "--html", str(page))
    code, _, err = run("explain", "--image", photo, *options)
    assert (code, err) == (0, f"wrote {page}\n")
    assert page.read_text().count("Finer than regions:") == 2
    code, out, err = run("explain", "--image", photo, "--model", MODEL, "--method", "rise", "--samples", "40")
    assert (code, err) == (0, "")
    assert "baseline black" in out
    code, _, err = run("explain", "--image", photo, "--model", MODEL, "--method", "grad_cam")
    assert code == 2
    assert "needs gradients" in err
