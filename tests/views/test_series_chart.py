"""Series drawn: panels, bands and ticks as data, blocks in a terminal; hostile names are escaped."""

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

import exegesis
from exegesis import Explanation
from exegesis.data.kept_series import KeptSeries
from exegesis.data.series import Series
from exegesis.views.series_chart import chart, chart_lines, ticks
from exegesis.views.terminal import show
from tests.views.samples import explanation

STEPS = np.arange(40)
HOSTILE = "<script>alert(1)</script>\x1b[31m"


def explained(channels: int = 1, steps: int = 40, names: list[str] | None = None) -> Explanation:
    """Of a sum in which the first channel's second quarter counts for and its last against."""
    weights = np.zeros((channels, steps))
    weights[0, steps // 4 : steps // 2], weights[0, -steps // 4 :] = 1.0, -0.5
    values = 1 + np.sin(np.arange(channels * steps)).reshape(channels, steps) / 9
    model = exegesis.load(lambda many: [(weights * one).sum() for one in many], "regression", modality="series")
    series = Series.of(values, names or [f"lead {place}" for place in range(channels)], 0.5, "s")
    found = exegesis.explain(model, series, "occlusion", baseline="zero", segments=4)
    assert isinstance(found, Explanation)
    return found


def printed(found: Explanation, **options: object) -> str:
    console = Console(file=StringIO(), width=60, **options)  # type: ignore[arg-type]
    show(found, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_panel_has_its_stretches_behind_its_line() -> None:
    drawn = chart(explained())
    assert drawn is not None
    (panel,) = drawn.panels
    assert [band.strong for band in panel.bands] == ["", "to", "", "no"]
    assert [band.classes for band in panel.bands] == ["", "exg-to exg-l10", "", "exg-no exg-l5"]
    assert [(band.x, band.width) for band in panel.bands] == [(0, 160), (160, 160), (320, 160), (480, 160)]
    assert panel.bands[1].said.startswith("5–9.5 s, +")
    assert panel.path.count("L") == 39
    assert (panel.name, drawn.clock, drawn.left_out) == ("", "s", "")
    assert [said for _, said in drawn.ticks] == ["0", "5", "10", "14.5", "19.5"]


def test_of_many_channels_those_with_strong_stretches_are_drawn_and_the_others_counted() -> None:
    found = explained(12, 16)
    drawn = chart(found)
    assert drawn is not None
    assert len(drawn.panels) == 8
    assert drawn.panels[0].name == "lead 0"
    assert drawn.left_out == "4 channels with weaker stretches not drawn"
    assert "and 8 channels with weaker stretches" in printed(found)


def test_a_long_line_keeps_its_extremes() -> None:
    found = explained(steps=20_000)
    drawn = chart(found)
    assert drawn is not None
    assert drawn.panels[0].path.count("L") <= 1280
    assert len(drawn.panels[0].path) < 25_000


def test_a_flat_channel_is_drawn_in_the_middle() -> None:
    model = exegesis.load(lambda many: [one.sum() for one in many], "regression", modality="series")
    found = exegesis.explain(model, [[1.0, 1.0, 1.0], [1.0, 2.0, 3.0]], "occlusion", segments=3)
    drawn = chart(found)
    assert drawn is not None
    assert drawn.panels[0].path.startswith("M106.7 60.0L")
    assert printed(found)


def test_ticks_of_few_steps() -> None:
    assert [said for _, said in ticks(Series.of([1.0, 2.0]))] == ["0", "1"]


def test_blocks_stand_as_high_as_the_numbers_and_signs_below_strong_stretches() -> None:
    said = printed(explained())
    assert "█" in said
    (signs,) = [line for line in said.splitlines() if line.strip(" ") and not line.strip(" +−")]
    assert signs.index("+") == 10
    assert signs.index("−") == 30
    assert f"0{'19.5':>39} s" in said


@pytest.mark.parametrize("colours", [None, "truecolor"])
def test_hostile_names_reach_neither_page_nor_terminal(colours: str | None) -> None:
    found = Explanation.from_json(explained(2, names=[HOSTILE, "b"]).to_json())
    assert "<script>" not in found.to_html()
    said = printed(found, force_terminal=colours is not None, color_system=colours)
    assert "\x1b[31m" not in said


def test_texts_have_no_chart() -> None:
    assert chart(explanation("a b", [0.0, 1.0])) is None
    assert chart_lines(explanation("a b", [0.0, 1.0])) is None


def test_what_was_kept_is_what_is_drawn() -> None:
    found = explained(2)
    assert isinstance(found.kept, KeptSeries)
    again = Explanation.from_json(found.to_json())
    assert chart(again) == chart(found)


def test_figures_have_a_lane_for_each_channel() -> None:
    above, below = explained(3).plot().axes
    assert [label.get_text() for label in above.get_yticklabels()] == ["lead 2", "lead 1", "lead 0"]
    assert below.get_xlabel().startswith("score")
    alone, _ = explained().plot().axes
    assert alone.get_xlabel() == "s"
