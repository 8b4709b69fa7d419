"""A real model of voices: what it hears as speech is named as the stretch where somebody speaks."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import exegesis
from exegesis.data.tiles import tiles_of
from tests.modalities.sound.voices import AFTER, BEFORE, RATE, in_the_middle, speaks, spoken, vowels

pytest.importorskip("silero_vad")
pytest.importorskip("onnxruntime")
pytestmark = pytest.mark.slow
METHODS = {"occlusion": {}, "partition_shap": {"samples": 60}, "lime": {"samples": 60}}


@cache
def recorded(voice: str) -> NDArray[np.float32]:
    if voice == "vowels":
        return in_the_middle(vowels())
    speech = spoken("good morning")
    if speech is None:
        pytest.skip("needs the program espeak-ng")
    return in_the_middle(speech)


@pytest.mark.parametrize("voice", ["espeak-ng", "vowels"])
@pytest.mark.parametrize("method", METHODS)
def test_the_stretch_of_speech_is_named(method: str, voice: str) -> None:
    sound = recorded(voice)
    model = exegesis.load(speaks, modality="sound", rate=RATE, labels=["nobody", "speech"])
    found = exegesis.explain(model, sound, method, "speech", unit="stretches", **METHODS[method])
    assert found.value > 0.1
    first = tiles_of([unit for unit, _ in found.top(2)])
    assert all(tile.stop > BEFORE and tile.start < len(sound) / RATE - AFTER for tile in first)
    assert found.top(1)[0][1] > 0.02


@pytest.mark.parametrize("voice", ["espeak-ng", "vowels"])
def test_noise_alone_is_nobody(voice: str) -> None:
    assert speaks([in_the_middle(np.zeros(len(recorded(voice)), np.float32))])[0, 1] < 0.05
