import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from exegesis.core.errors import InputError
from exegesis.explainers.integrated_gradients import IntegratedGradients
from exegesis.explainers.path_rules import RULES
from tests.explainers.driving import attributed
from tests.explainers.gradient_toys import Toy, game_of, linear, polynomial, sharp

OWNERS = [-1, 0, 0, 1, 2, -1]  # unit 0 has two positions; the ends are special tokens


def arrays(seed, baselines=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(6, 3)), rng.normal(size=(baselines, 6, 3)), rng.normal(size=(6, 3)) / 4


def by_unit(positions):
    return np.array([positions[1] + positions[2], positions[3], positions[4]])


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("steps", [2, 5])
def test_linear_functions_get_weight_times_difference_by_every_rule(rule, steps):
    x, baselines, w = arrays(0)
    toy = Toy((linear(w, bias=2.0),), x, baselines)
    found = attributed(IntegratedGradients(steps=steps, rule=rule), game_of(OWNERS), toy.answer)
    expected = (w * (x - baselines[0])).sum(axis=1)
    np.testing.assert_allclose(found.scores[0], by_unit(expected), atol=1e-6)
    assert found.diagnostics[0]["special_tokens"] == pytest.approx(expected[0] + expected[5], abs=1e-6)
    assert found.base_values[0] == pytest.approx((w * baselines[0]).sum() + 2, abs=1e-6)
    assert found.diagnostics[0]["convergence_delta"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("steps", [1, 2, 9])
def test_quadratics_are_exact_with_any_number_of_gauss_legendre_nodes(steps):
    x, baselines, u = arrays(1)
    toy = Toy((polynomial(np.array([0.3, -1.0, 2.0]), u),), x, baselines)
    found = attributed(IntegratedGradients(steps=steps), game_of(OWNERS), toy.answer)
    # The mean of 2 c2 s + c1 along the line is its value at the middle.
    middle = 4.0 * (u * (x + baselines[0]) / 2).sum() - 1.0
    np.testing.assert_allclose(found.scores[0], by_unit((u * (x - baselines[0])).sum(axis=1)) * middle, atol=1e-5)


@given(
    coefficients=st.lists(st.floats(-2, 2), min_size=2, max_size=8),
    seed=st.integers(0, 10_000),
    count=st.integers(1, 3),
    at_once=st.integers(1, 9),
)
def test_scores_sum_to_the_change_for_polynomials(coefficients, seed, count, at_once):
    x, baselines, u = arrays(seed, count)
    toy = Toy((polynomial(np.array(coefficients), u),), x, baselines)
    found = attributed(IntegratedGradients(steps=4), game_of(OWNERS, points_at_once=at_once), toy.answer)
    ends = toy.functions[0](np.concatenate([x[None], baselines]).astype(np.float32).astype(np.float64))[0]
    change = ends[0] - ends[1:].mean()
    size = 1 + np.abs(ends).max()
    total = found.scores[0].sum() + found.diagnostics[0]["special_tokens"]
    assert total == pytest.approx(change, abs=1e-5 * size)
    assert found.base_values[0] == pytest.approx(ends[1:].mean())
    assert found.diagnostics[0]["convergence_delta"] == pytest.approx(total - change, abs=1e-9 * size)
    assert max(toy.asked) <= at_once


def test_several_baselines_are_averaged():
    x, baselines, u = arrays(3, 3)
    curve = polynomial(np.array([0.0, 1.0, -1.0, 0.5]), u)
    one_by_one = [
        attributed(IntegratedGradients(steps=4), game_of(OWNERS), Toy((curve,), x, baselines[k : k + 1]).answer)
        for k in range(3)
    ]
    together = attributed(
        IntegratedGradients(steps=4, baseline=("pad", "mask", "zero")),
        game_of(OWNERS),
        Toy((curve,), x, baselines).answer,
    )
    np.testing.assert_allclose(together.scores, np.mean([one.scores for one in one_by_one], axis=0), atol=1e-6)
    assert together.base_values[0] == pytest.approx(np.mean([one.base_values[0] for one in one_by_one]))


def test_targets_get_the_same_together_and_alone():
    x, _, _ = arrays(4)
    direction = np.where(np.array(OWNERS)[:, None] >= 0, 1 / (4 * x.size / 6), 0.0) / x
    baselines = np.zeros((1, 6, 3))
    functions = (linear(direction), sharp(20, direction), sharp(60, direction))
    method = IntegratedGradients()
    together = attributed(method, game_of(OWNERS, n_targets=3), Toy(functions, x, baselines).answer)
    for t, function in enumerate(functions):
        alone = attributed(method, game_of(OWNERS), Toy((function,), x, baselines).answer)
        np.testing.assert_allclose(together.scores[t], alone.scores[0], rtol=1e-12)
        assert together.diagnostics[t] == pytest.approx(alone.diagnostics[0], abs=1e-12)
    steps = [d["steps"] for d in together.diagnostics]
    assert steps[0] == 7
    assert steps[0] < steps[2]


def test_steps_grow_until_the_scores_add_up_or_a_warning_says_they_do_not():
    x, direction = np.ones((6, 3)), np.full((6, 3), 1 / 12)
    direction[[0, 5]] = 0
    baselines = np.zeros((1, 6, 3))
    found = attributed(
        IntegratedGradients(rule="left"), game_of(OWNERS), Toy((sharp(30, direction),), x, baselines).answer
    )
    assert abs(found.diagnostics[0]["convergence_delta"]) <= 0.01
    assert found.warnings == ((),)
    toy = Toy((sharp(5000, direction),), x, baselines)
    found = attributed(IntegratedGradients(max_steps=40), game_of(OWNERS), toy.answer)
    assert found.diagnostics[0]["steps"] == 39  # four more at a time
    assert sum(toy.asked) == 39 + 2 + 1  # the last right beside the baseline, to see whether it jumps there
    assert "39 steps" in found.warnings[0][0]
    assert "convergence_delta" in found.warnings[0][0]
    assert IntegratedGradients(max_steps=40).passes(game_of(OWNERS)).forward == sum(toy.asked) + 1


def test_rounds_of_a_rule_double_its_steps():
    x, direction = np.ones((6, 3)), np.full((6, 3), 1 / 18)
    toy = Toy((sharp(5000, direction),), x, np.zeros((1, 6, 3)))
    method = IntegratedGradients(rule="gausslegendre", max_steps=40)
    found = attributed(method, game_of(OWNERS), toy.answer)
    assert found.diagnostics[0]["steps"] == 40
    assert sum(toy.asked) == 16 + 32 + 40 + 2 + 1
    assert method.passes(game_of(OWNERS)).forward == sum(toy.asked)


@pytest.mark.parametrize("count", [1, 2])
def test_halving_looks_where_the_path_bends_and_nowhere_twice(count):
    x, direction = np.ones((6, 3)), np.full((6, 3), 1 / 12)
    direction[[0, 5]] = 0
    baselines = np.zeros((count, 6, 3))
    toy = Toy((sharp(30, direction),), x, baselines)
    found = attributed(IntegratedGradients(), game_of(OWNERS), toy.answer)
    fine = attributed(
        IntegratedGradients(steps=400), game_of(OWNERS), Toy((sharp(30, direction),), x, baselines).answer
    )
    np.testing.assert_allclose(found.scores, fine.scores, atol=0.01)
    assert count * found.diagnostics[0]["steps"] + 1 + count == sum(toy.asked)
    assert found.diagnostics[0]["steps"] < 64  # gausslegendre takes 16, 32 and 64
    assert found.warnings == ((),)


def jumping(height, direction):
    """A line with a jump off the baseline: every sum of gradients misses the jump."""

    def at(x):
        u = np.einsum("spd,pd->s", x, direction)
        return u + height * (np.abs(u) > 1e-9), np.broadcast_to(direction, x.shape)

    return at


def test_a_jump_beside_the_baseline_is_told_and_more_steps_are_not_advised():
    x, direction = np.ones((6, 3)), np.full((6, 3), 1 / 18)
    for settings in ({}, {"steps": 64}):
        toy = Toy((jumping(0.5, direction),), x, np.zeros((1, 6, 3)))
        found = attributed(IntegratedGradients(**settings), game_of(OWNERS), toy.answer)
        (said, *_) = found.warnings[0]
        assert "jumps by +0.5 right beside the baseline" in said
        assert "another baseline" in said
        assert "max_steps" not in said
        assert "more steps" not in said


def wandering(direction, waves):
    """Gradients that swing so fast that the first rounds' sums mean nothing."""

    def at(x):
        u = np.einsum("spd,pd->s", x, direction)
        slope = 1 + 40 * np.sin(waves * u)
        value = u + 40 * (1 - np.cos(waves * u)) / waves
        return value, slope[:, None, None] * direction

    return at


def test_a_sum_that_is_near_by_chance_is_not_believed():
    nodes, weights = np.arange(9) / 8, np.array([7, 32, 12, 32, 14, 32, 12, 32, 7]) / 180  # the first round of halving
    missed = lambda waves: (weights * 40 * np.sin(waves * nodes)).sum() - 40 * (1 - np.cos(waves)) / waves  # noqa: E731
    grid = np.linspace(205, 240, 601)
    start = next(w for w, later in itertools.pairwise(grid) if missed(w) * missed(later) < 0)
    waves = brentq(missed, start, start + 0.1)
    toy = Toy((wandering(np.full((6, 3), 1 / 18), waves),), np.ones((6, 3)), np.zeros((1, 6, 3)))
    assert abs(missed(waves)) < 1e-6
    found = attributed(IntegratedGradients(), game_of(OWNERS, points_at_once=64), toy.answer)
    assert found.diagnostics[0]["steps"] > 7


@pytest.mark.parametrize(("rule", "between"), [("trapezoid", 5), ("left", 6), ("right", 6), ("middle", 7)])
def test_ends_are_asked_once_and_used_by_the_rules_that_hold_them(rule, between):
    x, baselines, u = arrays(5)
    toy = Toy((linear(u),), x, baselines)
    attributed(IntegratedGradients(steps=7, rule=rule), game_of(OWNERS), toy.answer)
    assert sum(toy.asked) == 2 + between


def test_special_tokens_that_hold_much_are_told():
    x, baselines, u = arrays(6)
    u[0] = x[0] - baselines[0, 0]
    found = attributed(IntegratedGradients(steps=2), game_of(OWNERS), Toy((linear(u),), x, baselines).answer)
    assert "Special tokens hold" in found.warnings[0][0]
    baselines[0, [0, 5]] = x[[0, 5]]
    found = attributed(IntegratedGradients(steps=2), game_of(OWNERS), Toy((linear(u),), x, baselines).answer)
    assert found.warnings == ((),)
    assert found.diagnostics[0]["special_tokens"] == 0


@pytest.mark.parametrize(("how", "size"), [("l2", np.linalg.norm), ("maximum", lambda s: np.abs(s).max())])
def test_normalised_scores_have_size_one_and_say_what_they_were_divided_by(how, size):
    x, baselines, u = arrays(7)
    toy = Toy((linear(u),), x, baselines)
    plain = attributed(IntegratedGradients(steps=2), game_of(OWNERS), toy.answer)
    found = attributed(IntegratedGradients(steps=2, normalise=how), game_of(OWNERS), toy.answer)
    assert size(found.scores[0]) == pytest.approx(1)
    np.testing.assert_allclose(found.scores * found.diagnostics[0]["divided_by"], plain.scores)
    assert found.diagnostics[0]["convergence_delta"] == plain.diagnostics[0]["convergence_delta"]


def test_settings_that_cannot_work_are_told_at_once():
    for settings in (
        {"rule": "simpson"},
        {"rule": "halving", "steps": 8},
        {"steps": 0},
        {"tolerance": 0},
        {"max_steps": 3},
        {"normalise": "max"},
    ):
        with pytest.raises(InputError):
            IntegratedGradients(**settings)
