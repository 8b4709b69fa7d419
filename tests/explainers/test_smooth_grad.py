import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.explainers.gradient import KINDS, Gradient
from exegesis.explainers.smooth_grad import SmoothGrad, standard_errors
from tests.explainers.driving import attributed
from tests.explainers.gradient_toys import Toy, game_of, linear, polynomial

OWNERS = [-1, 0, 1, 1]
RNG = np.random.default_rng(0)
X, W = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3)) / 3
QUADRATIC = polynomial(np.array([0.0, 1.0, 2.0]), W)


def toy(*functions):
    return Toy(functions, X, np.zeros((1, 4, 3)), gram=np.diag([1.0, 2.0, 3.0]))


@pytest.mark.parametrize("kind", KINDS)
def test_without_noise_or_without_curvature_it_is_the_gradient(kind):
    for settings, function in (({"noise": 0.0}, QUADRATIC), ({"noise": 0.5}, linear(W))):
        plain = attributed(Gradient(kind=kind), game_of(OWNERS), toy(function).answer)
        found = attributed(SmoothGrad(kind=kind, samples=7, **settings), game_of(OWNERS), toy(function).answer)
        np.testing.assert_allclose(found.scores, plain.scores, rtol=1e-5)
        assert found.warnings == plain.warnings
        if kind == "input_x_gradient":
            np.testing.assert_allclose(found.standard_errors, 0, atol=1e-6)


def test_noise_is_a_share_of_the_inputs_range():
    asked = toy(linear(W))
    attributed(SmoothGrad(noise=0.2, samples=400), game_of(OWNERS), asked.answer)
    noise = np.concatenate(asked.points) - X
    assert noise.std() / (X.max() - X.min()) == pytest.approx(0.2, rel=0.05)
    assert abs(noise.mean()) < 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_the_mean_gradient_is_read_not_the_mean_of_readings(kind):
    asked = toy(QUADRATIC)
    found = attributed(SmoothGrad(kind=kind, samples=6), game_of(OWNERS), asked.answer)
    mean = np.concatenate([QUADRATIC(points.astype(np.float64))[1] for points in asked.points]).mean(axis=0)
    expected = attributed(Gradient(kind=kind), game_of(OWNERS), toy(linear(mean)).answer)
    np.testing.assert_allclose(found.scores, expected.scores, rtol=1e-5)


def test_standard_errors_shrink_with_the_samples_and_cover_the_exact_mean():
    few = attributed(SmoothGrad(samples=50), game_of(OWNERS), toy(QUADRATIC).answer)
    many = attributed(SmoothGrad(samples=5000), game_of(OWNERS, points_at_once=1000), toy(QUADRATIC).answer)
    exact = attributed(
        Gradient(), game_of(OWNERS), toy(QUADRATIC).answer
    )  # a quadratic's gradient is linear: noise cancels
    assert (few.standard_errors > 5 * many.standard_errors).all()
    assert (np.abs(many.scores - exact.scores) < 4 * many.standard_errors).all()
    assert (many.standard_errors > 0).all()


def test_draws_depend_on_the_seed_and_not_on_how_many_points_are_asked_at_once():
    runs = [
        attributed(SmoothGrad(samples=10), game_of(OWNERS, points_at_once=at_once), toy(QUADRATIC).answer, seed)
        for at_once, seed in ((3, 1), (10, 1), (10, 2))
    ]
    np.testing.assert_allclose(runs[0].scores, runs[1].scores, rtol=1e-9)
    assert np.abs(runs[1].scores - runs[2].scores).max() > 1e-4


def test_one_sample_has_no_standard_error_and_bad_settings_are_told():
    assert attributed(SmoothGrad(samples=1), game_of(OWNERS), toy(QUADRATIC).answer).standard_errors is None
    for settings in ({"samples": 0}, {"samples": 2.5}, {"noise": -0.1}, {"noise": float("nan")}, {"kind": "sign"}):
        with pytest.raises(InputError):
            SmoothGrad(**settings)


def test_a_standard_error_is_the_samples_deviation_over_the_root_of_their_number():
    samples = np.array([[[1.0]], [[2.0]], [[6.0]]])  # mean 3, squared deviations 4 + 1 + 9, over 3 - 1
    np.testing.assert_allclose(standard_errors(samples), [[np.sqrt(7 / 3)]])
