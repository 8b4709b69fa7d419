"""The verdict: what it says of figures worked out by hand, and that worse figures never make it better."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.verdict.checks import NO_BASELINE, Again, Checks, Order
from exegesis.data.verdict.deciding import HOW, decide
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, UNCHECKED, UNDEFINED
from tests.data.verdict.building import FREE, checks, figures
from tests.examples import examples

_RANK = {HOLDS: 3, PARTLY: 2, UNCHECKED: 1, FAILS: 0}


def test_what_was_not_checked_says_how_to_check_and_nothing_else() -> None:
    found = decide(figures(errors=[0.001] * 10, diagnostics={"weighted_r2": 0.99}))
    assert (found.level, found.words, found.of, found.headline) == (UNCHECKED, 5, 5, "not checked")
    assert found.unchecked == ("seeds", "baselines", "order")
    assert found.text == HOW


def test_an_explanation_that_passes_everything_holds() -> None:
    found = decide(figures(checks=checks()))
    assert (found.level, found.words, found.headline) == (HOLDS, 5, "holds")
    assert found.text == "The explanation holds: the first five words move this answer."
    assert found.marks == "beats chance 20/20 ✓ · seeds 5/5 ✓ · other baseline 5/5 ✓"
    assert found.is_reliable


@pytest.mark.parametrize(
    ("given", "level", "headline", "text", "marks"),
    [
        (
            checks(seeds=(5, 3, 5)),
            PARTLY,
            "first three words hold",
            "Only the first three words hold: the others change with the seed. Raise samples.",
            "beats chance 20/20 ✓ · seeds 3/5 ~ · other baseline 5/5 ✓",
        ),
        (
            checks(baselines=(0,)),
            PARTLY,
            "holds for this baseline",
            "The explanation holds for the baseline “mask”: with “delete” none of its 5 words lead. "
            "Name the baseline where you compare explanations.",
            "beats chance 20/20 ✓ · seeds 5/5 ✓ · other baseline 0/5 ✗",
        ),
        (
            checks(beaten=0.95),
            PARTLY,
            "holds narrowly",
            "The explanation holds narrowly: one of 20 random orders moves the answer as much as its own. "
            "Set another method beside it.",
            "beats chance 19/20 ~ · seeds 5/5 ✓ · other baseline 5/5 ✓",
        ),
        (
            checks(seeds=(1, 1), baselines=(1,)),  # the seeds are worse: they are told
            PARTLY,
            "first word holds",
            "Only the first word holds: the others change with the seed. Raise samples.",
            "beats chance 20/20 ✓ · seeds 1/5 ~ · other baseline 1/5 ✗",
        ),
        (
            checks(seeds=(0, 5, 5)),
            FAILS,
            "does not hold",
            "The explanation does not hold: another seed puts other words first. Raise samples.",
            "beats chance 20/20 ✓ · seeds 0/5 ✗ · other baseline 5/5 ✓",
        ),
        (
            checks(seeds=(0, 0), beaten=0.5),  # one reason, the first; the marks show the others
            FAILS,
            "does not hold",
            "The explanation does not hold: removing its first words moves the answer no more than removing random "
            "ones may. Do not use it.",
            "beats chance 10/20 ✗ · seeds 0/5 ✗ · other baseline 5/5 ✓",
        ),
        (
            checks(again=4),  # nothing was drawn, and other words came
            FAILS,
            "does not hold",
            "The explanation does not hold: run again, its method gives other words. "
            "It is of another model, target or version: explain again.",
            "run again 4/5 ✗ · beats chance 20/20 ✓ · other baseline 5/5 ✓",
        ),
    ],
)
def test_the_headline_follows_the_worst_mark(given: Checks, level: str, headline: str, text: str, marks: str) -> None:
    found = decide(figures(baseline="mask", checks=given))
    assert (found.level, found.headline, found.marks) == (level, headline, marks)
    assert found.text == text
    assert str(found) == f"{text} ({marks})"


def test_what_an_explanation_carries_may_be_enough_to_refuse_it() -> None:
    found = decide(figures(diagnostics={"weighted_r2": 0.02}))
    assert found.level == FAILS
    assert found.text == (
        "The explanation does not hold: its linear model accounts for only 2.0% of how the answer moves. "
        "More samples will not help, another method may."
    )


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (checks(again=5), HOLDS),  # nothing to do with seeds
        (checks(seeds=None), UNCHECKED),
        (checks(baselines=None), UNCHECKED),
        (checks(beaten=None), UNCHECKED),
    ],
)
def test_everything_that_matters_must_be_tried(given: Checks, level: str) -> None:
    assert decide(figures(checks=given)).level == level


def test_why_a_check_could_not_tell_is_said() -> None:
    found = decide(figures(checks=checks(beaten=None, order="all masked inputs give equal values")))
    assert found.text == "Not checked in full: all masked inputs give equal values."


def test_other_seeds_that_were_tried_count_more_than_standard_errors() -> None:
    doubtful = figures(errors=[9.0] * 10, diagnostics={"certain_top": 0})
    assert decide(doubtful).level == FAILS
    found = decide(replace(doubtful, checks=checks()))
    assert found.level == HOLDS
    assert "certain" not in found.marks


def test_a_method_without_a_baseline_needs_no_other() -> None:
    order = Order("mask", 20, 0.5, 0.1, 1.0)
    without = Checks(Again(("1",), (5,)), None, order, FREE, {"baselines": NO_BASELINE})
    assert decide(figures(checks=without)).level == HOLDS
    refused = replace(without, not_tried={"baselines": "the model takes no other baseline"})
    assert decide(figures(checks=refused)).level == UNCHECKED


def test_of_a_text_that_was_cut_it_holds_for_the_part_that_was_read() -> None:
    found = decide(figures(checks=checks(), truncated=True))
    assert (found.level, found.words, found.headline) == (PARTLY, 5, "holds for the part read")
    assert found.text == "The explanation holds for the part of the text that the model read."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scores": []}, "there is no word to score"),
        ({"scores": [0.0] * 10}, "every score is 0"),
        ({"scores": [0.2] * 10}, "every word has the same score"),
        ({"scores": [0.2]}, "there is only one word"),
        ({"scores": [1e-9, -1e-9, 0.0]}, "the prediction does not depend on the words"),
        ({"scores": [0.1, np.inf]}, "some scores are no numbers"),
        ({"diagnostics": {"weighted_r2": None}}, "the prediction did not move when words were removed"),
    ],
)
def test_where_there_is_nothing_to_judge_that_is_said(changes: dict[str, Any], said: str) -> None:
    found = decide(figures(checks=checks(), **changes))
    assert (found.level, found.words, found.headline) == (UNDEFINED, 0, "nothing to explain")
    assert said in found.text
    assert not found.is_reliable


@pytest.mark.parametrize(
    ("changes", "is_little"),
    [
        ({"value": 0.9999, "base_value": 0.9984}, True),
        ({"value": 0.9984, "base_value": 0.9999}, True),
        ({"value": 0.9999, "base_value": 0.98}, False),  # the answer moves
        ({"value": 0.9999, "base_value": 0.9998, "scores": [0.5, -0.5, 0.0001]}, False),  # scores that cancel out
        ({"value": 0.0005, "base_value": 0.0001}, False),  # of a rare class five times as much
        ({"value": 0.9999, "base_value": None}, False),
        ({"value": 9.999, "base_value": 9.984, "output": "log-odds"}, False),
    ],
)
def test_of_an_answer_that_stays_without_its_input_little_is_explained(
    changes: dict[str, Any], is_little: bool
) -> None:
    given = {"scores": [0.0009, 0.0006, 0.0001, 0.0], "output": "probability", "unit": "stretch", **changes}
    found = decide(figures(checks=checks(), **given))
    assert (found.headline == "nearly nothing to explain") is is_little
    if is_little:
        assert (found.level, found.is_reliable) == (UNDEFINED, False)
        assert "with every stretch absent the probability is 0.99" in found.text


def test_several_stretches() -> None:
    found = decide(figures(checks=checks(), unit="stretch"))
    assert found.text == "The explanation holds: the first five stretches move this answer."


def test_a_control_is_called_one_whatever_else_was_found() -> None:
    found = decide(figures(diagnostics={"is_control": True}, checks=checks(seeds=(0, 0), beaten=0.2)))
    assert found.text == (
        "The explanation does not hold: its method is a control, a yardstick that explanations must beat."
    )


def test_units_are_called_by_their_name() -> None:
    assert "Only the first sentence holds:" in decide(figures(unit="sentence", checks=checks(seeds=(1, 1)))).text


_SHARE, _COUNT = st.floats(0, 1), st.integers(0, 5)


@st.composite
def measured(draw: st.DrawFn) -> Figures:
    """Figures of every sign, or without them."""
    told = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "weighted_r2": _SHARE,
                "convergence_delta": st.floats(-1, 1),
                "certain_top": st.integers(0, 10),
                "is_control": st.booleans(),
            },
        )
    )
    errors = draw(st.none() | st.lists(st.floats(0, 1), min_size=10, max_size=10))
    seeds = draw(st.none() | st.lists(_COUNT, min_size=1, max_size=4).map(tuple))
    others = draw(st.none() | st.lists(_COUNT, min_size=1, max_size=2).map(tuple))
    gain = draw(st.none() | st.floats(-1, 1))
    tried = draw(st.none() | st.just(checks(seeds, others, gain, draw(st.none() | _COUNT))))
    return figures(errors=errors, diagnostics=told, checks=tried, truncated=draw(st.booleans()))


def _lower(counts: Again | None, draw: st.DataObject) -> Again | None:
    if counts is None:
        return None
    return Again(counts.conditions, tuple(draw.draw(st.integers(0, one)) for one in counts.stays))


def _worse(known: Figures, draw: st.DataObject) -> Figures:
    """The same figures, each as good as before or worse."""
    told: dict[str, Any] = dict(known.diagnostics)
    for name in ("weighted_r2", "certain_top"):
        if name in told:
            told[name] = told[name] - draw.draw(st.integers(0, 3)) * (1 if name == "certain_top" else 0.3)
    if "convergence_delta" in told:
        told["convergence_delta"] *= 1 + draw.draw(st.floats(0, 5))
    if "is_control" in told:
        told["is_control"] = told["is_control"] or draw.draw(st.booleans())
    checked = known.checks
    if checked is not None:
        order = checked.order
        if order is not None:
            order = replace(order, beaten=order.beaten * draw.draw(_SHARE))
        checked = replace(
            checked,
            seeds=_lower(checked.seeds, draw),
            baselines=_lower(checked.baselines, draw),
            order=order,
            again=_lower(checked.again, draw),
        )
    errors = (
        None if known.errors is None else known.errors + np.array(draw.draw(st.lists(_SHARE, min_size=10, max_size=10)))
    )
    cut = known.truncated or draw.draw(st.booleans())
    return replace(known, diagnostics=told, checks=checked, errors=errors, truncated=cut)


@given(measured(), st.data())
@examples(300)
def test_worse_figures_never_give_a_better_verdict(known: Figures, draw: st.DataObject) -> None:
    before, after = decide(known), decide(_worse(known, draw))
    assert _RANK[after.level] <= _RANK[before.level]
    assert after.words <= before.words


@given(measured())
@examples(200)
def test_level_words_and_reasons_agree(known: Figures) -> None:
    found = decide(known)
    assert 0 <= found.words <= found.of
    assert (found.level == FAILS) == (found.words == 0)
    assert found.words == min([one.words for one in found.reasons if one.sign != "baselines"], default=found.of)
    assert found.level != HOLDS or all(one.level == HOLDS for one in found.reasons)
    assert not (found.unchecked and found.is_reliable)
    assert "\n" not in found.text
    assert found.text.endswith(".")


def test_words_that_score_0_are_none_of_those_a_verdict_speaks_of() -> None:
    """Of an explanation in which one word decides alone, the others lead nowhere, run again or not."""
    one = figures(scores=[0.0, 0.8, *[0.0] * 8], checks=checks())
    assert one.of == 1
    assert figures(scores=[0.0] * 10).of == 1
    assert figures(scores=[0.3, 0.2, 0.1, *[0.0] * 7]).of == 3
    assert figures(scores=[1.0, 1e-15, *[0.0] * 8]).of == 1
