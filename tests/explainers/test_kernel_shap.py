from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exegesis.core.errors import InputError
from exegesis.explainers.kernel_shap import KernelShap
from exegesis.explainers.sampling.exhaustive import all_masks
from tests.examples import examples
from tests.explainers.driving import drive, game_of

SAMPLED = [
    KernelShap(samples=600),
    KernelShap(samples=600, whole_sizes=False),
    KernelShap(samples=600, paired=False),
    KernelShap(samples=600, sampling="leverage"),
    KernelShap(samples=600, sampling="leverage", paired=False),
]


def lookup(table):
    """The game whose value for a mask is the table's entry at the mask's number: (2^n,) or (2^n, T)."""
    return lambda masks: np.asarray(table)[masks @ (1 << np.arange(masks.shape[1]))]


def brute_force(table, n):
    """Shapley values as the mean over all orders of what each unit adds."""
    scores = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        number = 0
        for unit in order:
            scores[unit] += table[number | 1 << unit] - table[number]
            number |= 1 << unit
    return scores / len(orders)


def curved(n, seed=0):
    rng = np.random.default_rng(seed)
    weights, pairs = rng.normal(size=n), rng.normal(size=(n, n)) * 0.3
    return lambda masks: np.tanh(masks @ weights + np.einsum("bi,ij,bj->b", masks * 1.0, pairs, masks * 1.0) / n)


def tables(size):
    return arrays(np.float64, 2**size, elements=st.floats(-5, 5))


anything = st.integers(1, 5).flatmap(tables)
size_of = {2**n: n for n in range(1, 13)}


@given(anything)
def test_full_enumeration_is_the_brute_force_and_complete(table):
    n = size_of[len(table)]
    found = drive(KernelShap(), game_of(n), lookup(table))
    np.testing.assert_allclose(found.scores[0], brute_force(table, n), atol=1e-9)
    assert found.scores[0].sum() == pytest.approx(table[-1] - table[0], abs=1e-11)
    assert found.diagnostics[0]["convergence_delta"] == pytest.approx(0, abs=1e-11)
    assert found.diagnostics[0]["exact"] is True
    assert found.standard_errors is None
    assert found.base_values == pytest.approx([table[0]])


@given(tables(3), st.integers(0, 3))
def test_dummy_a_unit_that_adds_a_constant_gets_it(table, place):
    def f(masks):
        return lookup(table)(np.delete(masks, place, axis=1)) + 0.7 * masks[:, place]

    assert drive(KernelShap(), game_of(4), f).scores[0, place] == pytest.approx(0.7, abs=1e-9)


@given(tables(4))
def test_symmetry_units_that_can_be_exchanged_get_the_same(table):
    def f(masks):
        swapped = masks[:, [1, 0, 2, 3]]
        return lookup(table)(masks) + lookup(table)(swapped)

    first, second = drive(KernelShap(), game_of(4), f).scores[0, :2]
    assert first == pytest.approx(second, abs=1e-9)


@given(tables(4), tables(4), st.floats(-3, 3))
def test_linearity_and_targets_together(one, two, factor):
    both = drive(KernelShap(), game_of(4, 3), lookup(np.column_stack([one, two, one + factor * two])))
    np.testing.assert_allclose(both.scores[2], both.scores[0] + factor * both.scores[1], atol=1e-9)


@pytest.mark.parametrize("explainer", SAMPLED)
@examples(10)
@given(weights=arrays(np.float64, 14, elements=st.floats(-5, 5)))
def test_additive_games_are_exact_however_sampled(explainer, weights):
    found = drive(explainer, game_of(14), lambda masks: 0.2 + masks @ weights)
    np.testing.assert_allclose(found.scores[0], weights, atol=1e-9)
    np.testing.assert_allclose(found.standard_errors[0], 0, atol=1e-9)


