import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.explainers.gradient_shap import GradientShap
from exegesis.explainers.integrated_gradients import IntegratedGradients
from tests.explainers.driving import attributed
from tests.explainers.gradient_toys import Toy, game_of, linear, polynomial

OWNERS = [-1, 0, 1, 1]
RNG = np.random.default_rng(0)
X, W, BASELINES = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3)) / 3, RNG.normal(size=(3, 4, 3))
CUBIC = polynomial(np.array([0.0, 1.0, 2.0, -1.0]), W)


def toy(*functions, baselines=BASELINES):
    return Toy(functions, X, baselines)


def test_linear_functions_with_one_baseline_are_exact_and_certain():
    found = attributed(GradientShap(samples=4), game_of(OWNERS), toy(linear(W), baselines=BASELINES[:1]).answer)
    expected = (W * (X - BASELINES[0])).sum(axis=1)
    np.testing.assert_allclose(found.scores[0], [expected[1], expected[2] + expected[3]], atol=1e-6)
    np.testing.assert_allclose(found.standard_errors, 0, atol=1e-6)
    assert found.diagnostics[0]["convergence_delta"] == pytest.approx(0, abs=1e-6)
    assert found.diagnostics[0]["special_tokens"] == pytest.approx(expected[0], abs=1e-6)


def test_the_mean_nears_integrated_gradients_within_its_standard_errors():
    exact = attributed(IntegratedGradients(steps=4), game_of(OWNERS), toy(CUBIC).answer)
    found = attributed(GradientShap(samples=4000), game_of(OWNERS, points_at_once=500), toy(CUBIC).answer)
    assert (np.abs(found.scores - exact.scores) < 4 * found.standard_errors).all()
    assert (found.standard_errors < 0.1).all()
    assert found.base_values[0] == pytest.approx(exact.base_values[0])
    check = found.diagnostics[0]
    assert abs(check["convergence_delta"]) < 4 * check["convergence_standard_error"]


def test_every_baseline_and_the_whole_path_are_drawn():
    asked = toy(linear(W))
    attributed(GradientShap(samples=600), game_of(OWNERS, points_at_once=100), asked.answer)
    points = np.concatenate(asked.points)[4:]  # after the input and the three baselines
    ways = X - BASELINES
    places = np.einsum("skpd,kpd->sk", points[:, None] - BASELINES, ways) / (ways**2).sum(axis=(1, 2))
    on_path = np.abs(points[:, None] - (BASELINES + places[..., None, None] * ways)).max(axis=(2, 3)) < 1e-5
    assert (on_path.sum(axis=1) == 1).all()
    assert (on_path.sum(axis=0) > 150).all()
    places = places[on_path]
    assert np.histogram(places, bins=4, range=(0, 1))[0].min() > 110
    assert places.min() >= 0
    assert places.max() <= 1


def test_noise_is_a_share_of_the_inputs_range():
    asked = toy(linear(W), baselines=np.zeros((1, 4, 3)))
    attributed(GradientShap(samples=500, noise=0.1), game_of(OWNERS, points_at_once=500), asked.answer)
    # With a baseline of zeros the points are place x (input + noise).
    points = asked.points[-1]
    places = stream(0, "toy")
    places.integers(1, size=500)
    noise = points / places.random(500)[:, None, None] - X
    assert noise.std() / (X.max() - X.min()) == pytest.approx(0.1, rel=0.05)


def test_targets_together_are_the_targets_alone_and_seeds_matter():
    functions = (linear(W), CUBIC)
    together = attributed(
        GradientShap(samples=9), game_of(OWNERS, n_targets=2, points_at_once=2), toy(*functions).answer, 3
    )
    for t, function in enumerate(functions):
        alone = attributed(GradientShap(samples=9), game_of(OWNERS), toy(function).answer, 3)
        np.testing.assert_allclose(together.scores[t], alone.scores[0], rtol=1e-9)
        np.testing.assert_allclose(together.standard_errors[t], alone.standard_errors[0], rtol=1e-9)
        assert together.diagnostics[t] == pytest.approx(alone.diagnostics[0], rel=1e-6, abs=1e-9)
    other = attributed(GradientShap(samples=9), game_of(OWNERS), toy(CUBIC).answer, 4)
    assert np.abs(other.scores[0] - together.scores[1]).max() > 1e-3


def test_passes_are_told_beforehand():
    asked = toy(CUBIC)
    method = GradientShap(samples=20, baseline=("pad", "mask", "zero"))
    attributed(method, game_of(OWNERS), asked.answer)
    assert method.passes(game_of(OWNERS)).forward == sum(asked.asked)


def test_bad_settings_are_told():
    for settings in ({"samples": 0}, {"noise": -1.0}):
        with pytest.raises(InputError):
            GradientShap(**settings)
