import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.randomness import stream
from exegesis.explainers.lime import Lime
from exegesis.explainers.lime_surrogate import distances
from tests.explainers.driving import drive, game_of


def linear(weights, constant=0.3):
    """The additive model of masks with these weights (n,) or (n, T)."""
    return lambda masks: constant + masks @ np.asarray(weights)


def curved(masks):
    x = masks.astype(float)
    return np.tanh(x[:, 0] * x[:, 1] + 0.5 * x[:, 2] - x.mean(axis=1))


def shrinkage_bound(explainer, n, weights):
    """How far a ridge penalty of 1 can move additive weights: |w| / (1 + the smallest eigenvalue of X'WX)."""
    masks = explainer.masks(n, stream(0, "toy"))
    kernel = np.sqrt(np.exp(-((distances(masks) / 25.0) ** 2)))
    rows = masks - np.average(masks, axis=0, weights=kernel)
    smallest = np.linalg.eigvalsh((rows * kernel[:, None]).T @ rows)[0]
    return np.linalg.norm(weights) / (1 + smallest)


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=8))
def test_the_library_preset_finds_additive_weights_up_to_its_penalty(weights):
    explainer = Lime(samples=500)
    found = drive(explainer, game_of(len(weights)), linear(weights)).scores[0]
    bound = shrinkage_bound(explainer, len(weights), weights)
    assert bound <= 0.1 * np.linalg.norm(weights)
    assert np.linalg.norm(found - weights) <= bound + 1e-9


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=8))
def test_the_paper_preset_finds_additive_weights_that_its_centring_leaves_alone(weights):
    """It takes the mean out of the values and not of the masks: exact where the masks' mean is worth nothing."""
    explainer = Lime(preset="paper", samples=500)
    centre = explainer.masks(len(weights), stream(0, "toy")).mean(axis=0)
    balanced = np.array(weights) - centre * (centre @ weights) / (centre @ centre)
    found = drive(explainer, game_of(len(weights)), linear(balanced)).scores[0]
    np.testing.assert_allclose(found, balanced, atol=1e-8)


@pytest.mark.parametrize("weights", [[1.0, 2.0, -0.5, 0.0], [0.2, 0.2, 0.2]])
def test_the_paper_preset_on_other_additive_weights_is_off_by_its_centring_exactly(weights):
    explainer = Lime(preset="paper", samples=800)
    masks = explainer.masks(len(weights), stream(0, "toy"))
    kernel = np.exp(-((distances(masks) / 25.0) ** 2))
    off = np.linalg.solve((masks * kernel[:, None]).T @ masks, kernel @ masks) * (masks.mean(axis=0) @ weights)
    found = drive(explainer, game_of(len(weights)), linear(weights)).scores[0]
    np.testing.assert_allclose(found, np.array(weights) - off, atol=1e-9)


@pytest.mark.parametrize("preset", ["library", "paper"])
def test_a_single_unit_takes_one_call_with_it_and_one_without(preset):
    asked = []

    def f(masks):
        asked.append(masks.copy())
        return np.where(masks, 0.9, 0.2)

    found = drive(Lime(preset=preset), game_of(1), f)
    assert [masks.tolist() for masks in asked] == [[[True], [False]]]
    assert found.scores[0, 0] == pytest.approx(0.7)
    assert found.base_values == pytest.approx([0.2])
    assert found.diagnostics[0]["samples"] == 2
    assert found.diagnostics[0]["local_prediction"] == pytest.approx(0.9)


def test_all_targets_share_the_masks_and_keep_their_own_fit():
    weights = np.random.default_rng(0).normal(size=(6, 3))
    together = drive(Lime(samples=300, features=2), game_of(6, 3), linear(weights))
    for target in range(3):
        alone = drive(Lime(samples=300, features=2), game_of(6), linear(weights[:, target]))
        np.testing.assert_allclose(together.scores[target], alone.scores[0], atol=1e-12)
        np.testing.assert_allclose(together.standard_errors[target], alone.standard_errors[0], atol=1e-12)
        assert together.diagnostics[target] == pytest.approx(alone.diagnostics[0])


def test_every_unit_is_scored_unless_features_says_otherwise():
    weights = np.array([0.01] * 11 + [2.0, -3.0, 4.0, -2.5])
    assert (drive(Lime(samples=200), game_of(15), linear(weights)).scores != 0).all()
    few = drive(Lime(samples=200, features=4), game_of(15), linear(weights))
    assert np.flatnonzero(few.scores[0]).tolist() == [11, 12, 13, 14]
    assert np.isnan(few.standard_errors[0]).tolist() == (few.scores[0] == 0).tolist()
    paper = drive(Lime(preset="paper", samples=200), game_of(15), linear(weights))
    assert (paper.scores[0] != 0).sum() == 10


