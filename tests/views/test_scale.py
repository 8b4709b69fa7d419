"""Levels by hand, and contrast of every level in both schemes (WCAG 2.2 AA)."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.views import reading, scale
from exegesis.views.html import page
from tests.views import samples

PALETTES = [pytest.param(scale.LIGHT, id="light"), pytest.param(scale.DARK, id="dark")]
SIDES = list(range(-scale.LEVELS, scale.LEVELS + 1))


def contrast(one: scale.Colour, other: scale.Colour) -> float:
    """WCAG's contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: scale.Colour) -> float:
    channels = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_levels_are_tenths_of_the_largest() -> None:
    assert scale.levels(np.array([2.0, -1.0, 0.09, 0.11, -0.3, 0.0])).tolist() == [10, -5, 0, 1, -2, 0]


@pytest.mark.parametrize("scores", [[], [0.0], [-0.0, 0.0], [np.nan], [np.inf, 0.0]])
def test_where_nothing_has_a_size_every_level_is_zero(scores: list[float]) -> None:
    assert not scale.levels(np.array(scores, dtype=float)).any()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_levels_keep_signs_and_order_and_change_sides_with_the_scores(scores: list[float]) -> None:
    found = scale.levels(np.array(scores))
    assert np.abs(found).max() == (10 if any(scores) else 0)
    assert (found * np.sign(scores) >= 0).all()
    assert (np.diff(found[np.argsort(scores, kind="stable")]) >= 0).all()
    assert scale.levels(-np.array(scores)).tolist() == (-found).tolist()


@pytest.mark.parametrize("level", SIDES)
@pytest.mark.parametrize("palette", PALETTES)
def test_text_reads_on_every_level(palette: scale.Palette, level: int) -> None:
    assert contrast(palette.ink, scale.background(level, palette)) >= 4.5


@pytest.mark.parametrize("palette", PALETTES)
def test_lines_bars_and_names_of_sides_stand_out_from_the_page(palette: scale.Palette) -> None:
    assert contrast(palette.towards_line, palette.paper) >= 4.5
    assert contrast(palette.against_line, palette.paper) >= 4.5


def test_quiet_text_and_warnings_read_in_both_schemes() -> None:
    css = page([samples.lime()])
    colours = {
        name: [tuple(map(int, found.split())) for found in re.findall(rf"--exg-{name}: (\d+ \d+ \d+);", css)]
        for name in ("quiet", "warn", "ink", "paper")
    }
    for scheme in (0, 1):
        quiet, warn, ink, paper = (colours[name][scheme] for name in ("quiet", "warn", "ink", "paper"))
        assert contrast(quiet, paper) >= 4.5  # type: ignore[arg-type]
        assert contrast(ink, warn) >= 4.5  # type: ignore[arg-type]


@pytest.mark.parametrize("ground", [(0, 0, 0), (255, 255, 255)])
@pytest.mark.parametrize("letters", [reading._BLUE_LETTERS, reading._ORANGE_LETTERS])
def test_coloured_letters_read_on_dark_and_light_terminals(letters: str, ground: scale.Colour) -> None:
    red, green, blue = (int(letters[i : i + 2], 16) for i in (1, 3, 5))
    assert contrast((red, green, blue), ground) >= 4.5


@pytest.mark.parametrize("palette", PALETTES)
def test_the_sides_stay_apart_for_colour_blind_readers(palette: scale.Palette) -> None:
    """Blue and orange differ in blue less yellow, which readers without red or green cones see."""
    for towards, against in ((palette.towards, palette.against), (palette.towards_line, palette.against_line)):
        yellowness = [(c[0] + c[1]) / 2 - c[2] for c in (towards, against)]
        assert yellowness[1] - yellowness[0] > 100


def test_hexadecimal() -> None:
    assert scale.hexadecimal((0, 10, 255)) == "#000aff"
