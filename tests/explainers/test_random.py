import numpy as np

from exegesis.explainers.random import Random
from tests.explainers.driving import drive, game_of


def never(masks):
    raise AssertionError("the model was asked")


def test_scores_are_random_and_the_model_is_not_asked():
    found = drive(Random(), game_of(5000, 2), never)
    assert found.scores.shape == (2, 5000)
    assert found.scores.min() >= -1
    assert found.scores.max() <= 1
    assert abs(found.scores.mean()) < 0.03
    np.testing.assert_allclose(found.scores.var(), 1 / 3, rtol=0.05)
    assert abs(np.corrcoef(found.scores)[0, 1]) < 0.06
    assert Random().passes(game_of(4)).forward == 0


def test_the_same_seed_gives_the_same_scores():
    first, again, other = (drive(Random(), game_of(9), never, seed=seed).scores for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_it_says_that_it_is_a_control():
    found = drive(Random(), game_of(3, 2), never)
    assert [one["is_control"] for one in found.diagnostics] == [True, True]
    assert "random" in found.warnings[1][0]
