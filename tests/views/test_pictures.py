"""Explanations of images on a page, in a terminal and as a figure."""

from io import StringIO
from pathlib import Path

import html5lib
import pytest
from rich.console import Console

from exegesis import Explanation
from exegesis.data.explanations import Explanations
from exegesis.views.terminal import show
from tests.modalities.image.pictures import picture
from tests.views.pictured import HOSTILE, pictured


def test_a_page_is_whole_and_holds_the_image_once() -> None:
    page = pictured().to_html()
    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("data:image/png;base64,") == 1
    assert "style-src 'unsafe-inline'; img-src data:; base-uri 'none'" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert HOSTILE not in page
    assert "24 × 32" not in page
    assert "32 × 24 pixels" in page
    assert "1 strong region</figcaption>" in page
    assert "characters" not in page


def test_several_explanations_of_an_image_share_a_heading_and_the_image() -> None:
    one, other = pictured(), pictured(baseline="black")
    page = Explanations([one, other]).to_html()
    assert page.count("<h1>") == 1
    assert page.count("data:image/png;base64,") == 1
    apart = Explanations([one, pictured(picture() // 2 + 1)]).to_html()
    assert apart.count("<h1>") == 2


def test_an_explanation_from_a_file_is_drawn_as_it_was() -> None:
    one = pictured()
    again = Explanation.from_json(one.to_json())
    assert again.to_html() == one.to_html()
    assert again._repr_html_() == one._repr_html_()


def test_without_the_image_the_regions_are_drawn() -> None:
    page = pictured(keep_image=False).to_html()
    assert "data:image" not in page
    assert page.count("<svg") == 1


def shown(width: int = 100, colour: bool = True, verbose: bool = False, **settings: object) -> str:
    console = Console(
        file=StringIO(), width=width, force_terminal=colour, color_system="truecolor" if colour else None, record=True
    )
    show(pictured(**settings), console, verbose=verbose)
    return console.export_text()


@pytest.mark.parametrize("verbose", [False, True])
def test_a_terminal_shows_the_picture_in_half_blocks(verbose: bool) -> None:
    said = shown(verbose=verbose)
    lines = [line for line in said.splitlines() if "▀" in line]
    assert 8 < len(lines) <= 20
    assert all(len(line) <= 100 for line in lines)
    assert "  ▀" in lines[0]  # beside it those towards
    assert "region 1" in said
    assert "32 × 24 pixels" in said or not verbose


def test_a_narrow_terminal_shows_one_picture_and_one_without_colour_none() -> None:
    assert all(len(line) <= 40 for line in shown(width=40).splitlines() if "▀" in line)
    assert "▀" not in shown(colour=False)
    assert "region 2" in shown(colour=False)


def test_a_figure_has_the_picture_above_the_bars(tmp_path: Path) -> None:
    figure = pictured().plot(tmp_path / "a.png")
    above, below = figure.axes
    assert min(above.images[0].get_array().shape[:2]) >= 300
    assert [label.get_text() for label in below.get_yticklabels()] == [
        "region 1, upper left",
        "region 2, upper right",
        "region 3, lower left",
    ]
    assert (tmp_path / "a.png").stat().st_size > 5_000
