"""What a video is, what is refused in a line, and what an explanation keeps of it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.data.kept_video import KeptVideo
from exegesis.data.regions import units_of
from exegesis.data.video import Video
from tests.modalities.video.films import eighths, film

FILM = film()[0]


@pytest.mark.parametrize("given", [FILM, FILM.astype(np.float32) / 255, FILM[..., 0], list(FILM)])
def test_an_array_or_a_list_of_frames_stays_as_it_was_given(given: Any) -> None:
    video = Video.of(given)
    np.testing.assert_array_equal(video.frames, np.asarray(given))
    assert video.frames.dtype == np.asarray(given).dtype
    assert (video.count, video.height, video.width) == (8, 24, 32)
    assert Video.of(video) is video
    assert not video.frames.flags.writeable


def test_digests_tell_videos_apart() -> None:
    halves = FILM.reshape(16, 12, 32, 3)  # the same pixels in other frames
    assert len({Video.of(one).digest for one in (FILM, halves, FILM[::-1], FILM.astype(np.float64))}) == 4
    assert Video.of(FILM.copy()).digest == Video.of(FILM).digest


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("film.mp4", "must not be of the type str; give an array"),
        (FILM[0, :, :, 0], r"shape \(24, 32\)"),
        (FILM[:, :, :, :2], r"shape \(8, 24, 32, 2\)"),
        (FILM.transpose(0, 3, 1, 2), r"channels last, as in video.transpose\(0, 2, 3, 1\)"),
        (FILM[:1], "1 frame, which is an image"),
        (np.full((2, 4, 4, 3), 7, np.uint8), "the video is blank"),
        (FILM.astype(int), "the video is of int64"),
        (
            np.broadcast_to(np.uint8(1), (600, 128, 128, 3)),
            "9,830,400 pixels over its 600 frames, and at most 8,388,608",
        ),
        ([FILM[0], FILM[1, :4]], "several shapes"),
        ([], "must not be of the type list"),
    ],
)
def test_what_is_no_video_is_refused_in_a_line(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Video.of(given)


def test_where_a_number_is_missing_is_said() -> None:
    holed = FILM / 255
    holed[2, 5, 7, 1] = np.nan
    with pytest.raises(InputError, match="in frame 3, row 5, column 7"):
        Video.of(holed)


@pytest.mark.parametrize("given", [FILM, FILM[..., 1], FILM.astype(np.float32)])
def test_a_kept_video_comes_back(given: Any) -> None:
    kept = KeptVideo.of(Video.of(given))
    fresh = replace(kept, stack=replace(kept.stack))
    assert fresh == kept
    assert hash(fresh) == hash(kept)
    assert fresh.video.digest == Video.of(given).digest
    assert fresh.size == "8 frames of 32 × 24 pixels"
    np.testing.assert_array_equal(fresh.cut(units_of(eighths())), eighths())
    shown = fresh.shown()
    assert shown is not None
    assert shown.shape == (8, 24, 32, 3)


def test_what_was_not_kept_must_be_given_and_what_lies_is_refused() -> None:
    gone = KeptVideo.of(Video.of(FILM), keep=False)
    with pytest.raises(InputError, match=r"does not hold its video.*again\(text=video\)"):
        _ = replace(gone, stack=replace(gone.stack)).video
    with pytest.raises(InputError, match="no 7 frames"):
        replace(gone, count=7).shown()
