"""Explanations of a sound, as the views get them: nothing of them is read from a model."""

from dataclasses import replace
from typing import Any

import numpy as np

import exegesis
from exegesis import Explanation, Tiles
from tests.modalities.sound.sounds import humming, loaded, tone

HOSTILE = '<img src=x onerror="alert(1)">'


def sounded(sound: Any = None, **settings: Any) -> Explanation:
    """Two stretches of two bands: the first tile is strongly towards, the second strongly against, the others weak."""
    model = loaded(humming, labels=["quiet", HOSTILE], name="toy")
    given = tone() if sound is None else sound
    found = exegesis.explain(model, given, "occlusion", HOSTILE, **({"unit": Tiles(2, 2)} | settings))
    assert isinstance(found, Explanation)
    return replace(found, scores=np.array([0.4, -0.2, 0.05, 0.0][: len(found.units)]))
