"""Sounds through the same waist as texts: every method, to the end and back from JSON."""

import json
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import exegesis
from exegesis import Explanation, Sound, Tiles
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.randomness import stream
from exegesis.data.failed import Failed
from exegesis.data.kept_sound import KeptSound
from exegesis.data.place import Tile
from exegesis.data.requests import Score
from exegesis.data.tiles import heard, tiles_of
from exegesis.explainers.table import METHODS
from exegesis.modalities.sound.absent import absent_sound
from tests.modalities.sound.sounds import RATE, Weighing, humming, loaded, stereo, tone

WAVE = tone()
FEW = Tiles(3, 2)
MODEL = loaded(humming, labels=["quiet", "hum"])
NAMES = [row.name for row in METHODS.values() if Score in row.load().asks]
EXACT = ("lime", "kernel_shap", "partition_shap", "permutation_shap", "exact_shap", "occlusion")


def explained(method: str = "occlusion", sound: Any = WAVE, model: Any = MODEL, **settings: Any) -> Explanation:
    found = exegesis.explain(model, sound, method, unit=settings.pop("unit", FEW), **settings)
    assert isinstance(found, Explanation)
    return found


@pytest.mark.parametrize("baseline", ["silence", "mean", "noise:10"])
@pytest.mark.parametrize("method", EXACT)
def test_a_sum_over_samples_is_explained_by_what_each_tile_adds(method: str, baseline: str) -> None:
    model, sound = Weighing(WAVE.shape), Sound.of(WAVE.astype(np.float64), RATE)
    samples = {"samples": 3000} if method == "lime" else {}
    found = explained(method, sound, loaded(model, task="regression"), baseline=baseline, **samples)
    gone = np.mean(absent_sound(baseline, sound, stream(0, f"noise for {sound.digest}")).waves, axis=0)
    expected = [(model.weights * heard(sound.samples - gone, RATE, [tile])).sum() for tile in tiles_of(found.units)]
    near = 0.01 if method == "lime" else 1e-8  # LIME's ridge penalty of 1 draws scores towards 0
    np.testing.assert_allclose(found.scores, expected, rtol=near, atol=near)


def test_below_two_to_the_n_samples_every_mask_is_asked_once() -> None:
    """audioLIME's "exhaustive": few units, all their masks."""
    found = explained("kernel_shap", target="hum", unit=Tiles(2, 2))
    assert found.cost.forward_passes == 16
    exact = explained("exact_shap", target="hum", unit=Tiles(2, 2))
    np.testing.assert_allclose(found.scores, exact.scores, atol=1e-9)


def test_what_an_explanation_of_a_sound_is() -> None:
    found = explained(target="hum", id="7")
    assert (found.text, found.unit, found.windows, found.parts, found.of) == ("", "tile", (), (), "sound")
    assert found.units[0].at == Tile(0.0, 1333 / RATE, 0.0, 1114.0)
    assert (found.settings["stretches"], found.settings["bands"]) == (3, 2)
    assert found.settings["batch_frames"] == MODEL.batch_tokens
    assert found.prediction.labels == ("quiet", "hum")
    assert found.cost.forward_passes == 7
    assert found.baseline.description == "an absent tile is silent"
    assert isinstance(found.kept, KeptSound)
    assert (found.kept.rate, found.kept.seconds) == (RATE, 0.5)


@pytest.mark.parametrize("method", EXACT[:5])
def test_the_planted_tone_is_named(method: str) -> None:
    small = {"unit": Tiles(5, 2)} if method == "exact_shap" else {"unit": "tiles", "samples": 400}
    found = explained(method, target="hum", **small)
    first = found.top(1)[0][0].at
    assert isinstance(first, Tile)
    assert first.start < 0.3
    assert first.stop > 0.2
    assert first.low <= 1000
    assert first.high is None or first.high >= 1000


@pytest.mark.parametrize("method", NAMES)
def test_it_comes_back_from_json_and_asks_the_same_again(method: str) -> None:
    few = {"samples": 40} if method == "lime" else {}
    found = explained(method, seed=2, **few)
    again = Explanation.from_json(found.to_json())
    assert again == found
    Draft202012Validator(exegesis.explanation_schema()).validate(json.loads(found.to_json()))
    repeated = exegesis.explain(MODEL, **again.again())
    np.testing.assert_allclose(repeated.scores, found.scores, rtol=1e-6)
    assert (repeated.units, repeated.unit) == (found.units, found.unit)


def test_words_are_units_where_their_times_are_given() -> None:
    words = [(0.05, 0.15, "one"), (0.18, 0.32, "two"), (0.35, 0.45, "<b>")]
    found = explained("kernel_shap", target="hum", unit=words)
    assert [unit.text for unit in found.units] == ["one", "two", "<b>"]
    assert found.top(1)[0][0].text == "two"
    repeated = exegesis.explain(MODEL, **Explanation.from_json(found.to_json()).again())
    assert (repeated.units, repeated.unit) == (found.units, "word")


