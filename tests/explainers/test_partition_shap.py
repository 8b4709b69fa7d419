from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.requests import Game
from exegesis.data.tree import balanced
from exegesis.explainers.occlusion import Occlusion
from exegesis.explainers.owen_values import OwenValues
from exegesis.explainers.partition_shap import PartitionShap
from tests.data.test_tree import trees
from tests.examples import examples
from tests.explainers.driving import drive, game_of
from tests.explainers.shapley_toys import (
    lookup,
    owen_by_orders,
    quiet_shap,
    shapley_by_orders,
    tables,
    text_game,
    texts,
)

EXACT = PartitionShap(samples=10**6)
SENTENCE = text_game(units=("Some", "films", "simply", "should", "not", "be", "remade", "."), gaps=(" ",) * 6 + ("",))


def recorded(f):
    """f, and the list of the masks that it is asked for, request by request."""
    asked = []

    def recording(masks):
        asked.append(masks)
        return f(masks)

    return recording, asked


@given(data=st.data(), game=texts(most=7, n_targets=2), samples=st.integers(2, 150))
def test_complete_at_any_budget(data, game, samples):
    table = data.draw(tables(game.n_units, 2))
    found = drive(PartitionShap(samples=samples), game, lookup(table))
    np.testing.assert_allclose(found.scores.sum(axis=1), table[-1] - table[0], atol=1e-9)
    np.testing.assert_allclose(found.base_values, table[0])
    assert max(abs(d["convergence_delta"]) for d in found.diagnostics) < 1e-9


@given(data=st.data(), game=texts(most=6, n_targets=2))
def test_equals_the_mean_over_the_orders_of_the_tree(data, game):
    table = data.draw(tables(game.n_units, 2))
    found = drive(EXACT, game, lookup(table))
    np.testing.assert_allclose(found.scores, owen_by_orders(table, game.tree), atol=1e-9)
    assert [d["expanded"] for d in found.diagnostics] == [1.0, 1.0]
    assert found.warnings == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize("n", [2, 5, 8])
def test_equals_shap(n):
    shap = quiet_shap()
    game = text_game(units=SENTENCE.units[:n], gaps=SENTENCE.gaps[: n - 1], n_targets=3)
    tree = game.tree
    table = np.random.default_rng(n).normal(size=(2**n, 3))
    clustering = np.column_stack([tree.children, np.arange(1, n), tree.sizes[n:]]).astype(float)
    explainer = shap.explainers.Partition(lookup(table), _tree_masker(shap, clustering))
    peer = explainer(np.ones((1, n)), max_evals=10**6, silent=True)
    np.testing.assert_allclose(drive(EXACT, game, lookup(table)).scores, peer.values[0].T, atol=1e-9)


def _tree_masker(shap, clustering):
    class TreeMasker(shap.maskers.Masker):
        shape = (1, len(clustering) + 1)

        def __call__(self, mask, x):
            return ((x * mask).reshape(1, -1),)

    masker = TreeMasker()
    masker.clustering = clustering
    return masker


@examples(30)
@given(data=st.data(), game=texts(most=8))
def test_additive_models_are_exact_at_full_budget(data, game):
    weights = np.array(data.draw(st.lists(st.floats(-5, 5), min_size=game.n_units, max_size=game.n_units)))
    exact = drive(EXACT, game, lambda masks: 2 + masks @ weights)
    np.testing.assert_allclose(exact.scores[0], weights, atol=1e-9)
    for group in exact.groups:
        np.testing.assert_allclose(group.scores[0], weights[list(group.units)].sum(), atol=1e-9)


