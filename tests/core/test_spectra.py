"""Bands sum to the wave that they are of, and hold what belongs to them."""

import numpy as np
import pytest

from exegesis.core.spectra import WHOLE, bins_of, hertz, in_bands, mel

BANDS = [(0.0, 500.0), (500.0, 1500.0), (1500.0, None)]


@pytest.mark.parametrize("shape", [(16,), (101,), (4000,), (4000, 2)])
@pytest.mark.parametrize("rate", [100, 8000, 44_100])
def test_bands_sum_to_the_wave(shape: tuple[int, ...], rate: int) -> None:
    wave = np.random.default_rng(0).normal(size=shape)
    found = in_bands(wave, rate, BANDS)
    assert found.shape == (3, *shape)
    np.testing.assert_allclose(found.sum(axis=0), wave, atol=1e-6)
    np.testing.assert_allclose(in_bands(wave, rate, [WHOLE])[0], wave)


def test_a_tone_is_in_its_band() -> None:
    wave = np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    power = (in_bands(wave, 8000, BANDS) ** 2).mean(axis=1)
    assert power[1] == pytest.approx(0.5, rel=0.01)
    assert power[[0, 2]].max() < 1e-4


def test_the_mel_scale_and_back() -> None:
    np.testing.assert_allclose(hertz(mel(np.array([0.0, 440.0, 8000.0]))), [0, 440, 8000])
    assert float(mel(1000.0)) == pytest.approx(1000, abs=1)  # as the scale was made
    assert bins_of(8000, 8000)[-1] == 4000
