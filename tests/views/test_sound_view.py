"""What is drawn and played of a sound."""

import base64
import io
import wave
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from exegesis.data.kept_sound import KeptSound
from exegesis.data.records import Group
from exegesis.data.tiles import heard, tiles_of
from exegesis.views.kinds import policies, view_of
from exegesis.views.sound_picture import SoundMap, sound_map
from exegesis.views.sound_view import DrawnSound
from exegesis.views.terminal import show
from tests.modalities.sound.sounds import RATE, stereo, tone
from tests.views import samples
from tests.views.heard import HOSTILE, sounded

WORDS = [(0.0, 0.2, "one"), (0.3, 0.5, HOSTILE)]


def drawn(**settings: object) -> DrawnSound:
    found = view_of(sounded()).drawing(sounded(**settings))
    assert isinstance(found, DrawnSound)
    return found


def played(uri: str) -> np.ndarray:
    kind, _, data = uri.partition(",")
    assert kind == "data:audio/wav;base64"
    with wave.open(io.BytesIO(base64.b64decode(data))) as opened:
        return np.frombuffer(opened.readframes(opened.getnframes()), dtype="<i2")


def mapped(**settings: object) -> SoundMap:
    found = sound_map(sounded(**settings))
    assert found is not None
    return found


def test_tiles_lie_on_the_spectrogram_and_the_waveform_is_nobodys() -> None:
    found = mapped()
    regions, wave_rows = found.regions.map, found.wave
    assert (regions[:wave_rows] == -1).all()
    below = regions[wave_rows:]
    assert [below[-1, 0], below[0, 0], below[-1, -1], below[0, -1]] == [0, 1, 2, 3]  # low frequencies below
    assert np.bincount(below.ravel()).tolist() == [below.size // 4] * 4  # mel bands are equally high


def test_words_are_as_high_as_the_picture() -> None:
    found = mapped(unit=WORDS).regions.map
    assert (found[:, :250] == 0).all()
    assert (found[:, 300:370] == -1).all()
    assert (found[:, 400:] == 1).all()


def test_the_picture_is_dark_where_it_is_loud() -> None:
    found = mapped()
    assert found.regions.pixels is not None
    grey = found.regions.pixels[found.wave :, :, 0].astype(float)
    loud = slice(round(0.21 / 0.5 * 640), round(0.29 / 0.5 * 640))
    row = grey[:, loud].mean(axis=1).argmin()
    share = 1 - row / len(grey)
    assert 0.35 < share < 0.6  # 1,000 Hz of 4,000, on the mel scale
    assert grey[row, loud].mean() < grey[row, :100].mean() - 50
    high = found.regions.pixels[: found.wave, :, 0] < 255
    assert high[:, loud].sum() > 3 * high[:, :80].sum()


def test_marks_of_time_and_frequency() -> None:
    found = mapped()
    assert [said for _, said in found.times] == ["0 s", "0.1 s", "0.2 s", "0.3 s", "0.4 s"]
    assert found.times[1][0] == pytest.approx(0.2)
    assert found.frequencies == ((pytest.approx(0.5, abs=0.001), "1,114 Hz"),)
    assert [said for _, said in mapped(unit="stretches", stretches=4).frequencies] == ["500 Hz", "2,000 Hz"]


def test_the_sound_and_its_strong_tiles_are_played() -> None:
    found = drawn()
    np.testing.assert_array_equal(played(found.whole), np.rint(tone() * 2**15))
    tiles = tiles_of(sounded().units)
    for uri, unit in ((found.towards, 0), (found.against, 1)):
        alone = heard(np.rint(tone() * 2**15), RATE, [tiles[unit]])
        np.testing.assert_allclose(played(uri), alone, atol=0.51)
    assert len(played(drawn(sound=stereo()).whole)) == 2 * 2000


def test_words_stand_over_their_times() -> None:
    assert [(round(at), round(wide), word) for at, wide, word in drawn(unit=WORDS).words] == [
        (0, 40, "one"),
        (60, 40, HOSTILE),
    ]
    assert drawn().words == ()


def test_long_sounds_are_played_whole_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.views.sound_view._PLAYED_APART", 100)
    found = drawn()
    assert found.whole
    assert (found.towards, found.against) == ("", "")


def test_a_sound_that_was_not_kept_is_drawn_by_its_tiles_alone() -> None:
    found = drawn(keep_sound=False)
    assert (found.whole, found.picture.source) == ("", "")
    assert len(found.picture.shapes) == 4


def test_a_page_may_play_data_and_nothing_else() -> None:
    page = sounded().to_html()
    assert "; img-src data:; media-src data:; base-uri 'none'" in page
    assert page.count("<audio") == 3
    assert HOSTILE not in page
    assert HOSTILE not in sounded(unit=WORDS).to_html()
    assert policies([sounded(), samples.lime()]) == ["img-src data:", "media-src data:"]
    assert "1,114" in page


def test_groups_are_rectangles_by_name() -> None:
    found = sounded()
    group = Group("a, b", (), 0.2, (0, 1), None)
    assert view_of(found).group(found, group) == "0.00–0.25 s"
    assert view_of(found).group(found, Group("", (), 0.2, (0, 2), None)) == "0.00–0.50 s, 0–1,114 Hz"
    words = sounded(unit=WORDS)
    assert view_of(words).group(words, group) == "a, b"


def test_it_is_drawn_in_a_terminal_and_in_a_figure() -> None:
    console = Console(file=StringIO(), width=90, force_terminal=True, color_system="truecolor")
    show(sounded(), console)
    said = console.file.getvalue()
    assert "▀" in said
    assert "0.00–0.25 s, 0–1,114 Hz" in said  # the name whole
    console = Console(file=StringIO(), width=90)
    show(sounded(), console)
    assert "▀" not in console.file.getvalue()
    axes = sounded().plot().axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1,114 Hz"]


def test_what_is_no_sound_has_no_picture_of_one() -> None:
    assert sound_map(samples.lime()) is None
    assert isinstance(sounded().kept, KeptSound)
