"""What a sound is, and what is refused in a line."""

import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.kept_sound import KeptSound, wav_of
from exegesis.data.sound import MOST_SAMPLES, Sound
from tests.modalities.sound.sounds import RATE, stereo, tone

FLOATS, BYTES = tone(), stereo()


def file_of(samples: Any, path: Path, rate: int = RATE) -> Path:
    path.write_bytes(wav_of(samples, rate))
    return path


@pytest.mark.parametrize("samples", [FLOATS, FLOATS.astype(np.float64), FLOATS[:, None], BYTES])
def test_an_array_stays_as_it_was_given(samples: Any) -> None:
    sound = Sound.of(samples)
    np.testing.assert_array_equal(sound.samples, samples)
    assert sound.samples.dtype == samples.dtype
    assert (sound.rate, sound.top, sound.length) == (None, 2**15 if samples is BYTES else 1, len(samples))
    assert not sound.samples.flags.writeable
    assert len({sound, sound}) == 1
    assert Sound.of(sound) is sound
    assert Sound.of(samples, 44_100).known_rate == 44_100
    assert f"{len(samples):,} samples" in repr(sound)


def test_a_file_is_read_as_floats_with_its_own_rate(tmp_path: Path) -> None:
    pytest.importorskip("soundfile")
    for place in (str, Path):
        sound = Sound.of(place(file_of(BYTES, tmp_path / "two.wav", 11_025)))
        assert (sound.rate, sound.channels, sound.samples.dtype) == (11_025, 2, np.float32)
        np.testing.assert_array_equal(sound.samples, BYTES / np.float32(2**15))
    assert Sound.of(file_of(BYTES[:, 0], tmp_path / "one.wav")).samples.ndim == 1


def test_digests_tell_sounds_apart_and_not_rates() -> None:
    assert Sound.of(FLOATS).digest == Sound.of(FLOATS.copy(), 100).digest
    others = (FLOATS[:-1], FLOATS.astype(np.float64), FLOATS[:, None], BYTES)
    assert len({Sound.of(other).digest for other in (FLOATS, *others)}) == 5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([0.0, 1.0], "must not be of the type list"),
        (np.zeros(4000), "silent: all its samples are alike"),
        (np.full((4000, 2), 0.25), "silent"),
        (np.zeros(3), "3 samples, too few"),
        (np.zeros((0,)), "0 samples, too few"),
        (np.zeros((100, 0)), "no channel"),
        (FLOATS.astype(int), "is of int64; give an array"),
        (np.where(np.arange(4000) == 7, np.nan, FLOATS), "NaN or infinity at sample 7"),
        (FLOATS * 20_000, r"values up to .*; give floats in -1..1, as in sound / .*astype\('int16'\)"),
        (np.sign(FLOATS).astype(np.int16), "int16 with values in -1..1, which is silence"),
        (np.stack([FLOATS, FLOATS]), r"shape \(2, 4000\); put the channels last, as in sound.T"),
        (np.zeros((100, 100)), "at most 8 channels"),
        (np.zeros((2, 2, 100)), r"shape \(2, 2, 100\)"),
        (np.broadcast_to(np.float32(0), MOST_SAMPLES + 1), "at most 4,194,304 are explained; cut it"),
    ],
)
def test_what_is_no_sound_is_refused_in_a_line(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Sound.of(given)


@pytest.mark.parametrize("rate", [0, 99, 2_000_000, 16_000.0, True, "16000"])
def test_rates_are_checked(rate: Any) -> None:
    with pytest.raises(InputError, match="rate must be a whole number of samples a second"):
        Sound.of(FLOATS, rate)


def test_files_that_are_no_sound(tmp_path: Path) -> None:
    pytest.importorskip("soundfile")
    (tmp_path / "text.wav").write_text("no sound at all")
    (tmp_path / "empty.wav").write_bytes(b"")
    whole = file_of(BYTES, tmp_path / "cut.wav").read_bytes()
    (tmp_path / "header.wav").write_bytes(whole[:44])
    for name, said in {
        "text.wav": "text.wav' is no sound that libsndfile reads",
        "empty.wav": "empty.wav' is an empty file",
        "missing.wav": "cannot read the sound .*missing.wav': No such file",
        "header.wav": "header.wav': the sound has 0 samples",
    }.items():
        with pytest.raises(InputError, match=said):
            Sound.of(tmp_path / name)
    with pytest.raises(InputError, match="cannot read the sound"):
        Sound.of(tmp_path)
    with pytest.raises(InputError, match="rate goes with an array; a file says its own"):
        Sound.of(tmp_path / "cut.wav", 8000)


def test_a_file_that_is_too_long_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile = pytest.importorskip("soundfile")
    path = file_of(np.zeros(MOST_SAMPLES + 10, np.int16), tmp_path / "long.wav")
    monkeypatch.setattr(soundfile.SoundFile, "read", None)
    with pytest.raises(InputError, match=r"long.wav': the sound has 4,194,314 samples.*\(524 seconds\)"):
        Sound.of(path)


def test_without_soundfile_an_array_can_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "soundfile", None)
    with pytest.raises(UnsupportedError, match=r"pip install 'exegesis\[sound\]'"):
        Sound.of(file_of(BYTES, tmp_path / "a.wav"))


