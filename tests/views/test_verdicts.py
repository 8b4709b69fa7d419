"""Every view of an explanation shows its verdict, and nothing in it can break a page or a terminal."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from rich.console import Console

from exegesis.data.explanation import Explanation
from exegesis.data.records import Cost
from exegesis.data.verdict.checks import Again, Checks, Order
from exegesis.data.verdict.deciding import HOW
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, UNCHECKED, UNDEFINED
from exegesis.views import verdicts
from exegesis.views.html import fragment, page
from exegesis.views.plots import plot
from exegesis.views.terminal import show
from tests.browsing import Chromium
from tests.examples import examples
from tests.views import samples
from tests.views.parsing import content, names, of_class, parse
from tests.views.strategies import ATTACKS, hostile_strings


def checked(explanation: Explanation, seeds: tuple[int, ...] = (5, 5), **not_tried: str) -> Explanation:
    """As if it had been checked: so many words stay with the other seeds, all of them with another baseline."""
    found = Checks(
        Again(tuple(map(str, range(len(seeds)))), seeds),
        None if "baselines" in not_tried else Again(("delete",), (5,)),
        Order("mask", 20, 0.5, 0.1, 1.0),
        Cost(1_234, 0, 9_999, 1.5),
        not_tried,
    )
    return replace(explanation, checks=found, standard_errors=None, diagnostics={})


LEVELS: dict[str, Explanation] = {
    HOLDS: checked(samples.lime()),
    PARTLY: checked(samples.lime(), (5, 3)),
    UNCHECKED: replace(samples.lime(), standard_errors=None, diagnostics={}),
    FAILS: checked(samples.lime(), (0, 5)),
    UNDEFINED: samples.nothing(),
}


def on_page(*explanations: Explanation) -> str:
    return content(parse(page(explanations)))


def in_notebook(*explanations: Explanation) -> str:
    return content(parse(fragment(explanations)))


def in_terminal(*explanations: Explanation) -> str:
    file = io.StringIO()
    show(list(explanations), Console(file=file, width=600, color_system=None), verbose=True)
    return file.getvalue()


def on_plot(*explanations: Explanation) -> str:
    return plot(explanations[0]).axes[0].get_xlabel()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("view", [on_page, in_notebook, in_terminal])
def test_each_view_says_the_line_and_its_marks(view: Callable[..., str], level: str) -> None:
    explanation = LEVELS[level]
    assert explanation.verdict.level == level
    text = view(explanation)
    assert explanation.verdict.text in text
    for mark, symbol, _ in verdicts.marks(explanation):
        assert f"{mark} {symbol}" in text


def test_what_was_not_checked_is_one_dim_line() -> None:
    assert verdicts.lines(LEVELS[UNCHECKED]) == [(HOW, "dim")]
    assert verdicts.marks(LEVELS[UNCHECKED]) == []
    assert "--check" in HOW


def test_a_checked_one_is_its_line_and_its_marks() -> None:
    said, marks = verdicts.lines(LEVELS[PARTLY])
    assert said == (LEVELS[PARTLY].verdict.text, "yellow")
    assert marks == ("beats chance 20/20 ✓ · seeds 3/5 ~ · other baseline 5/5 ✓", "")


def test_what_it_rests_on_is_on_the_page() -> None:
    for explanation in LEVELS.values():
        text = on_page(explanation)
        assert all(name in text and value in text for name, value in verdicts.reasons(explanation))


@pytest.mark.parametrize("view", [on_page, in_terminal])
def test_certain_words_are_said_by_the_verdict_alone(view: Callable[..., str]) -> None:
    known = replace(samples.lime(), diagnostics={"certain_top": 7, "certain_of": 10, "samples": 40})
    assert "certain" not in view(known)
    asked = replace(known, diagnostics={**known.diagnostics, "stopped_by": "samples"})
    assert "certain top" in view(asked)  # who asked for so many must see whether they are


@pytest.mark.parametrize("level", LEVELS)
def test_a_plot_says_it_in_a_few_words(level: str) -> None:
    assert on_plot(LEVELS[level]).endswith(f"\nExplanation: {LEVELS[level].verdict.headline}")


@pytest.mark.parametrize("view", [on_page, in_terminal])
def test_a_table_of_several_has_a_row_of_verdicts(view: Callable[..., str]) -> None:
    one, other = LEVELS[PARTLY], replace(LEVELS[FAILS], method="kernel_shap")
    end = view(one, other).lower().rsplit("side by side", 1)[-1]
    assert "verdict" in end
    assert "first three words hold" in end
    assert "does not hold" in end


def test_a_row_of_a_file_has_it_too() -> None:
    assert LEVELS[PARTLY].record()["verdict"] == "first three words hold"


def test_each_level_looks_its_own() -> None:
    pages = {level: parse(page([one])) for level, one in LEVELS.items()}
    looks = {level: next(of_class(root, "exg-trust")).get("class") for level, root in pages.items()}
    assert len(set(looks.values())) == len(LEVELS)
    assert len({verdicts.sign(one) for one in LEVELS.values()}) == len(LEVELS)


def test_what_could_not_be_tried_is_said() -> None:
    told = dict(verdicts.reasons(checked(samples.lime(), baselines="the model takes no other")))
    assert told["other baselines not tried"] == "the model takes no other"
    assert told["checking took"] == "1,234 passes, 1.5 s"


@given(hostile_strings)
@examples(40)
@example("x\n\ny")
def test_no_word_in_it_adds_an_element(string: str) -> None:
    hostile = checked(samples.hostile(string), **{"baselines": string})
    calm = checked(samples.hostile("x"), **{"baselines": "x"})
    if len(hostile.units) != len(calm.units):  # where words end is no business of this test
        return
    found = [next(of_class(parse(page([one])), "exg-trust")) for one in (hostile, calm)]
    assert names(found[0]) == names(found[1])


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_control_character_reaches_a_terminal(attack: str) -> None:
    text = in_terminal(checked(samples.hostile(attack)))
    assert not {char for char in text if ord(char) < 32 and char != "\n"}


@pytest.mark.browser
def test_every_level_is_fit_to_be_seen(chromium: Chromium) -> None:
    chromium.check(page([*LEVELS.values()]))
