"""Measures that remove units, on an additive answer whose numbers are worked out by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from exegesis.core.errors import InputError
from exegesis.metrics import areas, subsets
from exegesis.metrics.areas import DeletionArea, DeletionGain, InsertionArea, InsertionGain
from exegesis.metrics.base import Undefined
from exegesis.metrics.completeness_gap import CompletenessGap
from exegesis.metrics.erasure import Comprehensiveness, Sufficiency, counts, only_first, without_first
from exegesis.metrics.faithfulness_correlation import FaithfulnessCorrelation
from exegesis.metrics.infidelity import Infidelity, ScaledInfidelity
from exegesis.metrics.sensitivity_n import SensitivityN
from exegesis.metrics.tau_loo import TauLeaveOneOut
from exegesis.metrics.weighted_r2 import WeightedR2
from tests.metrics.toys import WEIGHTS, case_of, drive

FOUR = np.array([3.0, 1.0, -1.0, 0.0])


def four(masks: np.ndarray) -> np.ndarray:
    return masks @ FOUR


def test_shares_are_rounded_up_to_whole_units() -> None:
    assert counts(4, "eraser") == [1, 1, 1, 1, 2]
    assert counts(100, "eraser") == [1, 5, 10, 20, 50]
    assert counts(10, "full") == list(range(1, 11))
    assert counts(20, "eraser") == [1, 1, 2, 4, 10]
    with pytest.raises(InputError, match="unknown grid 'half'"):
        counts(4, "half")


def test_masks_of_the_top_units() -> None:
    order = np.array([2, 0, 1])
    assert without_first(order, [0, 1, 2]).tolist() == [[True, True, True], [True, True, False], [False, True, False]]
    assert only_first(order, [1, 3]).tolist() == [[False, False, True], [True, True, True]]


def test_comprehensiveness_by_hand() -> None:
    """f(x) = 3. Without the top unit it is 0 (a drop of 3, four times), without the top two -1 (a drop of 4)."""
    found = drive(Comprehensiveness(), case_of(FOUR), four)
    assert found.value == pytest.approx((4 * 3 + 4) / 5)
    assert found.details == {"units_removed": [1, 1, 1, 1, 2], "drops": [3, 3, 3, 3, 4]}


def test_sufficiency_by_hand() -> None:
    """f(x) = 3. The top unit alone gives 3 (no drop, four times), the top two 4 (a drop of -1)."""
    found = drive(Sufficiency(), case_of(FOUR), four)
    assert found.value == pytest.approx(-1 / 5)
    assert found.details["units_kept"] == [1, 1, 1, 1, 2]


def test_the_full_grid_ends_with_all_units() -> None:
    """Counts of four units are 1 1 2 2 2 3 3 4 4 4; drops without them 3 3 4 4 4 4 4 3 3 3."""
    found = drive(Comprehensiveness(grid="full"), case_of(FOUR), four)
    assert found.value == pytest.approx((3 + 3 + 4 * 5 + 3 * 3) / 10)
    assert drive(Sufficiency(grid="full"), case_of(FOUR), four).details["drops"][-1] == 0


def test_ties_are_broken_by_position() -> None:
    found = drive(Comprehensiveness(), case_of([1.0, 1.0, 1.0 - 1e-9, 0.0]), four)
    assert found.details["drops"] == [3, 3, 3, 3, 4]


def test_areas_by_hand() -> None:
    """Values while units go: 3 0 -1 -1 0, by trapezoids over quarters: (1.5 - .5 - 1 - .5) / 4 = -1/8.

    While they come: 0 3 4 4 3, hence (1.5 + 3.5 + 4 + 3.5) / 4 = 25/8. The order is 0 1 3 2.
    """
    assert drive(DeletionArea(), case_of(FOUR), four).value == pytest.approx(-1 / 8)
    assert drive(InsertionArea(), case_of(FOUR), four).value == pytest.approx(25 / 8)


def test_gains_are_against_random_orders() -> None:
    """Of an additive f the mean over all orders is half of f(x); a gain of both kinds is what the area is beyond it."""
    deleted = drive(DeletionGain(orders=4000), case_of(FOUR), four)
    inserted = drive(InsertionGain(orders=4000), case_of(FOUR), four)
    assert deleted.details["random_area"] == inserted.details["random_area"] == pytest.approx(1.5, abs=0.05)
    assert deleted.value == pytest.approx(deleted.details["random_area"] + 1 / 8)
    assert inserted.value == pytest.approx(25 / 8 - inserted.details["random_area"])


@pytest.mark.parametrize("gain", [DeletionGain(orders=4000), InsertionGain(orders=4000)])
@pytest.mark.slow
def test_orders_beaten_are_all_but_half_of_those_that_are_the_same(gain: DeletionGain | InsertionGain) -> None:
    """Of 24 orders one is the best, and one the worst; where no order matters, all are the same."""
    best, worst = (drive(gain, case_of(scores), four).details["orders_beaten"] for scores in (FOUR, -FOUR))
    assert best == pytest.approx(1 - 1 / 48, abs=0.01)
    assert worst == pytest.approx(1 / 48, abs=0.01)
    assert drive(gain, case_of(FOUR), lambda masks: np.zeros(len(masks))).details["orders_beaten"] == 0.5


def test_a_word_that_decides_alone_beats_random_orders_by_rank_and_not_by_deviations() -> None:
    """Chance depends on that word's place alone, which is uniform: nothing is 2 deviations above its mean."""
    found = drive(DeletionGain(orders=4000), case_of(np.eye(17)[0]), lambda masks: masks[:, 0].astype(float))
    assert found.value < 1.8 * found.details["random_deviation"]
    assert found.details["orders_beaten"] > 0.95