@given(data=st.data(), game=texts(most=8, n_targets=2), samples=st.integers(2, 150))
def test_groups_are_the_phrases_reached_with_their_whole_effect(data, game, samples):
    table = data.draw(tables(game.n_units, 2))
    found = drive(PartitionShap(samples=samples), game, lookup(table))
    tree = game.tree
    nodes = {tuple(range(*tree.ranges[node])) for node in range(tree.n, 2 * tree.n - 1)}
    assert {group.units for group in found.groups} <= nodes
    assert len({group.units for group in found.groups}) == len(found.groups)
    for index, group in enumerate(found.groups):
        np.testing.assert_allclose(group.scores, found.scores[:, list(group.units)].sum(axis=1), atol=1e-9)
        assert (group.parent is None) == (len(group.units) == game.n_units)
        if group.parent is not None:
            assert group.parent < index
            assert set(group.units) < set(found.groups[group.parent].units)
    assert bool(found.groups) == (game.n_units > 1)
    if samples >= tree.evaluations:
        assert len(found.groups) == game.n_units - 1


def test_a_groups_score_is_its_effect_averaged_over_what_stands_around_it():
    table = np.random.default_rng(2).normal(size=(2**8, 1))
    found = drive(EXACT, SENTENCE, lookup(table))
    first = next(group for group in found.groups if group.parent == 0)  # [Some films] before [simply should ... .]
    inside = sum(1 << unit for unit in first.units)
    outside = 2**8 - 1 - inside
    expected = (table[inside] - table[0] + table[-1] - table[outside]) / 2
    np.testing.assert_allclose(first.scores, expected, atol=1e-12)


def test_interactions_tell_what_halves_do_together():
    """ "not" turns "be remade" around: together they are worth 1, each without the other -1."""
    game = text_game(units=("not", "good"))
    found = drive(EXACT, game, lambda masks: np.where(masks.all(axis=1), 1.0, -1.0 * masks.any(axis=1)))
    assert [group.units for group in found.groups] == [(0, 1)]
    assert found.diagnostics[0]["interactions"] == [3.0]  # 1 - (-1) - (-1) + 0
    unsplit = drive(PartitionShap(samples=2), game, lambda masks: masks.sum(axis=1))
    assert unsplit.diagnostics[0]["interactions"] == [None]


def test_interactions_are_averaged_over_what_stands_around():
    table = np.random.default_rng(8).normal(size=(2**3, 1))
    game = text_game(units=("big", "warm", "heart"))  # [[big warm] heart]
    found = drive(EXACT, game, lookup(table))
    together = table[0b011] - table[0b001] - table[0b010] + table[0b000]
    together_before_heart = table[0b111] - table[0b101] - table[0b110] + table[0b100]
    assert found.groups[1].units == (0, 1)
    assert found.diagnostics[0]["interactions"][1] == pytest.approx((together + together_before_heart)[0] / 2)


def test_interactions_are_those_of_the_contexts_seen():
    table = np.random.default_rng(8).normal(size=(2**3, 1))
    found = drive(PartitionShap(samples=6), text_game(units=("big", "warm", "heart")), lookup(table))
    contexts = [table[c | 0b11] - table[c | 0b01] - table[c | 0b10] + table[c] for c in (0b000, 0b100)]
    assert found.diagnostics[0]["interactions"][1] in [pytest.approx(float(seen[0])) for seen in contexts]
    assert found.diagnostics[0]["expanded"] == pytest.approx((0.5 + 0.5 + 1) / 3)


def test_additive_models_have_no_interactions():
    weights = np.arange(8.0)
    found = drive(EXACT, SENTENCE, lambda masks: masks @ weights)
    np.testing.assert_allclose(found.diagnostics[0]["interactions"], np.zeros(7), atol=1e-12)


def test_what_is_not_split_passes_down_by_size():
    found = drive(PartitionShap(samples=4), SENTENCE, lambda masks: masks[:, 0] * 3.0 + masks[:, 7] * 10.0)
    assert [len(group.units) for group in found.groups] == [8, 2, 6]
    np.testing.assert_allclose(found.scores[0], [1.5] * 2 + [10 / 6] * 6)
    assert found.diagnostics[0]["expanded"] == 0.0
    assert "4 evaluations scored 0 of 8 units one by one" in found.warnings[0][0]


