"""The verdict: what it says of figures worked out by hand, and that worse figures never make it better."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exegesis.verdict.checks import Again, Checks, Order
from exegesis.verdict.deciding import NO_BASELINE, decide
from exegesis.verdict.figures import Figures
from exegesis.verdict.result import NOT, PARTLY, RELY, UNCHECKED, UNDEFINED
from tests.verdict.building import FREE, SCORES, checks, figures

_RANK = {RELY: 3, PARTLY: 2, UNCHECKED: 1, NOT: 0}


def test_what_was_not_checked_is_not_relied_on() -> None:
    found = decide(figures(errors=[0.001] * 10, diagnostics={"weighted_r2": 0.99}))
    assert (found.level, found.words, found.of, found.headline) == (UNCHECKED, 5, 5, "not checked")
    assert found.unchecked == ("seeds", "baselines", "order")
    assert found.text.startswith("Check it before you rely on it: other seeds, another baseline and ")


def test_an_explanation_that_passes_everything_is_relied_on() -> None:
    found = decide(figures(checks=checks()))
    assert (found.level, found.words, found.headline) == (RELY, 5, "rely on it")
    assert found.text.startswith(
        "Rely on it, for the first five words, “wonderful”, “dull”, “best”, “never” and “slow”"
    )
    assert found.is_reliable


def test_the_weakest_sign_says_how_many_words() -> None:
    found = decide(figures(checks=checks(seeds=(5, 3, 5), baselines=(3,))))
    assert (found.level, found.words, found.headline) == (PARTLY, 3, "the first three words only")
    assert found.text == (
        "Rely on the first three words only, “wonderful”, “dull” and “best”: "
        "another seed keeps only the first three words."
    )


@pytest.mark.parametrize(
    ("seeds", "stayed", "headline", "said"),
    [
        (
            (5, 5),
            (0,),
            "the first five words, for this baseline",
            "Rely on the first five words, “wonderful”, “dull”, “best”, “never” and “slow”, "
            'as long as "absent" means “mask”: another baseline (delete) gives other words.',
        ),
        (
            (2, 5),
            (1,),
            "the first two words only, for this baseline",
            'Rely on the first two words only, “wonderful” and “dull”, as long as "absent" means “mask”: '
            "another seed keeps only the first two words and another baseline (delete) keeps only the first word.",
        ),
    ],
)
def test_other_words_with_another_baseline_are_a_condition(
    seeds: tuple[int, ...], stayed: tuple[int, ...], headline: str, said: str
) -> None:
    found = decide(figures(baseline="mask", checks=checks(seeds=seeds, baselines=stayed)))
    assert (found.level, found.words, found.headline) == (PARTLY, seeds[0], headline)
    assert found.text == said


def test_other_words_with_another_seed() -> None:
    found = decide(figures(checks=checks(seeds=(0, 5, 5))))
    assert (found.level, found.text) == (NOT, "Do not rely on it: another seed gives other words.")


def test_what_an_explanation_carries_may_be_enough_to_refuse_it() -> None:
    found = decide(figures(diagnostics={"weighted_r2": 0.02}))
    assert found.level == NOT
    assert found.text == "Do not rely on it: the scores account for only 2% of how the prediction moves."


@pytest.mark.parametrize(
    ("method", "given", "level"),
    [
        ("occlusion", checks(seeds=None), RELY),  # nothing to do with seeds
        ("lime", checks(seeds=None), UNCHECKED),
        ("lime", checks(baselines=None), UNCHECKED),
        ("lime", checks(beaten=None), UNCHECKED),
    ],
)
def test_everything_that_matters_must_be_tried(method: str, given: Checks, level: str) -> None:
    assert decide(figures(method=method, checks=given)).level == level


def test_a_method_without_a_baseline_needs_no_other() -> None:
    without = Checks(Again(("1",), (5,)), None, Order("mask", 20, 0.5, 0.1, 1.0), FREE, {"baselines": NO_BASELINE})
    assert decide(figures(method="smooth_grad", checks=without)).level == RELY
    refused = replace(without, not_tried={"baselines": "the model takes no other baseline"})
    assert decide(figures(method="smooth_grad", checks=refused)).level == UNCHECKED


def test_a_text_that_was_cut_is_relied_on_in_part_only() -> None:
    found = decide(figures(checks=checks(), truncated=True))
    assert (found.level, found.words, found.headline) == (PARTLY, 5, "the first five words")
    assert found.text.endswith("; the model did not read all of the text.")


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
    changes = {"units": ("a",) * len(changes.get("scores", SCORES)), **changes}
    found = decide(figures(checks=checks(), **changes))
    assert (found.level, found.words, found.headline) == (UNDEFINED, 0, "nothing to rely on")
    assert said in found.text
    assert not found.is_reliable


def test_a_control_is_called_one_whatever_else_was_found() -> None:
    found = decide(figures(method="random", diagnostics={"is_control": True}, checks=checks(seeds=(0, 0), beaten=0.2)))
    assert found.text == "Do not rely on it: the method is a yardstick for others, no explanation."


def test_units_are_called_by_their_name() -> None:
    assert "the first sentence only" in decide(figures(unit="sentence", checks=checks(seeds=(1, 1)))).text


def test_long_words_are_clipped() -> None:
    found = decide(figures(units=("x" * 500,) * 10, checks=checks()))
    assert len(found.text) < 500


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
    tried = draw(st.none() | st.just(checks(seeds, others, gain)))
    method = draw(st.sampled_from(("lime", "occlusion")))
    return figures(method=method, errors=errors, diagnostics=told, checks=tried, truncated=draw(st.booleans()))


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
            checked, seeds=_lower(checked.seeds, draw), baselines=_lower(checked.baselines, draw), order=order
        )
    errors = (
        None if known.errors is None else known.errors + np.array(draw.draw(st.lists(_SHARE, min_size=10, max_size=10)))
    )
    cut = known.truncated or draw.draw(st.booleans())
    return replace(known, diagnostics=told, checks=checked, errors=errors, truncated=cut)


@given(measured(), st.data())
@settings(max_examples=300, deadline=None)
def test_worse_figures_never_give_a_better_verdict(known: Figures, draw: st.DataObject) -> None:
    before, after = decide(known), decide(_worse(known, draw))
    assert _RANK[after.level] <= _RANK[before.level]
    assert after.words <= before.words


@given(measured())
@settings(max_examples=200, deadline=None)
def test_level_words_and_reasons_agree(known: Figures) -> None:
    found = decide(known)
    assert 0 <= found.words <= found.of
    assert (found.level == NOT) == (found.words == 0)
    assert found.words == min([one.words for one in found.reasons if one.sign != "baselines"], default=found.of)
    assert found.level != RELY or all(one.words == found.of for one in found.reasons)
    assert not (found.unchecked and found.is_reliable)
    assert "\n" not in found.text
    assert found.text.endswith(".")