@given(n=st.integers(1, 300), points=st.integers(1, 40))
def test_curves_are_read_at_both_ends_and_the_same_from_either(n: int, points: int) -> None:
    at = areas.places(n, points)
    assert at[0] == 0
    assert at[-1] == n
    assert [n - place for place in reversed(at)] == at
    assert len(at) <= 2 * min(n, points) + 1


def test_tau_by_hand() -> None:
    """Drops are the weights, 3 1 -1 0. Scores 2 3 0 1 turn one of six pairs round: (5 - 1) / 6."""
    assert drive(TauLeaveOneOut(), case_of([2.0, 3.0, 0.0, 1.0]), four).value == pytest.approx(4 / 6)


@given(scores=st.lists(st.integers(-3, 3), min_size=8, max_size=8).filter(lambda s: len(set(s)) > 1))
def test_tau_is_scipys(scores: list[int]) -> None:
    found = drive(TauLeaveOneOut(), case_of(scores)).value
    assert found == pytest.approx(kendalltau(scores, WEIGHTS).statistic)


def test_tau_is_undefined_where_every_unit_matters_alike() -> None:
    with pytest.raises(Undefined, match="any one unit changes the answer alike"):
        drive(TauLeaveOneOut(), case_of(FOUR), lambda masks: masks.sum(axis=1))


def test_infidelity_by_hand() -> None:
    """Twice the right scores of an additive f miss every drop by the drop itself: the mean of its square."""
    masks = subsets.of_any_size(case_of(FOUR), 200)
    drops = ~masks @ FOUR
    assert drive(Infidelity(), case_of(2 * FOUR), four).value == pytest.approx(np.mean(drops**2))
    assert drive(Infidelity(), case_of(FOUR), four).value == pytest.approx(0)
    scaled = drive(ScaledInfidelity(), case_of(2 * FOUR), four)
    assert scaled.value == pytest.approx(0)
    assert scaled.details["factor"] == pytest.approx(0.5)


