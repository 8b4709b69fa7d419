import numpy as np
import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explainers.greedy import Greedy
from tests.explainers.driving import drive, game_of

WEIGHTS = np.array([0.1, 0.3, -0.2, 0.05, 0.0])


def additive(masks):
    return 0.3 + masks @ WEIGHTS


def test_units_are_listed_by_falling_drop_and_score_it():
    found = drive(Greedy(features=3), game_of(5), additive)
    assert found.scores[0] == pytest.approx([0.1, 0.3, 0, 0.05, 0])
    assert found.diagnostics[0] == {"is_control": True, "order": [1, 0, 3], "stopped": "features"}


def test_it_goes_on_when_every_removal_raises_the_target():
    found = drive(Greedy(), game_of(5), additive)
    np.testing.assert_allclose(found.scores[0], WEIGHTS, atol=1e-12)
    assert found.diagnostics[0]["order"] == [1, 0, 3, 4, 2]
    assert found.diagnostics[0]["stopped"] == "units"


def test_drops_are_those_after_the_earlier_removals():
    def either(masks):  # 0.9 while unit 0 or unit 1 is there
        return np.where(masks[:, 0] | masks[:, 1], 0.9, 0.1) + 0.05 * masks[:, 2]

    found = drive(Greedy(features=3), game_of(3), either)
    assert found.diagnostics[0]["order"] == [2, 0, 1]
    assert found.scores[0] == pytest.approx([0, 0.8, 0.05])


def test_flip_stops_once_the_probability_has_crossed_one_half():
    found = drive(Greedy(stop="flip"), game_of(5), lambda masks: 0.3 + additive(masks))
    assert found.diagnostics[0] == {"is_control": True, "order": [1, 0], "stopped": "flip"}
    assert found.scores[0] == pytest.approx([0.1, 0.3, 0, 0, 0])


def test_flip_of_several_targets_is_a_change_of_the_largest():
    def classes(masks):
        first = 0.3 + masks @ np.array([0.2, 0.1, 0.0, 0.0])
        second = 0.35 + masks @ np.array([0.0, 0.0, 0.02, 0.01])
        return np.column_stack([first, second, 1 - first - second])

    found = drive(Greedy(stop="flip"), game_of(4, 3), classes)
    order = [one["order"] for one in found.diagnostics]
    assert order[0] == [0, 1]  # .6 falls to .4 (still above .38) and then to .3
    assert found.diagnostics[0]["stopped"] == "flip"
    assert order[1] == [2, 3, 0, 1]  # its own words first; the largest changes only when those of the first are gone
    assert found.scores[1] == pytest.approx([0, 0, 0.02, 0.01])


def test_each_target_has_the_list_it_would_have_alone():
    weights = np.random.default_rng(0).normal(size=(6, 3))

    def f(masks):
        return np.tanh(masks @ weights)

    together = drive(Greedy(features=4), game_of(6, 3), f)
    for target in range(3):
        alone = drive(Greedy(features=4), game_of(6), lambda masks, t=target: f(masks)[:, t])
        np.testing.assert_array_equal(together.scores[target], alone.scores[0])
        assert together.diagnostics[target] == alone.diagnostics[0]


def test_choices_do_not_turn_on_noise_below_the_rounding():
    def noisy(seed):
        rng = np.random.default_rng(seed)
        return lambda masks: masks.sum(axis=1) * 0.1 + rng.normal(size=len(masks)) * 1e-8

    orders = [drive(Greedy(), game_of(6), noisy(seed)).diagnostics[0]["order"] for seed in range(10)]
    assert orders == [[0, 1, 2, 3, 4, 5]] * 10


@pytest.mark.parametrize(("n", "features", "n_targets"), [(1, 10, 1), (5, 10, 2), (7, 3, 3)])
def test_passes_bound_the_different_masks_asked_for(n, features, n_targets):
    asked = set()

    def f(masks):
        asked.update(mask.tobytes() for mask in masks)
        return masks @ np.random.default_rng(1).normal(size=(n, n_targets))

    explainer = Greedy(features=features)
    drive(explainer, game_of(n, n_targets), f)
    assert len(asked) <= explainer.passes(game_of(n, n_targets)).forward
    if n_targets == 1:
        assert len(asked) == explainer.passes(game_of(n)).forward


def test_flip_of_one_target_needs_a_probability():
    with pytest.raises(UnsupportedError, match="stop='never'"):
        drive(Greedy(stop="flip"), game_of(2), lambda masks: 3.0 + masks.sum(axis=1))


@pytest.mark.parametrize(("wrong", "message"), [({"stop": "flips"}, "'flip'"), ({"features": 0}, "at least 1")])
def test_settings_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        Greedy(**wrong)
