"""Explanations of an image, as the views get them: nothing of them is read from a model."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import exegesis
from exegesis import Explanation
from tests.modalities.image.pictures import loaded, picture, quarters, reddish

HOSTILE = '<img src=x onerror="alert(1)">'


def pictured(pixels: NDArray[Any] | None = None, **settings: Any) -> Explanation:
    """Four quarters of an image: the first is strongly towards, the second strongly against, the others weak."""
    given = picture() if pixels is None else pixels
    model = loaded(reddish, labels=["other", HOSTILE], name="toy")
    found = exegesis.explain(model, given, "occlusion", HOSTILE, unit=quarters(*given.shape[:2]), **settings)
    assert isinstance(found, Explanation)
    return replace(found, scores=np.array([0.4, -0.2, 0.05, 0.0]))
