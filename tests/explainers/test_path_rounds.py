import numpy as np
import pytest

from exegesis.explainers.path_rounds import Rounds
from exegesis.explainers.path_rules import coarser, path_rule


def rounds_of(*scores, change=1.0, coarse=None, tolerance=0.01):
    made = Rounds(np.array([change]), tolerance, 2)
    for index, fine in enumerate(scores):
        made.add(16 * 2**index, np.array([fine]), None if coarse is None or index else np.array([coarse]))
    return made


def test_a_round_is_believed_when_the_one_before_agrees():
    assert not rounds_of([0.4, 0.6]).done[0]  # nothing came before
    assert rounds_of([0.4, 0.6], coarse=[0.42, 0.6]).done[0]
    assert rounds_of([0.4, 0.5], [0.4, 0.6]).done[0]
    assert not rounds_of([3.0, -2.0], [0.4, 0.6]).done[0]  # the same sum, other scores
    assert not rounds_of([0.4, 0.6], [0.4, 0.5]).done[0]  # alike, and far from the change


def test_the_first_scores_that_are_believed_are_kept():
    made = rounds_of([0.4, 0.5], [0.4, 0.6], [5.0, 5.0])
    np.testing.assert_array_equal(made.scores, [[0.4, 0.6]])
    assert made.steps[0] == 32


def test_a_target_without_any_scores_is_believed():
    assert rounds_of([0.0, 0.0], change=0.0, coarse=[0.0, 0.0]).done[0]


@pytest.mark.parametrize(
    ("scores", "jump", "fixed", "said"),
    [
        (([0.4, 0.3],), 0.0, True, "leave steps out"),
        (([0.4, 0.3],), 0.3, True, "jumps by \\+0.3"),
        (([0.4, 0.3], [0.4, 0.5]), 0.0, False, "larger max_steps"),
        (([0.4, 0.3], [0.4, 0.31]), 0.0, False, "more steps help little.*another baseline"),
        (([3.0, -2.0], [0.4, 0.6]), 0.0, False, "still move by 520%.*larger max_steps"),
    ],
)
def test_the_advice_is_what_helps(scores, jump, fixed, said):
    import re

    (words,) = rounds_of(*scores).reached(0).words(jump, fixed)
    assert re.search(said, words), words


def test_a_sum_that_is_right_needs_no_words_where_the_steps_were_given():
    assert rounds_of([0.4, 0.6]).reached(0).words(0.0, fixed=True) == ()


@pytest.mark.parametrize("steps", [4, 16, 17, 64])
def test_every_second_node_integrates_polynomials_of_a_lower_degree(steps):
    rule = path_rule("gausslegendre", steps)
    weights = coarser("gausslegendre", rule)
    assert (weights[1::2] == 0).all()
    for degree in range((steps + 1) // 2):
        assert (weights * rule.nodes**degree).sum() == pytest.approx(1 / (degree + 1), rel=1e-8)


def test_other_rules_have_no_second_opinion():
    assert coarser("left", path_rule("left", 16)) is None
