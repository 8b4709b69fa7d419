"""Masks over tiles: what is kept is exact, what is gone is what the baseline says."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exegesis.adapters.sounds import WaveRow
from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.spectra import in_bands
from exegesis.data.place import Tile
from exegesis.data.sound import Sound
from exegesis.data.tiles import fade, heard, tiles_of
from exegesis.modalities.sound.absent import NAMES, absent_sound
from exegesis.modalities.sound.cutting import Tiles, cutting
from exegesis.modalities.sound.maskers import TileMasker
from exegesis.modalities.sound.tree import tile_tree
from tests.modalities.sound.sounds import RATE, stereo, tone

SOUND = Sound.of(tone().astype(np.float64), RATE)
TILES = tiles_of(Tiles(4, 3).units(SOUND))


def masker(sound: Sound = SOUND, baseline: str = "silence", tiles: list[Tile] = TILES) -> TileMasker:
    return TileMasker(sound, tiles, absent_sound(baseline, sound, stream(0, "")))


def samples(made: TileMasker, mask: list[bool] | np.ndarray, draw: int = 0) -> np.ndarray:
    row = made.rows(0, np.array([mask], dtype=np.bool_))[draw]
    assert isinstance(row, WaveRow)
    return row.samples()


@pytest.mark.parametrize("baseline", [*NAMES, "noise:0"])
@pytest.mark.parametrize("sound", [SOUND, Sound.of(tone(), RATE), Sound.of(stereo(), RATE)])
def test_where_nothing_is_removed_the_sound_is_what_it_was(baseline: str, sound: Sound) -> None:
    made = masker(sound, baseline)
    np.testing.assert_array_equal(samples(made, np.ones(12)), sound.samples)
    rows = made.rows(0, np.ones((1, 12), np.bool_))
    assert {row.key for row in rows} == {sound.digest.encode()}  # whatever the draw, it is run once
    # Mixed all the same, it is the same: nothing is lost on the way through bands and fades.
    made.count = 11  # so that the mask is not known to be that of all
    mixed = made.mixed(np.packbits(np.ones(11, np.bool_)).tobytes(), 0)
    np.testing.assert_allclose(mixed, sound.samples, atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.booleans(), min_size=12, max_size=12))
def test_a_mask_and_its_complement_sum_to_the_sound(mask: list[bool]) -> None:
    made = masker()
    kept, gone = samples(made, mask), samples(made, ~np.array(mask))
    np.testing.assert_allclose(kept + gone, SOUND.samples, atol=1e-6)


@pytest.mark.parametrize("baseline", [*NAMES, "noise:0"])
def test_where_all_is_removed_the_baseline_is_left(baseline: str) -> None:
    made = masker(baseline=baseline)
    gone = absent_sound(baseline, SOUND, stream(0, ""))
    for draw, wave in enumerate(gone.waves):
        np.testing.assert_allclose(samples(made, np.zeros(12), draw), wave, atol=1e-6)


def test_an_absent_tile_changes_its_own_time_and_band() -> None:
    made = masker()
    mask = np.ones(12)
    mask[4] = 0  # from .125 to .25 s, 621 to 1,791 Hz
    change = SOUND.samples - samples(made, mask)
    assert np.abs(change[: round(0.12 * RATE)]).max() == 0
    assert np.abs(change[round(0.255 * RATE) :]).max() == 0
    band = in_bands(SOUND.samples, RATE, [(TILES[4].low, TILES[4].high)])[0]
    middle = slice(round(0.13 * RATE), round(0.245 * RATE))
    np.testing.assert_allclose(change[middle], band[middle], atol=1e-9)


def test_tiles_that_meet_give_way_to_each_other_however_short() -> None:
    for edges in ([0.0, 0.1, 0.1001, 0.102, 0.5], [0.0, 0.002, 0.499, 0.5]):
        total = np.zeros(4000)
        for start, stop in pairwise(edges):
            first, share = fade(Tile(start, stop), RATE, 4000)
            total[first : first + len(share)] += share
        np.testing.assert_allclose(total, 1)


def test_tiles_beyond_the_sound_are_silent() -> None:
    assert heard(SOUND.samples, RATE, [Tile(7.0, 8.0)]).max() == 0


def test_what_lies_between_words_stays() -> None:
    words = tiles_of(cutting([(0.1, 0.2, "a"), (0.3, 0.4, "b")]).units(SOUND))
    left = samples(masker(tiles=words), [False, False])
    np.testing.assert_array_equal(left[: round(0.09 * RATE)], SOUND.samples[: round(0.09 * RATE)])
    np.testing.assert_array_equal(left[round(0.21 * RATE) : round(0.29 * RATE)], SOUND.samples[1680:2320])
    assert np.abs(left[round(0.11 * RATE) : round(0.19 * RATE)]).max() < 1e-9


def test_listening_to_tiles_alone() -> None:
    np.testing.assert_allclose(heard(SOUND.samples, RATE, TILES), SOUND.samples, atol=1e-9)
    mask = np.zeros(12)
    mask[[3, 4]] = 1
    np.testing.assert_allclose(heard(SOUND.samples, RATE, [TILES[3], TILES[4]]), samples(masker(), mask), atol=1e-9)


def test_sixteen_bits_stay_sixteen_bits() -> None:
    sound = Sound.of(stereo(), RATE)
    made = samples(masker(sound, tiles=tiles_of(Tiles(4, 3).units(sound))), np.arange(12) % 2)
    assert made.dtype == np.int16
    loud = Sound.of((np.sign(np.sin(np.arange(4000))) * 32_000).astype(np.int16), RATE)
    kept = samples(masker(loud, "noise:-20", tiles_of(Tiles(4, 3).units(loud))), np.arange(12) % 2)
    assert kept.max() == 32_767  # cut off, and not turned over


# -- what is absent ---------------------------------------------------------------------------------------------------


def test_the_mean_levels_each_frequency_and_keeps_its_sound() -> None:
    wave = absent_sound("mean", SOUND, stream(0, "")).waves[0]
    before, after = (np.sqrt((part.reshape(5, -1) ** 2).mean(axis=1)) for part in (SOUND.samples, wave))
    assert before.max() / before.min() > 30
    assert after.max() / after.min() < 5
    assert np.sqrt((wave**2).mean()) < np.sqrt((SOUND.samples**2).mean())


@pytest.mark.parametrize(("name", "decibels"), [("noise", 20), ("noise:6", 6), ("noise:-3.5", -3.5)])
def test_noise_has_its_ratio_and_its_seed(name: str, decibels: float) -> None:
    one, same = (absent_sound(name, SOUND, stream(0, "a")) for _ in range(2))
    other = absent_sound(name, SOUND, stream(0, "b"))
    assert len(one.waves) == 4
    np.testing.assert_allclose(one.weights, 0.25)
    np.testing.assert_array_equal(one.waves, same.waves)
    assert (one.waves[0] != other.waves[0]).any()
    ratio = 10 * np.log10((SOUND.samples**2).mean() / (one.waves[0] ** 2).mean())
    assert ratio == pytest.approx(decibels, abs=0.3)
    assert f"{decibels:g} dB below" in one.description


@pytest.mark.parametrize("name", ["silent", "noise:", "noise:loud", "noise:1e9", None, 3])
def test_unknown_baselines(name: object) -> None:
    with pytest.raises(InputError, match="baseline"):
        absent_sound(name, SOUND, stream(0, ""))


# -- the tree ---------------------------------------------------------------------------------------------------------


def test_the_tree_halves_the_longer_side() -> None:
    tree = tile_tree(TILES)
    assert tree.n == 12
    groups = [set(tree.units(node).tolist()) for node in range(12, 23)]
    assert groups[-1] == set(range(12))
    assert set(range(6)) in groups  # the first half of the time
    assert {0, 3} in groups  # then the lowest band, as there are 2 stretches of 3 bands
    for group in groups:  # rectangles all
        stretches, bands = {unit // 3 for unit in group}, {unit % 3 for unit in group}
        assert len(group) == len(stretches) * len(bands)


def test_tiles_that_begin_alike_have_a_tree_too() -> None:
    assert tile_tree([Tile(0.0, 0.1), Tile(0.0, 0.2), Tile(0.0, 0.3)]).n == 3
