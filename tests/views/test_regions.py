"""What is drawn of an image's regions."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as pil

from exegesis.core.errors import InputError
from exegesis.data.picture import KeptImage
from exegesis.views.regions import Drawing, RegionMap, apart, drawing, place_in, region_map, tinted
from exegesis.views.scale import LIGHT
from tests.modalities.image.pictures import picture, quarters
from tests.views import samples
from tests.views.pictured import pictured


def drawn(**settings: object) -> Drawing:
    found = drawing(pictured(**settings))
    assert found is not None
    return found


def covered(path: str, height: int = 24, width: int = 32) -> np.ndarray:
    """How often each pixel lies in the rectangles of a path."""
    found = np.zeros((height, width), dtype=int)
    for x, y, wide, high in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", path):
        found[int(y) : int(y) + int(high), int(x) : int(x) + int(wide)] += 1
    return found


def test_areas_cover_each_region_once_and_nothing_else() -> None:
    labels = np.random.default_rng(0).integers(-1, 5, (24, 32))
    found = drawing(replace(pictured(), **_cut(labels)))
    assert found is not None
    for region, shape in enumerate(found.shapes):
        np.testing.assert_array_equal(covered(shape.path), labels == region)


def _cut(labels: np.ndarray) -> dict[str, object]:
    from exegesis.data.regions import units_of

    units = units_of(labels)
    return {"units": units, "scores": np.ones(len(units))}


def test_alike_rows_are_one_rectangle() -> None:
    assert drawn().shapes[0].path == "M0 0h16v12h-16z"


def test_strong_regions_stand_apart_by_their_side() -> None:
    found = drawn()
    assert found.towards == (found.shapes[0].path,)
    assert found.against == (found.shapes[1].path,)
    np.testing.assert_array_equal(covered(found.others[0]), quarters() != 0)
    np.testing.assert_array_equal(covered(found.others[1]), quarters() != 1)
    assert [shape.classes for shape in found.shapes] == ["exg-to exg-l10", "exg-no exg-l5", "exg-to exg-l1", ""]
    assert [label.text for label in found.labels] == ["1", "2", "3"]  # those that are listed beside it


def test_outlines_run_around_strong_regions() -> None:
    assert drawn().towards_edge == "M0 0h16M0 12h16M0 0v12M16 0v12"


def test_what_is_said_of_a_region() -> None:
    one = pictured()
    assert drawn().shapes[1].said.startswith("region 2, −0.2")
    assert [place_in(one, index) for index in range(4)] == [
        f"{name}, 25% of the image" for name in ("upper left", "upper right", "lower left", "lower right")
    ]
    assert place_in(samples.lime(), 0) == ""


def test_the_picture_is_encoded_anew() -> None:
    import base64

    found = drawn()
    assert found.source.startswith("data:image/png;base64,")
    with pil.open(io.BytesIO(base64.b64decode(found.source.partition(",")[2]))) as opened:
        np.testing.assert_array_equal(np.asarray(opened), picture())


def test_large_images_are_drawn_smaller() -> None:
    found = region_map(pictured(picture(90, 200)), largest=50)
    assert isinstance(found, RegionMap)
    assert (found.height, found.width) == (22, 50)
    assert found.pixels is not None
    assert found.pixels.shape == (22, 50, 3)
    assert set(found.map.ravel().tolist()) == {0, 1, 2, 3}


def test_pixels_are_tinted_by_side_and_strength() -> None:
    found = region_map(pictured(np.full((24, 32, 3), 120, np.uint8) + picture() // 100))
    assert found is not None
    shades = tinted(found).astype(int)
    towards, against, weak, none = (shades[quarters() == region].mean(axis=0) for region in range(4))
    assert towards[2] > towards[0] + 30  # blue
    assert against[0] > against[2] + 15  # orange
    assert abs(weak - none).max() < abs(towards - none).max() / 2
    assert np.ptp(none) < 1
    assert (apart(found, 1)[quarters() != 0] > 200).all()
    np.testing.assert_array_equal(apart(found, 1)[quarters() == 0], found.pixels[quarters() == 0])


def test_an_image_that_was_not_kept_is_drawn_by_its_regions_alone() -> None:
    found = drawn(keep_image=False)
    assert found.source == ""
    assert len(found.shapes) == 4
    plain = region_map(pictured(keep_image=False))
    assert plain is not None
    assert tinted(plain)[-1, -1].tolist() == list(LIGHT.paper)


def test_other_kinds_of_data_have_no_picture() -> None:
    assert drawing(samples.lime()) is None
    assert region_map(samples.lime()) is None


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    one = pictured()
    assert isinstance(one.kept, KeptImage)
    with pytest.raises(InputError, match="too large to be drawn"):
        drawing(replace(one, kept=replace(one.kept, width=10**6, height=10**6)))
    with pytest.raises(InputError, match="too large to be opened"):
        replace(one.kept, width=20_000, height=20_000).shown()
