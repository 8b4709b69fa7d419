"""The process over masks: what it foretells of left-out draws is what a fit without them foretells."""

import numpy as np
import pytest

from exegesis.explainers.kernel_shap import KernelShap
from exegesis.explainers.mask_kernel import MaskKernel, _unlikely
from exegesis.explainers.mask_process import MaskProcess, _differences, signs_of
from exegesis.explainers.sampling.paired import with_complements
from tests.explainers.driving import drive, game_of

RNG = np.random.default_rng(0)


def masks_of(pairs: int, n: int) -> np.ndarray:
    return with_complements(RNG.random((pairs, n)) < 0.5)


def smooth(masks: np.ndarray) -> np.ndarray:
    weights = np.linspace(-1, 2, masks.shape[1])
    return np.tanh(masks @ weights / 3)


def logistic(masks: np.ndarray) -> np.ndarray:
    """A probability whose log-odds are a sum."""
    return 1 / (1 + np.exp(3 - masks @ np.linspace(-1, 2, masks.shape[1])))


def test_left_out_draws_are_foretold_as_a_fit_without_them_does() -> None:
    masks = masks_of(12, 6)
    draws, values, noise = np.arange(24) // 2, RNG.normal(size=24), 0.1
    draws[:2] = [-2, -1]  # ends stand alone
    signs = signs_of(masks)
    covariance = MaskKernel(RNG.uniform(0, 1, 6)).between(signs, signs)
    inverse = np.linalg.inv(covariance + noise * np.eye(24))
    off = _differences(inverse, inverse @ values, draws)
    for draw in np.unique(draws):
        out = draws == draw
        others = np.linalg.solve(covariance[np.ix_(~out, ~out)] + noise * np.eye((~out).sum()), values[~out])
        np.testing.assert_allclose(values[out] - off[out], covariance[np.ix_(out, ~out)] @ others, atol=1e-8)


def test_the_slope_of_the_likelihood_is_its_differences() -> None:
    signs, values = signs_of(masks_of(10, 5)), RNG.normal(size=20)
    at = RNG.normal(size=8) / 2
    steps = 1e-5 * np.eye(8)
    differences = [(_unlikely(at + s, signs, values)[0] - _unlikely(at - s, signs, values)[0]) / 2e-5 for s in steps]
    np.testing.assert_allclose(_unlikely(at, signs, values)[1], differences, rtol=1e-5, atol=1e-6)


def test_units_that_act_together_reach_farther_than_units_that_add_up() -> None:
    masks = masks_of(60, 6)
    signs = signs_of(masks)
    values = signs[:, 0] * signs[:, 1] + signs[:, 2] + signs[:, 3]
    reaches = MaskKernel.likeliest(signs, values / values.std()).reaches
    assert reaches[:2].min() > 2 * reaches[2:].max()


def test_smooth_values_are_foretold() -> None:
    shown, others = masks_of(100, 8), masks_of(40, 8)
    found = MaskProcess.fit(shown, smooth(shown), np.arange(200) // 2).guess(others)
    assert np.square(found - smooth(others)).mean() < 0.01 * smooth(others).var()


def test_probabilities_stay_probabilities() -> None:
    shown, others = masks_of(60, 8), masks_of(200, 8)
    sharp = (logistic(shown) > 0.5) * 1.0  # exactly 0 and 1
    found = MaskProcess.fit(shown, sharp, np.arange(120) // 2)
    assert found.odds
    assert ((found.guess(others) > 0) & (found.guess(others) < 1)).all()
    assert ((found.left_out > 0) & (found.left_out < 1)).all()


def test_adjusted_scores_are_complete_and_nearer_than_plain_ones() -> None:
    n = 14
    right = drive(KernelShap(samples=2**n), game_of(n), logistic).scores[0]
    errors = {}
    for adjusted in (False, True):
        explainer = KernelShap(samples=200, adjusted=adjusted)
        found = [drive(explainer, game_of(n), logistic, seed) for seed in range(3)]
        errors[adjusted] = np.mean([np.linalg.norm(one.scores[0] - right) for one in found])
        whole = float((logistic(np.ones((1, n))) - logistic(np.zeros((1, n))))[0])
        assert found[0].scores[0].sum() == pytest.approx(whole, abs=1e-9)
        assert ("foretold" in found[0].diagnostics[0]) == adjusted
    assert errors[True] < 0.5 * errors[False]
    assert found[0].diagnostics[0]["foretold"] > 0.9


def test_chance_alone_is_not_made_worse() -> None:
    """Of values that no mask foretells the process believes little, and the regression is what it was."""
    n = 13

    def noise(masks: np.ndarray) -> np.ndarray:
        return np.sin(1e4 * (masks @ np.sqrt(np.arange(2, n + 2))))

    right = drive(KernelShap(samples=2**n), game_of(n), noise).scores[0]
    plain, adjusted = (
        np.mean(
            [
                np.linalg.norm(drive(KernelShap(samples=200, adjusted=a), game_of(n), noise, seed).scores[0] - right)
                for seed in range(4)
            ]
        )
        for a in (False, True)
    )
    assert adjusted < 1.3 * plain


def test_several_targets_have_processes_of_their_own() -> None:
    n, explainer = 13, KernelShap(samples=120, adjusted=True)
    together = drive(explainer, game_of(n, 2), lambda masks: np.stack([smooth(masks), logistic(masks)], axis=1))
    alone = [drive(explainer, game_of(n), game).scores[0] for game in (smooth, logistic)]
    np.testing.assert_allclose(together.scores, alone, atol=1e-9)
