import numpy as np
import pytest

from exegesis.explainers.resampling import spread


def standard_errors(*given):
    return spread(*given).errors


def test_rows_of_one_draw_are_summed_before_they_are_squared():
    moves = np.array([[3.0], [-3.0], [2.0], [2.0]])
    pairs, single = np.array([0, 0, 1, 1]), np.arange(4)
    assert standard_errors(moves, pairs, np.ones(4), 0) == pytest.approx(4.0)
    assert standard_errors(moves, single, np.ones(4), 0) == pytest.approx(np.sqrt(26.0))


def test_rows_that_are_always_there_add_nothing():
    moves = np.array([[5.0, 1.0], [3.0, 0.0], [4.0, 2.0]])
    errors = standard_errors(moves, np.arange(3), np.array([0.0, 1.0, 0.25]), 0)
    assert errors == pytest.approx([np.sqrt(9 + 4), np.sqrt(1)])


def test_parameters_take_up_freedom():
    moves = np.ones((8, 1))
    assert standard_errors(moves, np.arange(8), np.ones(8), 6) == pytest.approx(np.sqrt(8 * 8 / 2))
    assert np.isnan(standard_errors(moves, np.arange(8), np.ones(8), 8)).all()


def test_the_mean_of_a_sample_has_its_textbook_error():
    sample = np.random.default_rng(0).normal(size=500)
    moves = (sample - sample.mean())[:, None] / 500
    expected = sample.std(ddof=1) / np.sqrt(500)
    assert standard_errors(moves, np.arange(500), np.ones(500), 1) == pytest.approx(expected)


def test_moves_give_the_covariances():
    contributions = np.random.default_rng(1).normal(size=(300, 3))
    found = spread(contributions, np.arange(300), np.ones(300), 0)
    np.testing.assert_allclose(found.moves.T @ found.moves, contributions.T @ contributions)
    assert found.freedom == 300
