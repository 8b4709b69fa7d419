"""Assisted estimation: cheap values for all masks and exact ones for a few give the exact values' fit."""

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.data.requests import Score
from exegesis.explainers.kernel_shap import KernelShap
from exegesis.explainers.lime import Lime
from tests.explainers.driving import attributed, drive, game_of

KINDS = [Lime, KernelShap]
N = 20


def bent(masks):
    rng = np.random.default_rng(0)
    x = masks.astype(float)
    return np.tanh(x @ rng.normal(size=N) * 0.4) + 0.5 * x[:, 0] * x[:, 1]


def biased(masks):
    """Wrong by a line, by units of its own, and by an interaction."""
    return 0.3 + 1.2 * bent(masks) + 0.2 * masks[:, 2] - 0.1 * masks[:, 3] * masks[:, 4]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cheap", [bent, lambda masks: 3.0 - 0.5 * bent(masks)], ids=["the same", "on a line"])
def test_cheap_values_that_follow_exactly_give_the_exact_result(kind, cheap):
    plain = drive(kind(samples=800), game_of(N), bent)
    assisted = drive(kind(samples=800, assisted=True), game_of(N), bent, f_cheap=cheap)
    np.testing.assert_allclose(assisted.scores, plain.scores, atol=1e-10)
    np.testing.assert_allclose(assisted.standard_errors, plain.standard_errors, atol=1e-10)
    np.testing.assert_allclose(assisted.base_values, plain.base_values, atol=1e-12)
    told = assisted.diagnostics[0]
    assert abs(told["assisted_correlation"]) == pytest.approx(1)
    assert told["assisted_error"] == pytest.approx(0, abs=1e-12)
    assert told["samples"] == 800


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_biased_cheap_function_leaves_no_bias(kind):
    runs = [drive(kind(samples=800, assisted=True), game_of(N), bent, seed, f_cheap=biased) for seed in range(80)]
    scores = np.array([run.scores[0] for run in runs])
    limit = np.mean([drive(kind(samples=800), game_of(N), bent, seed).scores[0] for seed in range(80)], axis=0)
    off = scores.mean(axis=0) - limit
    # The two means are each known to their spread over 9; the cheap function's own fit is off by .2 and more.
    assert (np.abs(off) < 4.5 * scores.std(axis=0) / np.sqrt(80) + 2e-3).all()
    assert np.abs(off[2]) < 0.03


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_standard_errors_hold_what_the_correction_adds(kind):
    runs = [drive(kind(samples=800, assisted=True), game_of(N), bent, seed, f_cheap=biased) for seed in range(80)]
    spread = np.std([run.scores[0] for run in runs], axis=0)
    told = np.sqrt(np.mean([run.standard_errors[0] ** 2 for run in runs], axis=0))
    assert np.mean(told / spread) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("kind", KINDS)
def test_one_draw_in_twenty_is_asked_for_in_float32_and_what_is_always_there(kind):
    requests = []
    explainer = kind(samples=1000, assisted=True)

    def answer(request):
        assert isinstance(request, Score)
        requests.append(request)
        return bent(request.masks)[:, None]

    told = attributed(explainer, game_of(N), answer).diagnostics[0]
    assert [request.precision for request in requests] == ["float32", "bfloat16"]
    exact, cheap = (request.masks for request in requests)
    always = 2 * N + 2 if kind is KernelShap else 1  # both ends and all of the outermost sizes
    assert len(cheap) == 1000 - always
    assert abs(len(exact) - always - len(cheap) / 20) <= 2
    assert told["assisted_share"] == pytest.approx(len(exact) / 1000)
    assert len(exact) + len(cheap) <= explainer.passes(game_of(N)).forward
    assert (exact == ~exact[::-1]).all(axis=1).any() or (exact[1::2] == ~exact[2::2]).all()  # pairs stay whole


def test_values_that_do_not_follow_are_told():
    noise = np.random.default_rng(1)
    found = drive(
        Lime(samples=800, assisted=True), game_of(N), bent, f_cheap=lambda m: bent(m) + noise.normal(size=len(m))
    )
    assert "follows float32 poorly" in found.warnings[0][-1]


def test_a_model_that_never_changes_is_no_trouble():
    found = drive(Lime(samples=500, assisted=True), game_of(N), lambda masks: np.full(len(masks), 0.4))
    np.testing.assert_allclose(found.scores, 0, atol=1e-9)
    assert found.diagnostics[0]["assisted_correlation"] is None


def test_it_goes_with_the_stopping_rule():
    def f(masks):
        return masks @ 2.0 ** -np.arange(N) + 0.1 * masks[:, 5] * masks[:, 6]

    cheap = lambda masks: 1.01 * f(masks) + 0.001 * masks[:, 3]  # noqa: E731
    ruled = drive(Lime(samples=4000, until_top=2, assisted=True), game_of(N), f, f_cheap=cheap)
    used = ruled.diagnostics[0]["samples"]
    assert used < 4000
    plain = drive(Lime(samples=used, assisted=True), game_of(N), f, f_cheap=cheap)
    np.testing.assert_allclose(ruled.scores, plain.scores, atol=1e-12)


def test_an_exact_game_is_asked_for_plainly():
    found = drive(KernelShap(assisted=True), game_of(8), lambda m: m.sum(axis=1), f_cheap=lambda m: 0 * m.sum(axis=1))
    np.testing.assert_allclose(found.scores, 1, atol=1e-9)


def test_too_few_samples_are_refused():
    with pytest.raises(InputError, match="at least 400"):
        Lime(samples=300, assisted=True)


def test_log_odds_of_a_saturated_function_have_the_additive_structure():
    """p = 0.999 and more: the log-odds are additive, and a linear fit finds their weights; of p it cannot."""
    weights = np.array([3.0, -1.0, 2.0, 0.5, *np.full(10, 0.3)])
    odds = lambda masks: 1.0 + masks @ weights  # noqa: E731
    fit = drive(KernelShap(samples=2**14), game_of(14), odds)
    np.testing.assert_allclose(fit.scores[0], weights, atol=1e-9)
    lime = drive(Lime(samples=4000), game_of(14), odds)
    np.testing.assert_allclose(lime.scores[0], weights, rtol=0.02)
    assert lime.diagnostics[0]["weighted_r2"] > 0.9999
    probability = drive(Lime(samples=4000), game_of(14), lambda masks: 1 / (1 + np.exp(-odds(masks))))
    assert probability.diagnostics[0]["weighted_r2"] < 0.8