# -- rates ----------------------------------------------------------------------------------------------------------


def test_a_plain_array_has_the_rate_of_its_model() -> None:
    assert Sound.of(FLOATS).at(RATE, "m").rate == RATE
    with pytest.raises(InputError, match="nobody has said"):
        _ = Sound.of(FLOATS).known_rate


def test_another_rate_is_refused_or_changed_where_that_is_wished() -> None:
    sound = Sound.of(FLOATS, 16_000)
    with pytest.raises(InputError, match="has 16,000 samples a second, and mine takes 8,000; resample it, or say"):
        sound.at(8000, "mine")
    half = sound.at(8000, "mine", resample=True)
    assert (half.rate, half.length, half.samples.dtype) == (8000, 2000, np.float32)
    # The tone of 1,000 Hz at 8,000 a second is one of 2,000 Hz at 16,000, and stays that.
    spectrum = np.abs(np.fft.rfft(half.samples))
    assert np.fft.rfftfreq(2000, 1 / 8000)[spectrum.argmax()] == pytest.approx(2000, abs=10)
    assert Sound.of(BYTES, 48_000).at(44_100, "m", resample=True).samples.dtype == np.int16
    with pytest.raises(InputError, match="samples, and at most"):
        Sound.of(np.resize(FLOATS, MOST_SAMPLES // 2), 8000).at(44_100, "m", resample=True)


# -- kept -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("samples", [FLOATS, FLOATS.astype(np.float64), FLOATS[:, None], BYTES])
def test_a_kept_sound_comes_back(samples: Any) -> None:
    sound = Sound.of(samples, RATE)
    kept = KeptSound.of(sound)
    fresh = replace(kept)
    assert fresh == kept
    assert hash(fresh) == hash(kept)
    assert fresh.sound.digest == sound.digest
    assert fresh.sound.top == sound.top
    np.testing.assert_array_equal(fresh.sound.samples, samples)
    shown = fresh.shown()
    assert shown is not None
    assert shown.shape == (len(samples), sound.channels)


def test_what_16_bits_do_not_hold_must_be_given() -> None:
    kept = KeptSound.of(Sound.of(FLOATS * np.float32(0.777), RATE))
    assert kept.sound.digest == kept.sha256  # while it lives
    fresh = replace(kept)
    with pytest.raises(InputError, match=r"keeps its sound in 16 bits.*again\(text=sound\)"):
        _ = fresh.sound
    gone = KeptSound.of(Sound.of(FLOATS, RATE), keep=False)
    assert gone.shown() is None
    assert gone.size == "0.50 s at 8,000 Hz"
    fresh = replace(gone)
    with pytest.raises(InputError, match="does not hold its sound"):
        _ = fresh.sound


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wav": "no wav"}, "WAV cannot be read"),
        ({"wav": "UklGRg=="}, "WAV cannot be read"),
        ({"length": 17}, "another length, rate or width"),
        ({"rate": 17}, "another length, rate or width"),
        ({"length": 10**9}, "too long to be opened"),
    ],
)
def test_a_file_that_lies_is_refused(changes: dict[str, Any], said: str) -> None:
    kept = KeptSound.of(Sound.of(FLOATS, RATE))
    with pytest.raises(InputError, match=said):
        replace(kept, **changes).shown()


def test_a_wav_is_one_that_others_read(tmp_path: Path) -> None:
    with wave.open(str(file_of(BYTES, tmp_path / "a.wav"))) as opened:
        assert (opened.getnframes(), opened.getnchannels(), opened.getframerate()) == (len(BYTES), 2, RATE)
