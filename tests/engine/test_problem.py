import numpy as np
import pytest
from scipy.special import softmax

from exegesis.adapters.function import FunctionModel
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.tasks.classification import Classification
from tests import tiny

LONG = "a bad film, dull plot and boring acting. " * 8


def bound(text: str, mode: str = "position", targets: int = 2) -> Problem:
    engine = Engine(tiny.bert())
    wishes = Wishes(mode=mode)
    return bind(
        engine, Classification(engine.model, "probability"), text, target=[0, 1][:targets], unit="word", wishes=wishes
    )


def test_the_game_is_all_that_a_method_may_know() -> None:
    problem = bound("A wonderfully bad film!")
    game = problem.game
    assert game.units == ("A", "wonderfully", "bad", "film", "!")
    assert game.gaps == (" ", " ", " ", "")
    assert game.n_targets == 2
    assert game.outputs_of_targets == (0, 1)
    assert game.position_units is not None
    assert game.position_units.tolist() == [-1, 0, 1, 1, 2, 3, 4, -1]
    assert game.windows == ((0, 8),)
    assert game.window_weights == (1.0,)
    assert 1 <= game.points_at_once <= 16


def test_positions_of_several_windows_stand_one_after_another() -> None:
    problem = bound(LONG)
    game = problem.game
    assert len(game.windows) == len(problem.windows) > 2
    assert game.windows[0][0] == 0
    assert game.windows[-1][1] == game.n_positions == sum(len(tokens.row) for tokens in problem.tokens)
    assert all(left[1] == right[0] for left, right in zip(game.windows, game.windows[1:], strict=False))
    assert sum(game.window_weights) == pytest.approx(1)
    np.testing.assert_allclose(problem.weights, game.window_weights)


def test_a_black_box_has_no_positions() -> None:
    model = FunctionModel(lambda texts: [[0.5, 0.5]] * len(texts))
    problem = bind(
        Engine(model), Classification(model, "probability"), "a b", target=None, unit="word", wishes=Wishes()
    )
    assert problem.slices == ()
    assert (problem.game.position_units, problem.game.n_positions, problem.game.windows) == (None, 0, ())


def test_gaps_of_a_bag_of_words_do_not_fail() -> None:
    game = bound("bad, bad film", "bag-of-words").game
    assert game.units == ("bad", ",", "film")
    assert len(game.gaps) == 2


def test_values_are_the_weighted_mean_over_the_windows() -> None:
    problem = bound(LONG)
    outputs = np.random.default_rng(0).normal(size=(4, len(problem.windows), 2))
    expected = np.average(softmax(outputs, axis=-1), axis=1, weights=problem.weights)
    np.testing.assert_allclose(problem.readout.values(outputs), expected)
    np.testing.assert_allclose(problem.readout.values(outputs[0]), expected[0])


def test_a_reply_of_gradients_stays_small() -> None:
    problem = bound(LONG)
    huge = Problem(**{**vars(problem), "width": 2**20})
    assert huge.game.points_at_once == 1
