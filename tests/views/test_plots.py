"""Figures: bars, numbers and whiskers, in any script, with no global state and no warning."""

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.views import fonts
from exegesis.views.plots import picture, plot, plot_many
from tests.views import samples
from tests.views.strategies import ATTACKS


def drawn(figure: Figure) -> bytes:
    """The figure as PNG; every warning of drawing is an error here."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=50)
    return file.getvalue()


def test_bars_are_the_top_scores_from_the_top() -> None:
    figure = plot(samples.lime(), k=4)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == [0.31, 0.27, -0.19, -0.16]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["wonderful", "best", "slow", "bored"]
    assert axes.yaxis_inverted()
    assert axes.get_title(loc="left") == "LIME: the probability of “positive”"


def test_one_method_twice_is_titled_by_the_settings_in_which_it_differs() -> None:
    one = samples.lime()
    figure = plot_many([one, replace(one, settings={**one.settings, "samples": 10})])
    assert [axes.get_title(loc="left").split(":")[0].replace("\n", " ") for axes in figure.axes] == [
        "LIME, samples 2,000",
        "LIME, samples 10",
    ]


def test_the_side_is_told_by_colour_hatch_and_number() -> None:
    (axes,) = plot(samples.lime(), k=3).axes
    best, _, slow = axes.patches
    assert best.get_facecolor() != slow.get_facecolor()
    assert (best.get_hatch(), slow.get_hatch()) == (None, "///")
    assert [text.get_text() for text in axes.texts] == ["+0.310 ± 0.016", "+0.270 ± 0.015", "−0.190 ± 0.012"]


def test_whiskers_reach_one_standard_error_to_each_side() -> None:
    explanation = samples.explanation("one two", [1.0, -0.5], standard_errors=np.array([0.25, np.nan]))
    (axes,) = plot(explanation).axes
    (lines,) = [segment.tolist() for collection in axes.collections for segment in collection.get_segments()]
    assert lines == [[0.75, 0.0], [1.25, 0.0]]


@pytest.mark.slow
@pytest.mark.parametrize("build", [*samples.SHAPES, lambda: samples.long(200)])
def test_every_shape_is_drawn(build: Callable[[], Explanation]) -> None:
    assert drawn(plot(build())).startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.parametrize("attack", [*ATTACKS, "$\\undefined{$", "_a^b_", "😀 ไทย हिन्दी 日本語 \U0001f9ff\U000e0001"])
def test_any_string_is_drawn_as_it_is(attack: str) -> None:
    figure = plot(samples.hostile(attack), k=3)
    drawn(figure)
    assert not any(text.get_parse_math() for axes in figure.axes for text in [*axes.texts, *axes.get_yticklabels()])


def test_dollars_are_no_formula() -> None:
    (axes,) = plot(samples.explanation("$x^2$ $y", [1.0, 2.0], units=samples.explanation("$x^2$ $y").units[:2])).axes
    assert {tick.get_text() for tick in axes.get_yticklabels()} <= {"$", "x", "^", "x^2", "$x^2$"}


@pytest.mark.parametrize(
    ("build", "title"),
    [
        (lambda: samples.question("start"),
         "Integrated gradients: the logit of the answer starting at\n“Denver”"),
        (samples.hidden, "LIME: the log-probability of “she” rather than “he” at the\nhidden word (difference)"),
        (samples.next_word, "LIME: the log-probability of “Paris” as the next word"),
    ],
)  # fmt: skip
def test_titles_name_the_target_over_as_many_lines_as_they_need(build: Callable[[], Explanation], title: str) -> None:
    assert plot(build()).axes[0].get_title(loc="left") == title


def test_very_long_titles_end_in_an_ellipsis() -> None:
    figure = plot(samples.hostile("word " * 400))
    title = figure.axes[0].get_title(loc="left").splitlines()
    assert len(title) == 4
    assert title[-1].endswith("…")
    drawn(figure)


def test_a_contrast_names_both_sides_of_its_axis() -> None:
    assert (
        plot(samples.hidden()).axes[0].get_xlabel().split("\n")[0]
        == "score (log-probability): for “she” + / for “he” −"
    )


def test_bars_of_two_parts_stand_below_the_names_of_their_parts() -> None:
    (axes,) = plot(samples.question(), k=4).axes
    names = {text.get_text(): round(text.xy[1]) for text in axes.texts if text.get_fontweight() == "bold"}
    ticks = dict(zip((t.get_text() for t in axes.get_yticklabels()), axes.get_yticks(), strict=True))
    assert names == {"question": 0, "context": 2}
    assert ticks == {"Which": 1, "Denver": 3, "Broncos": 4, "Panthers": 5}
    assert [round(bar.get_y() + bar.get_height() / 2) for bar in axes.patches] == [1, 3, 4, 5]


def test_start_and_end_stand_side_by_side() -> None:
    figure = plot_many([samples.question("start"), samples.ending()])
    assert ["starting" in axes.get_title(loc="left") for axes in figure.axes] == [True, False]
    drawn(figure)


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_parts_and_targets_are_drawn_as_they_are(attack: str) -> None:
    figure = plot(samples.hostile_question(attack))
    drawn(figure)
    assert not any(text.get_parse_math() for axes in figure.axes for text in axes.texts)


@pytest.fixture
def only_own_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with no fonts but matplotlib's."""
    monkeypatch.setattr(fonts, "_candidates", lambda: ("DejaVu Sans",))
    fonts._family.cache_clear()
    yield
    fonts._family.cache_clear()


@pytest.mark.usefixtures("only_own_font")
def test_characters_without_a_font_become_boxes_without_a_warning() -> None:
    figure = plot(samples.chinese(), k=2)
    drawn(figure)
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["□", "□"]
    assert fonts.families(["好 film"]) == ["DejaVu Sans"]
    assert fonts.drawable("фильм فيلم") == "фильм فيلم"


def test_fallback_fonts_are_named_only_where_needed() -> None:
    assert fonts.families(["plain", "élan", "фильм"]) == ["DejaVu Sans"]


def test_several_stand_side_by_side() -> None:
    figure = plot_many([samples.lime(), samples.phrases(), samples.tokens()], k=5)
    assert [len(axes.patches) for axes in figure.axes] == [5, 5, 5]
    assert len({axes.get_position().x0 for axes in figure.axes}) == 3
    drawn(figure)


def test_nothing_to_plot_is_an_error() -> None:
    with pytest.raises(InputError, match="no explanation to plot"):
        plot_many([])


@pytest.mark.slow
def test_pyplot_is_never_touched() -> None:
    code = (
        "import sys; from tests.views import samples; from exegesis.views.plots import plot;"
        "plot(samples.lime()).savefig('/dev/null', format='png'); sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".SVG", b"<?xml"), (".pdf", b"%PDF")])
def test_picture_is_a_file_of_its_kind(suffix: str, start: bytes) -> None:
    assert picture([samples.lime()], suffix).startswith(start)


def test_picture_of_an_unknown_kind_names_the_known() -> None:
    with pytest.raises(InputError, match="png"):
        picture([samples.lime()], ".bmp")
