"""What is drawn of a video: a row of key frames."""

from dataclasses import replace
from io import StringIO

import numpy as np
from rich.console import Console

import exegesis
from exegesis import Explanation
from exegesis.views.kinds import view_of
from exegesis.views.terminal import show
from exegesis.views.video_view import DrawnVideo, key_frames
from tests.modalities.video.films import eighths, film, loaded, sees_red
from tests.views import samples

HOSTILE = '<img src=x onerror="alert(1)">'


def filmed(**settings: object) -> Explanation:
    """Eight regions: the first strongly towards, the last strongly against, the others weak."""
    model = loaded(sees_red, labels=["none", HOSTILE])
    found = exegesis.explain(model, film()[0], "random", HOSTILE, unit=eighths(), **settings)
    assert isinstance(found, Explanation)
    return replace(found, scores=np.array([0.4, 0, 0, 0, 0, 0, 0.05, -0.2]))


def test_key_frames_stand_side_by_side_with_their_regions() -> None:
    found = key_frames(filmed())
    assert found is not None
    drawn, numbers = found
    assert numbers.tolist() == [0, 1, 3, 4, 6, 7]
    assert (drawn.height, drawn.width) == (24, 6 * 34)
    assert drawn.pixels is not None
    for place, number in enumerate(numbers):
        part = slice(place * 34, place * 34 + 32)
        np.testing.assert_array_equal(drawn.map[:, part], eighths()[number])
        np.testing.assert_array_equal(drawn.pixels[:, part], film()[0][number])
    assert (drawn.map[:, 32:34] == -1).all()


def test_the_page_the_terminal_and_the_figure() -> None:
    found = filmed()
    drawn = view_of(found).drawing(found)
    assert isinstance(drawn, DrawnVideo)
    assert [number for _, number in drawn.frames] == [1, 2, 4, 5, 7, 8]
    page = found.to_html()
    assert "; img-src data:" in page
    assert HOSTILE not in page
    assert page.count("<figure>") == 3
    assert "frames 1–4, 12% of the video" in page
    console = Console(file=StringIO(), width=90, force_terminal=True, color_system="truecolor")
    show(found, console)
    assert "▀" in console.file.getvalue()
    assert len(found.plot().axes) == 2


def test_a_video_that_was_not_kept_is_drawn_by_its_regions_alone() -> None:
    found = filmed(keep_video=False)
    assert found.to_html().count("<figure>") == 1
    assert key_frames(samples.lime()) is None
