"""A dependence on a page, in a terminal and as a figure."""

import io

import pytest
from rich.console import Console

from exegesis.dependence import Dependence
from exegesis.dependence.page import fragment, page
from exegesis.dependence.plots import picture, plot
from exegesis.dependence.terminal import show
from tests.browsing import Chromium
from tests.dependence.samples import categories, dependence, numbers
from tests.views.strategies import ATTACKS


def test_json_both_ways() -> None:
    found = dependence()
    assert Dependence.from_json(found.to_json()).to_dict() == found.to_dict()
    assert found["age"].swing == pytest.approx(0.3)


def test_the_page_has_a_panel_for_each_column_and_bars_for_what_shuffling_costs() -> None:
    made = page(dependence())
    assert "How the probability of yes goes with each column" in made
    assert made.count("exg-partial") == 2  # its style, and one curve of numbers
    assert made.count('class="exg-row-line"') == 2
    assert "Accuracy on these rows is 0.86" in made
    assert "+0.120 (+0.100 to +0.150)" in made
    assert "0.200 (cook) to 0.400 (clerk)" in made
    assert "leans on" not in page(dependence(importance=False))
    assert fragment(dependence()).startswith("<style>")


def test_rare_categories_are_counted() -> None:
    many = categories(values=tuple(f"job {place}" for place in range(20)))
    assert "and 8 less frequent" in page(dependence(many))


def test_the_terminal_says_where_the_number_goes() -> None:
    written = io.StringIO()
    show(dependence(), Console(file=written, width=100))
    lines = written.getvalue().splitlines()
    assert lines[0] == "How the probability of yes goes with each column: its mean over 50 rows"
    assert lines[2].split() == ["age", "▁▁▁▂▂▂▃▃▄▄▅▆▆▇██", "0.150", "to", "0.450,", "over", "20", "to", "60"]
    assert lines[3].split() == ["job", "0.200", "(cook)", "to", "0.400", "(clerk)"]
    assert lines[-1].split() == ["job", "−0.010", "(−0.020", "to", "0)"]


def test_the_figure_has_a_panel_for_each_column_up_to_twelve() -> None:
    assert sum(axes.get_visible() for axes in plot(dependence()).axes) == 3
    assert len(plot(dependence(*[numbers(str(place)) for place in range(15)])).axes) == 12
    assert picture(dependence(), ".svg").startswith(b"<?xml")


@pytest.mark.parametrize("attack", ATTACKS[:4])
def test_names_stay_text(attack: str) -> None:
    name = attack.replace("\0", "")
    made = page(dependence(numbers(name), categories(name + "x", (name, "b")), target=name))
    assert "<script" not in made


def test_the_page_is_fit_to_be_seen(chromium: Chromium) -> None:
    chromium.check(page(dependence(numbers("a rather long name of a column" * 3), categories(), numbers())))
