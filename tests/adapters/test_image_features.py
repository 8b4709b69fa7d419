"""Features of places in an image: those of transformers' models, whole images where these cut."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as pil
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

import exegesis
from exegesis.adapters.image_features import features
from exegesis.core.errors import UnsupportedError
from exegesis.data.image import Image
from exegesis.summaries import visual_words
from tests.adapters.test_image_folders import FAMILIES
from tests.modalities.image.pictures import loaded, picture, reddish
from tests.summaries.pictured import explained


@pytest.mark.parametrize("family", FAMILIES)
def test_they_are_what_stands_before_the_head(family: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    kind, config = FAMILIES[family]
    kind(config).save_pretrained(tmp_path)
    ViTImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(tmp_path)
    found = features(exegesis.load(tmp_path), Image.of(picture()))
    theirs = kind.from_pretrained(tmp_path).eval()
    given = pil.fromarray(picture()).resize((32, 32), pil.Resampling.BICUBIC)
    with torch.no_grad():
        inputs = ViTImageProcessorPil.from_pretrained(tmp_path)(given, return_tensors="pt")
        states = theirs.base_model(**inputs).last_hidden_state[0]
    expected = states[1:].reshape(4, 4, -1) if family == "vit" else states.permute(1, 2, 0)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)
    words = visual_words(explained(), exegesis.load(tmp_path, name="eyes"), words=3)
    assert words.described_by == "features of eyes"


def test_a_function_has_none() -> None:
    with pytest.raises(UnsupportedError, match="toy gives no features of places"):
        features(loaded(reddish, name="toy"), Image.of(picture()))