def test_a_sound_need_not_be_kept() -> None:
    found = Explanation.from_json(explained(keep_sound=False).to_json())
    assert isinstance(found.kept, KeptSound)
    assert found.kept.wav is None
    with pytest.raises(InputError, match="does not hold its sound"):
        found.again()
    np.testing.assert_allclose(exegesis.explain(MODEL, **found.again(text=WAVE)).scores, found.scores)


def test_a_sound_of_another_rate_is_resampled_where_that_is_asked_and_kept_as_it_was_given() -> None:
    slow = Sound.of(tone()[::2].copy(), 4000)
    with pytest.raises(InputError, match="has 4,000 samples a second, and humming takes 8,000; resample it, or say"):
        explained(sound=slow)
    found = explained("lime", slow, samples=30, target="hum", resample=True)
    assert isinstance(found.kept, KeptSound)
    assert (found.kept.rate, found.kept.length) == (4000, 2000)
    assert found.settings["resample"] is True
    fresh = Explanation.from_json(found.to_json())
    np.testing.assert_allclose(exegesis.explain(MODEL, **fresh.again()).scores, found.scores, rtol=1e-6)
    assert len(exegesis.explain(MODEL, **fresh.again(method="occlusion")).units) == 6
    assert exegesis.check(fresh, MODEL).checks is not None


def test_methods_and_seeds_are_compared_over_the_same_noise() -> None:
    one, other = (explained("kernel_shap", seed=seed, baseline="noise") for seed in (0, 5))
    np.testing.assert_allclose(one.scores.sum(), other.scores.sum())


def test_masked_sounds_are_held_a_batch_at_a_time() -> None:
    most: list[int] = []
    model = loaded(lambda sounds: (most.append(len(sounds)), humming(sounds))[1])
    explained("lime", model=model, samples=300, unit=Tiles(4, 4), batch_frames=5 * len(WAVE))
    assert max(most) == 5


def test_many_sounds_share_passes_and_errors_stay_in_their_place() -> None:
    sounds: list[Any] = [WAVE, WAVE * 0, stereo()]
    found = list(exegesis.explain_many(MODEL, sounds, "occlusion", "hum", unit=FEW))
    assert isinstance(found[1], Failed)
    assert "silent" in str(found[1].error)
    for place in (0, 2):
        one = found[place]
        assert isinstance(one, Explanation)
        np.testing.assert_allclose(one.scores, explained(sound=sounds[place], target="hum").scores)
    with pytest.raises(InputError, match="takes a list of sounds; put the one sound in a list"):
        exegesis.explain_many(MODEL, WAVE)


def test_checks_and_measures_work() -> None:
    found = explained("exact_shap", target="hum")
    checked = exegesis.check(found, MODEL)
    assert checked.checks is not None
    assert "tile" in checked.verdict.text
    gain = exegesis.evaluate(found, MODEL, "deletion_gain", removal="noise")["deletion_gain"]
    assert gain.value is not None


def test_verbs_for_texts_say_so_in_a_line() -> None:
    for verb in (exegesis.surrogate, exegesis.compare):
        with pytest.raises(InputError) as caught:
            verb(MODEL, WAVE) if verb is exegesis.surrogate else verb([MODEL, MODEL], [WAVE])
        assert "\n" not in str(caught.value)
        assert "sound" in str(caught.value)
    with pytest.raises(InputError, match="summarise sums up words of texts, and explanation 1 is of the kind 'sound'"):
        exegesis.summarise([explained()])


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient", "attention_rollout"])
def test_methods_of_gradients_name_those_that_fit_a_callable(method: str) -> None:
    with pytest.raises(UnsupportedError, match="These methods fit it: lime, kernel_shap"):
        explained(method)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"segments": 3}, "segments has no effect on a model of sounds.*output, stretches, bands, resample"),
        ({"precision": "bfloat16"}, "precision has no effect on a model of sounds"),
        ({"keep_sound": "no"}, "keep_sound must be true or false"),
        ({"baseline": "mask"}, "unknown baseline of a sound 'mask'"),
        ({"unit": "word"}, "unknown unit of a sound 'word'"),
        ({"unit": [(0, 0.1, "a"), (0.2, 0.3, "b")], "bands": 3}, "bands have no effect on units of your own"),
        (
            {"unit": "stretches", "bands": 2},
            "bands has no effect on unit='stretches', which cuts time alone; use unit='tiles'",
        ),
        ({"unit": "bands", "stretches": 3}, "stretches has no effect on unit='bands'"),
        ({"stretches": 0}, "stretches must be a whole number of at least 1"),
        ({"method": "lime", "mode": "bag-of-words"}, "mode='bag-of-words' is for texts"),
    ],
)
def test_what_has_no_effect_on_a_sound_is_refused_in_a_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(**settings)


def test_counts_of_stretches_and_bands_can_be_said_alone() -> None:
    assert len(explained(unit=None, stretches=4, bands=2).units) == 8
    assert len(explained(unit="stretches", stretches=7).units) == 7