def test_the_strongest_phrase_is_split_first():
    f, asked = recorded(lambda masks: masks[:, 0] * 3.0 + masks[:, 7] * 10.0)
    found = drive(PartitionShap(samples=12), SENTENCE, f)
    ends = [(0, 8), (0, 2), (2, 8), (3, 8), (4, 8)]  # on the way to the full stop; "Some films" is left whole
    assert [group.units for group in found.groups] == [tuple(range(*end)) for end in ends]
    assert sum(map(len, asked)) == found.diagnostics[0]["evaluations"] == 12


@given(data=st.data(), game=texts(most=8), samples=st.integers(2, 300))
def test_no_mask_twice_and_no_more_than_said(data, game, samples):
    f, asked = recorded(lookup(data.draw(tables(game.n_units))))
    found = drive(PartitionShap(samples=samples), game, f)
    masks = np.concatenate(asked)
    assert len(np.unique(masks, axis=0)) == len(masks) == found.diagnostics[0]["evaluations"]
    said = PartitionShap(samples=samples).passes(game).forward
    assert len(masks) in (said, said - 1)  # masks come in pairs, so an odd budget leaves one over


def test_masks_are_asked_for_in_growing_numbers():
    game = text_game(units=("word",) * 60)
    f, asked = recorded(lambda masks: np.sin(masks @ np.arange(60)))
    drive(PartitionShap(samples=300), game, f)
    assert [len(masks) for masks in asked] == [2, 2, 4, 8, 16, 32, 64, 64, 64, 44]


@examples(30)
@given(data=st.data(), game=texts(most=6, n_targets=3))
def test_several_targets_equal_one_by_one(data, game):
    table = data.draw(tables(game.n_units, 3))
    together = drive(EXACT, game, lookup(table))
    for target in range(3):
        alone = drive(EXACT, text_game(units=game.units, gaps=game.gaps), lookup(table[:, [target]]))
        np.testing.assert_allclose(together.scores[target], alone.scores[0], atol=1e-12)
        assert [g.scores[target] for g in together.groups] == pytest.approx([g.scores[0] for g in alone.groups])


def test_the_last_decimals_do_not_change_what_is_split():
    """Halves of equal effect, to six decimals: the same masks are asked for, whichever is larger by noise."""
    rng, game = np.random.default_rng(0), text_game(units=("word",) * 32)
    weights = np.ones(32)
    plain, asked = recorded(lambda masks: masks @ weights)
    drive(PartitionShap(samples=60), game, plain)
    for _ in range(5):
        noisy, asked_noisy = recorded(lambda masks: masks @ weights + rng.uniform(-1e-7, 1e-7, len(masks)))
        drive(PartitionShap(samples=60), game, noisy)
        assert all(np.array_equal(one, two) for one, two in zip(asked, asked_noisy, strict=True))


def test_long_texts_take_a_moment():
    game = text_game(units=("a", "long", "text", ",") * 1250, gaps=())
    found = drive(PartitionShap(), game, lambda masks: np.tanh(masks @ np.linspace(-1, 1, 5000)))
    assert found.diagnostics[0]["evaluations"] == 500
    assert abs(found.diagnostics[0]["convergence_delta"]) < 1e-9


def test_stopping_anywhere_keeps_the_sum():
    table = np.random.default_rng(5).normal(size=(2**8, 1))
    owen = OwenValues(SENTENCE.tree, table[0], table[-1])
    for _ in range(10):
        np.testing.assert_allclose(owen.totals()[:8].sum(axis=0), table[-1] - table[0])
        cells = owen.take_next(3)
        masks = owen.masks(cells)
        owen.learn(cells, masks, lookup(table)(masks))


