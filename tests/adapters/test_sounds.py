"""A callable of sounds as a model."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.adapters.sounds import SoundModel
from exegesis.core.errors import InputError, LoadError, ModelError
from tests.modalities.sound.sounds import RATE, humming, loaded, stereo, tone

WAVE = tone()


def test_a_callable_is_a_model_of_sounds() -> None:
    model = loaded(humming, labels=["quiet", "hum"], name="mine")
    assert isinstance(model, SoundModel)
    assert (model.reads, model.rate, model.labels, model.name) == ("sound", RATE, ("quiet", "hum"), "mine")
    np.testing.assert_allclose(model.predict([WAVE, WAVE / 2]), humming([WAVE, WAVE / 2]))
    assert model.predict([]).shape == (0, 2)


def test_it_gets_a_list_of_what_was_given_and_may_write_to_it() -> None:
    seen: list[Any] = []
    model = loaded(lambda sounds: (seen.append(sounds), humming(sounds))[1])
    for given in (WAVE, WAVE.astype(np.float64), stereo()):
        model.predict([given])
        (got,) = seen.pop()
        np.testing.assert_array_equal(got, given)
        assert got.dtype == given.dtype
        got[:] = 0
        model.predict([given])
        np.testing.assert_array_equal(seen.pop()[0], given)


def test_batches_are_bounded_by_samples() -> None:
    sizes: list[int] = []
    model = loaded(lambda sounds: (sizes.append(len(sounds)), humming(sounds))[1])
    model.predict([WAVE] * 10, batch_frames=3 * len(WAVE))
    assert sizes == [3, 3, 3, 1]


def test_predictions_of_one_sound_and_of_several() -> None:
    model = loaded(humming, labels=["quiet", "hum"])
    (one,) = exegesis.predict(model, WAVE)
    assert one.outputs == pytest.approx(tuple(humming([WAVE])[0]))
    with pytest.raises(InputError, match="sound 2: the sound is silent"):
        exegesis.predict(model, [WAVE, WAVE * 0])
    with pytest.raises(InputError, match="has 16,000 samples a second, and humming takes 8,000"):
        exegesis.predict(loaded(humming), exegesis.Sound.of(WAVE, 16_000))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rate": None}, "needs the number of samples a second that it takes: rate=16000, say"),
        ({"rate": 7}, "rate must be a whole number"),
        ({"modality": "image"}, "rate=8000 has no effect on a function of images"),
        ({"modality": "text"}, "rate=8000 has no effect on a function of texts"),
        ({"threads": 2}, "threads=2 has no effect on humming"),
    ],
)
def test_what_a_function_of_sounds_needs(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        exegesis.load(humming, **({"modality": "sound", "rate": RATE} | options))


def test_a_torch_module_is_told_what_to_write() -> None:
    from torch import nn

    with pytest.raises(LoadError, match="Linear cannot read sounds by itself; give a function that calls it"):
        exegesis.load(nn.Linear(2, 2), modality="sound", rate=RATE)


def test_rate_goes_with_nothing_else() -> None:
    with pytest.raises(LoadError, match="rate=8000 has no effect on 'bundled:NAME'"):
        exegesis.load("bundled:sentiment", rate=8000)


def test_answers_are_checked() -> None:
    with pytest.raises(ModelError, match="returned 2 rows for 1 sound; return one row for each sound"):
        loaded(lambda sounds: [[0.5, 0.5]] * 2).predict([WAVE])
    with pytest.raises(ModelError, match=r"sum to 1\.4 for a sound"):
        loaded(lambda sounds: [[0.5, 0.9]]).predict([WAVE])