def test_settings_say_what_was_chosen():
    chosen = [dict(drive(e, game_of(12), curved).settings) for e in (Lime(), Lime(features=5), Lime(preset="paper"))]
    assert chosen == [
        {"paired": True, "features": None, "selection": "none", "kernel_width": 25.0},
        {"paired": True, "features": 5, "selection": "auto", "kernel_width": 25.0},
        {"paired": False, "features": 10, "selection": "lasso_path", "kernel_width": 25.0},
    ]


def test_masks_depend_on_the_seed_and_on_nothing_else():
    explainers = [Lime(samples=64, features=k, selection=s) for k, s in product((None, 3), ("auto", "lasso_path"))]
    seen = []
    for explainer in explainers:
        drive(explainer, game_of(5), lambda masks: seen.append(masks) or curved(masks))
    assert all((masks == seen[0]).all() for masks in seen)
    first, again, other = (drive(Lime(), game_of(5), curved, seed=seed).scores for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_the_value_of_nothing_is_told_when_it_was_drawn():
    assert drive(Lime(samples=200), game_of(4), linear([1, 1, 1, 1])).base_values == pytest.approx([0.3])
    assert drive(Lime(preset="paper"), game_of(4), linear([1, 1, 1, 1])).base_values is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "explainer",
    [
        Lime(samples=300),
        Lime(samples=300, paired=False),
        Lime(preset="paper", samples=500),
        Lime(preset="paper", samples=500, paired=True),
    ],
)
def test_standard_errors_are_the_spread_over_seeds(explainer):
    found = [drive(explainer, game_of(8), curved, seed=seed) for seed in range(150)]
    spread = np.std([one.scores[0] for one in found], axis=0)
    told = np.sqrt(np.mean([one.standard_errors[0] ** 2 for one in found], axis=0))
    np.testing.assert_allclose(told, spread, rtol=0.3)
    assert np.mean(told / spread) == pytest.approx(1, abs=0.12)


def test_pairing_lessens_the_spread():
    spread = {
        paired: np.std(
            [drive(Lime(samples=300, paired=paired), game_of(8), curved, seed=s).scores for s in range(60)], 0
        )
        for paired in (True, False)
    }
    assert spread[True].mean() < spread[False].mean()


def test_a_model_that_never_changes_gets_zeros_and_no_r2():
    for preset in ("library", "paper"):
        found = drive(Lime(preset=preset, samples=100), game_of(4), lambda masks: np.full(len(masks), 0.4))
        np.testing.assert_allclose(found.scores, 0, atol=1e-12)
        assert found.diagnostics[0]["weighted_r2"] is None
        assert found.diagnostics[0]["local_prediction"] == pytest.approx(0.4)


def test_too_few_samples_for_the_units_are_told():
    assert "few for 60 units" in drive(Lime(samples=50), game_of(60), curved).warnings[0][0]
    assert drive(Lime(samples=500), game_of(60), curved).warnings == ((),)


def test_passes_are_the_samples_or_all_masks():
    assert Lime().passes(game_of(50)).forward == 2000
    assert Lime().passes(game_of(5)).forward == 32
    assert Lime().passes(game_of(1)).forward == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"preset": "papers"}, "Did you mean 'paper'"),
        ({"selection": "best"}, "forward"),
        ({"samples": 1}, "at least 2"),
        ({"features": 0}, "at least 1"),
        ({"kernel_width": 0.0}, "above 0"),
        ({"kernel_width": float("nan")}, "above 0"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        Lime(**wrong)


@pytest.mark.slow
@pytest.mark.parametrize("explainer", [Lime(samples=15_000), Lime(samples=15_000, preset="paper")])
def test_a_thousand_units_and_fifteen_thousand_samples_take_seconds(explainer):
    weights = np.random.default_rng(0).normal(size=(1000, 2))
    start = time.process_time()
    drive(explainer, game_of(1000, 2), lambda masks: np.tanh(masks @ weights / 10))
    assert time.process_time() - start < 20


@pytest.mark.parametrize("settings", [{"sampler": "library"}, {"bins": "decile"}])
def test_how_neighbours_are_drawn_is_refused_where_masks_are(settings: dict[str, str]) -> None:
    with pytest.raises(UnsupportedError, match="is for neighbours that are no masks"):
        drive(Lime(samples=10, **settings), game_of(3), lambda masks: masks[:, 0])
    drive(Lime(samples=10, sampler="masks"), game_of(3), lambda masks: masks[:, 0])