@pytest.mark.filterwarnings("ignore")  # shap warns while it is imported
@pytest.mark.parametrize("n", [3, 7, 11])
def test_exact_values_equal_those_of_shap(n):
    shap = pytest.importorskip("shap")
    f = curved(n)
    peer = shap.KernelExplainer(lambda rows: f(rows > 0.5), np.zeros((1, n)))
    expected = peer.shap_values(np.ones((1, n)), nsamples=2**n, l1_reg=False, silent=True)[0]
    np.testing.assert_allclose(drive(KernelShap(), game_of(n), f).scores[0], expected, atol=1e-8)


@pytest.mark.parametrize("explainer", SAMPLED)
def test_sampled_values_are_complete_and_close_to_the_exact_ones(explainer):
    f = curved(14)
    exact = drive(KernelShap(samples=2**14), game_of(14), f)
    found = drive(explainer, game_of(14), f)
    assert exact.diagnostics[0]["exact"] is True
    assert found.diagnostics[0]["exact"] is False
    assert abs(found.diagnostics[0]["convergence_delta"]) < 1e-12
    assert found.scores[0].sum() == pytest.approx(exact.scores[0].sum(), abs=1e-12)
    assert (np.abs(found.scores - exact.scores) < 4.5 * found.standard_errors).all()
    assert np.abs(found.scores - exact.scores).max() < 0.08


@pytest.mark.slow
@pytest.mark.parametrize("explainer", SAMPLED)
def test_standard_errors_are_the_spread_over_seeds(explainer):
    found = [drive(explainer, game_of(14), curved(14), seed=seed) for seed in range(120)]
    spread = np.std([one.scores[0] for one in found], axis=0)
    told = np.sqrt(np.mean([one.standard_errors[0] ** 2 for one in found], axis=0))
    np.testing.assert_allclose(told, spread, rtol=0.3)
    assert np.mean(told / spread) == pytest.approx(1, abs=0.12)


@pytest.mark.slow
def test_sampled_values_are_right_on_average():
    exact = drive(KernelShap(samples=2**13), game_of(13), curved(13)).scores[0]
    for explainer in (KernelShap(samples=400), KernelShap(samples=400, sampling="leverage")):
        found = np.array([drive(explainer, game_of(13), curved(13), seed=seed).scores[0] for seed in range(100)])
        assert (np.abs(found.mean(axis=0) - exact) < 4.5 * found.std(axis=0) / 10 + 1e-4).all()


def test_every_mask_is_asked_once_when_exact_and_the_budget_is_kept_otherwise():
    asked = []
    drive(KernelShap(), game_of(12), lambda masks: asked.append(masks) or curved(12)(masks))
    drive(KernelShap(samples=500), game_of(13), lambda masks: asked.append(masks) or curved(13)(masks))
    exact, sampled = asked
    assert len(np.unique(exact, axis=0)) == len(exact) == 2**12
    np.testing.assert_array_equal(np.unique(exact, axis=0), np.unique(all_masks(12), axis=0))
    assert len(sampled) == 500
    assert KernelShap().passes(game_of(12)).forward == 2**12
    assert KernelShap().passes(game_of(13)).forward == 2048
    assert KernelShap(samples=2**13).passes(game_of(13)).forward == 2**13


def test_the_same_seed_gives_the_same_scores():
    first, again, other = (drive(KernelShap(), game_of(20), curved(20), seed=s).scores for s in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_too_few_samples_for_the_units_are_told():
    few = drive(KernelShap(samples=100), game_of(60), curved(60))
    assert "few for 60 units" in few.warnings[0][0]
    assert abs(few.diagnostics[0]["convergence_delta"]) < 1e-12
    assert np.isnan(few.standard_errors).all()
    assert drive(KernelShap(samples=1000), game_of(60), curved(60)).warnings == ((),)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"sampling": "leverages"}, "Did you mean 'leverage'"),
        ({"samples": 3}, "at least 4"),
        ({"adjusted": True, "samples": 5000}, "at most 4,096 samples"),
        ({"adjusted": True, "assisted": True}, "no assisted"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        KernelShap(**wrong)