@pytest.mark.slow
def test_infidelity_is_captums() -> None:
    """The same scores, function and sets, with captum's arithmetic: its attributions multiply the perturbation."""
    from captum.metrics import infidelity

    scores = np.array([1.0, 2.0, -1.0, 0.5])
    masks = subsets.of_any_size(case_of(scores), 50)
    gone = torch.tensor(~masks, dtype=torch.float64)

    def f(x: torch.Tensor) -> torch.Tensor:
        return (x * torch.tensor(FOUR)).sum(dim=1) ** 2

    def perturb(inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return gone, inputs - gone

    for scaled, metric in ((False, Infidelity(samples=50)), (True, ScaledInfidelity(samples=50))):
        theirs = infidelity(
            f, perturb, torch.ones(1, 4, dtype=torch.float64), torch.tensor(scores)[None],
            n_perturb_samples=50, normalize=scaled,
        )  # fmt: skip
        assert drive(metric, case_of(scores), lambda m: four(m) ** 2).value == pytest.approx(float(theirs[0]))


def test_sets_of_one_size() -> None:
    case = case_of(WEIGHTS)
    few, many = subsets.of_size(case, 2, 28), subsets.of_size(case, 4, 10)
    assert len(np.unique(few, axis=0)) == len(few) == 28  # all there are
    assert (few.sum(axis=1) == 6).all()
    assert (many.sum(axis=1) == 4).all()
    assert len(np.unique(many, axis=0)) == len(many) <= 10


def test_faithfulness_correlation_by_hand() -> None:
    """One unit of four at a time: the correlation of scores 2 3 0 1 with drops 3 1 -1 0.

    Deviations are .5 1.5 -1.5 -.5 and 2.25 .25 -1.75 -.75: 4.5 / sqrt(5 * 8.75).
    """
    found = drive(FaithfulnessCorrelation(), case_of([2.0, 3.0, 0.0, 1.0]), four)
    assert found.value == pytest.approx(4.5 / np.sqrt(5 * 8.75))
    assert found.details == {"size": 1, "sets": 4}


def test_correlations_need_units_to_choose_from() -> None:
    for metric in (FaithfulnessCorrelation(share=0.9), FaithfulnessCorrelation()):
        with pytest.raises(Undefined, match=r"too few units|only 2 sets"):
            drive(metric, case_of([1.0, 2.0]), lambda masks: masks @ [1.0, 2.0])
    with pytest.raises(Undefined, match="one of the two does not vary"):
        drive(FaithfulnessCorrelation(), case_of(FOUR), lambda masks: np.ones(len(masks)))
    with pytest.raises(Undefined, match="at no size"):
        drive(SensitivityN(), case_of(FOUR), lambda masks: np.ones(len(masks)))
    with pytest.raises(InputError, match="share must lie between 0 and 1"):
        FaithfulnessCorrelation(share=1.0)


def test_sensitivity_n_by_hand() -> None:
    """Sizes 1, 2, 3 of four units, all sets: of an additive f the correlation of one size is that of every size."""
    found = drive(SensitivityN(), case_of([2.0, 3.0, 0.0, 1.0]), four)
    assert list(found.details["by_size"]) == [1, 2, 3, 4][:3]
    assert found.details["by_size"][1] == pytest.approx(4.5 / np.sqrt(5 * 8.75))
    assert found.value == pytest.approx(4.5 / np.sqrt(5 * 8.75))


def test_the_gap_by_hand() -> None:
    """The sum is 3; the explanation says f(x) - f(baseline) = 2.5 + 1. Where it does not say, f falls from 3 to 0."""
    known = drive(CompletenessGap(), case_of(FOUR, value=2.5, base_value=-1.0, baseline="pad"), four)
    assert known.value == pytest.approx(0.5)
    assert known.removal == "pad"
    measured = drive(CompletenessGap(), case_of(FOUR + 0.25), four)
    assert measured.value == pytest.approx(1.0)
    assert measured.removal is None


def test_weighted_r2_by_hand() -> None:
    """The right scores of an additive f explain all of it, whatever its start; scores of -w do as badly as can be said.

    With -w the rest is 2 f, whose weighted variance is 4 times that of f: R2 = 1 - 4.
    """
    assert drive(WeightedR2(), case_of(FOUR), lambda masks: 7 + four(masks)).value == pytest.approx(1)
    assert drive(WeightedR2(), case_of(-FOUR), four).value == pytest.approx(-3)


def test_weighted_r2_of_limes_own_fit_is_what_lime_reports() -> None:
    """On LIME's own masks the arithmetic is that of its `weighted_r2`, but for the ridge's small penalty."""
    from exegesis.explainers.lime import Lime

    f: Callable[[Any], Any] = lambda masks: np.tanh(masks @ FOUR)  # noqa: E731
    lime = Lime(samples=201, paired=False)
    case = case_of([0.0] * 4)
    masks = np.concatenate([np.ones((1, 4), dtype=bool), subsets.of_any_size(case, 200)])
    found = lime.attribute(masks, f(masks)[:, None])
    ours = drive(WeightedR2(), case_of(found.scores[0]), f)
    assert ours.value == pytest.approx(found.diagnostics[0]["weighted_r2"], abs=0.02)