def test_symmetric_siblings_score_the_same():
    """ "very" and "bad" are one phrase; whatever the rest does, a model blind to their order scores them alike."""
    units = ("the", "plot", "was", "very", "bad")
    rest = np.random.default_rng(7).normal(size=(2**3, 3))
    f = lookup(rest)
    found = drive(
        EXACT, text_game(units=units), lambda masks: f(masks[:, :3])[range(len(masks)), masks[:, 3:].sum(axis=1)]
    )
    assert (3, 4) in {group.units for group in found.groups}
    assert found.scores[0, 3] == pytest.approx(found.scores[0, 4])


def test_units_of_different_phrases_need_not_be_symmetric():
    """The price of phrases: for three units of equal part in the game Owen values are not Shapley values."""
    table = np.array([bin(number).count("1") ** 3.0 for number in range(8)])[:, None]
    game = text_game(units=("big", "warm", "heart"))
    found = drive(EXACT, game, lookup(table))
    np.testing.assert_allclose(shapley_by_orders(table), [[9, 9, 9]])
    np.testing.assert_allclose(found.scores, owen_by_orders(table, game.tree))
    np.testing.assert_allclose(found.scores, [[8.5, 8.5, 10]])


@pytest.mark.parametrize("samples", [1, 0, -3, 10.0, True])
def test_samples_are_checked(samples):
    with pytest.raises(InputError, match="samples must be a whole number, 2 or more"):
        PartitionShap(samples=samples)


@examples(40)
@given(data=st.data(), tree=trees(most=6))
def test_any_tree_will_do(data, tree):
    """Nodes need be no neighbours in the units' order: regions of an image, columns that go together."""
    table = data.draw(tables(tree.n, 2))
    found = drive(EXACT, Game(tuple("u" * tree.n), n_targets=2, grow=lambda: tree), lookup(table))
    np.testing.assert_allclose(found.scores, owen_by_orders(table, tree), atol=1e-9)
    for group in found.groups:
        np.testing.assert_allclose(group.scores, found.scores[:, list(group.units)].sum(axis=1), atol=1e-9)


def test_units_without_a_tree_are_halved_in_their_order_and_a_warning_says_so():
    table = np.random.default_rng(3).normal(size=(2**5, 2))
    found = drive(EXACT, game_of(5, 2), lookup(table))
    np.testing.assert_allclose(found.scores, owen_by_orders(table, balanced(5)), atol=1e-9)
    assert [len(warnings) for warnings in found.warnings] == [1, 1]
    assert "neighbours in their order were taken together" in found.warnings[0][0]
    assert drive(EXACT, game_of(2), lookup(table[:4, :1])).warnings == ((),)  # two units have but one tree


def test_the_tree_is_grown_once_and_only_when_asked_for():
    grown = []
    game = Game(tuple("abc"), grow=lambda: grown.append(1) or balanced(3))
    drive(Occlusion(), game, lambda masks: masks.sum(axis=1))
    assert grown == []
    EXACT.passes(game)
    drive(EXACT, game, lambda masks: masks.sum(axis=1))
    assert grown == [1]


