"""How videos are cut into regions, and what stands for an absent one."""

from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.randomness import stream
from exegesis.data.video import Video
from exegesis.modalities.video.maskers import VideoMasker, absent_in_video
from exegesis.modalities.video.segmentation import Boxes, Supervoxels, cut_video, video_segmentation
from tests.modalities.video.films import eighths, film

FILM, WHERE = film()
VIDEO = Video.of(FILM)


def test_superpixels_reach_through_time_and_follow_what_moves() -> None:
    regions = cut_video(VIDEO, Supervoxels(segments=40, compactness=5.0))
    assert regions.shape == FILM.shape[:3]
    assert 15 < regions.max() + 1 < 60
    spans = [np.ptp(np.nonzero(regions == region)[0]) for region in range(regions.max() + 1)]
    assert np.mean(spans) > 3
    inside = np.bincount(regions[WHERE], minlength=regions.max() + 1) / np.bincount(regions.ravel())
    assert (inside[np.unique(regions[WHERE])] > 0.8).mean() > 0.5  # their regions are the patch's own


def test_grey_films_are_cut_too() -> None:
    assert cut_video(Video.of(FILM[..., 0]), Supervoxels(segments=10)).max() > 2


def test_boxes() -> None:
    np.testing.assert_array_equal(cut_video(VIDEO, Boxes(2, 2, 2)), eighths())
    assert Boxes(2, 2, 2).said() == {"segmentation": "boxes", "stretches": 2, "rows": 2, "columns": 2}


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("slik", "unknown unit of a video 'slik'. Did you mean 'slic'"),
        (3, "unit must be one of slic, boxes"),
        (Boxes(stretches=9), "9 x 4 x 4 boxes do not fit 8 frames"),
        (np.zeros((2, 2), int), r"shape \(2, 2\), and the video \(8, 24, 32\)"),
        (eighths() / 2, "is of float64; give whole numbers"),
        (
            np.zeros((8, 24, 32), int),
            r"the video has 1 region, and at least 2 are needed; take more or smaller segments\.$",
        ),
    ],
)
def test_what_cannot_be_cut_is_refused(unit: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        cut_video(VIDEO, video_segmentation(unit))


@pytest.mark.parametrize("settings", [{"segments": 1}, {"compactness": 0}, {"spacing": "x"}])
def test_settings_are_checked(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="must be"):
        Supervoxels(**settings)


def test_without_scikit_image_there_are_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "skimage.segmentation", None)
    with pytest.raises(UnsupportedError, match="unit='boxes'"):
        cut_video(VIDEO, Supervoxels())


def test_a_users_function_gets_the_frames() -> None:
    seen: list[Any] = []
    cut_video(VIDEO, video_segmentation(lambda frames: (seen.append(frames), eighths())[1]))
    np.testing.assert_array_equal(seen[0], FILM)


# -- masks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline", ["mean", "blur", "black"])
def test_what_is_kept_is_the_video_and_what_is_gone_the_baseline(baseline: str) -> None:
    gone = absent_in_video(baseline, VIDEO, eighths(), stream(0, ""))
    masker = VideoMasker(VIDEO, eighths(), gone)
    mask = np.arange(8) % 2 == 0
    whole, part = masker.rows(0, np.stack([np.ones(8, np.bool_), mask]))
    np.testing.assert_array_equal(whole.frames(), FILM)
    assert whole.key == VIDEO.digest.encode()
    stays = mask[eighths()][..., None]
    np.testing.assert_array_equal(part.frames(), np.where(stays, FILM, VIDEO.split(gone.images[0])))
    assert part.size == 8 * 24 * 32


def test_a_mean_is_one_of_the_whole_region_and_a_blur_one_over_time() -> None:
    mean = VIDEO.split(absent_in_video("mean", VIDEO, eighths(), stream(0, "")).images[0])
    np.testing.assert_allclose(mean[0, 0, 0], FILM[:4, :12, :16].mean(axis=(0, 1, 2)), atol=0.51)
    flash = np.full((40, 20, 20), 9, np.uint8)
    flash[20] = 200
    blurred = Video.of(flash).split(
        absent_in_video("blur", Video.of(flash), np.zeros_like(flash, int), stream(0, "")).images[0]
    )
    assert blurred[19, 5, 5] > 20
    assert blurred[0, 5, 5] == 9


def test_the_tree_joins_what_touches_in_space_or_time() -> None:
    masker = VideoMasker(VIDEO, eighths(), absent_in_video("black", VIDEO, eighths(), stream(0, "")))
    tree = masker.tree()
    assert tree is not None
    assert tree.n == 8
    two = np.zeros((4, 4, 4), dtype=np.int64)  # frames below one another touch only if frames follow one another
    two[1], two[2], two[3] = 1, 2, 3
    from exegesis.modalities.image.tree import touching

    assert touching(two) == {(0, 1), (1, 2), (2, 3)}