def logistic(masks):
    """A probability whose log-odds are a sum, but for what each unit does beside two others."""
    weights, n = np.linspace(-1, 2, masks.shape[1]), masks.shape[1]
    pairs = masks[:, : n - 1] * masks[:, 1:] @ np.sin(np.arange(n - 1)) + masks[:, 0] * masks[:, n // 2]
    return 1 / (1 + np.exp(3 - masks @ weights - pairs))


@examples(20)
@given(data=st.data(), game=texts(most=8, n_targets=2), samples=st.integers(32, 120))
def test_adjusted_is_complete_and_exact_where_nothing_is_foretold(data, game, samples):
    table = data.draw(tables(game.n_units, 2))
    f, asked = recorded(lookup(table))
    found = drive(PartitionShap(samples=samples, adjusted=True), game, f)
    np.testing.assert_allclose(found.scores.sum(axis=1), table[-1] - table[0], atol=1e-9)
    masks = np.concatenate(asked)
    assert len(np.unique(masks, axis=0)) == len(masks) == found.diagnostics[0]["evaluations"] <= samples
    for group in found.groups:
        np.testing.assert_allclose(group.scores, found.scores[:, list(group.units)].sum(axis=1), atol=1e-9)
    if samples >= game.tree.evaluations:
        np.testing.assert_array_equal(found.scores, drive(EXACT, game, lookup(table)).scores)
        assert found.standard_errors is None


@examples(8)
@given(weights=st.lists(st.floats(-5, 5), min_size=16, max_size=16), twin=st.floats(-5, 5))
def test_adjusted_finds_what_is_planted(weights, twin):
    """Units that do nothing, units that do the same, and a pair that acts together and shares what it does."""
    weights = np.array([0.0, 0.0, twin, twin, *weights[4:]])

    def planted(masks):
        return masks @ weights + 3.0 * masks[:, 4] * masks[:, 5]

    found = drive(PartitionShap(samples=120, adjusted=True), game_of(16), planted)
    exact = drive(EXACT, game_of(16), planted).scores[0]
    np.testing.assert_allclose(found.scores[0], exact, atol=0.02 * (3 + np.abs(weights).max()))


def test_adjusted_is_nearer_at_the_same_price_and_says_how_near():
    game = game_of(24, 2)
    both = lambda masks: np.stack([logistic(masks), 1 - logistic(masks)], axis=1)  # noqa: E731
    exact = drive(EXACT, game, both).scores
    plain, adjusted = (drive(PartitionShap(samples=128, adjusted=a), game, both) for a in (False, True))
    errors = [np.abs(one.scores - exact).sum() for one in (plain, adjusted)]
    assert errors[1] < 0.25 * errors[0]
    off = np.abs(adjusted.scores - exact) / adjusted.standard_errors
    assert np.mean(off < 2.5) > 0.8
    assert np.mean(off) > 0.05
    assert adjusted.diagnostics[0]["foretold"] > 0.9
    assert len(adjusted.groups) == 23
    assert None not in adjusted.diagnostics[0]["interactions"]
    again = drive(PartitionShap(samples=128, adjusted=True), game, both, seed=5)
    np.testing.assert_array_equal(adjusted.scores, again.scores)


def test_adjusted_says_when_there_is_nothing_to_foretell():
    game = game_of(20)
    errors = np.zeros(2)
    for factor in (1e4, 7e3, 3e3):
        noise = lambda masks, f=factor: np.sin(f * (masks @ np.sqrt(np.arange(2, 22))))  # noqa: E731
        exact = drive(EXACT, game, noise).scores[0]
        plain, adjusted = (drive(PartitionShap(samples=128, adjusted=a), game, noise) for a in (False, True))
        errors += [np.linalg.norm(one.scores[0] - exact) for one in (plain, adjusted)]
        assert "too little to go by" in adjusted.warnings[0][-1]
        assert np.mean(np.abs(adjusted.scores[0] - exact) < 2.5 * adjusted.standard_errors[0]) > 0.8
    assert errors[1] < 2.5 * errors[0]


def test_adjusted_takes_so_many_units():
    with pytest.raises(UnsupportedError, match="at most 1,024 units, not 1,200"):
        drive(PartitionShap(adjusted=True), game_of(1200), logistic)


@pytest.mark.parametrize("samples", [31, 5000])
def test_adjusted_says_how_many_samples_it_takes(samples):
    with pytest.raises(InputError, match="adjusted takes 32 to 4,096 samples"):
        PartitionShap(samples=samples, adjusted=True)


def test_what_is_said_of_few_samples_is_said_in_the_words_of_the_data():
    tiles = replace(game_of(8), noun="tile")
    found = drive(PartitionShap(samples=4), tiles, lambda masks: masks.sum(axis=1, dtype=float))
    assert "4 evaluations scored 0 of 8 tiles one by one" in found.warnings[0][-1]
