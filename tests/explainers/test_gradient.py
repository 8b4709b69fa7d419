import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.explainers.gradient import KINDS, Gradient
from tests.explainers.driving import attributed
from tests.explainers.gradient_toys import Toy, game_of, linear, polynomial

OWNERS = [-1, 0, 1, 1]
RNG = np.random.default_rng(0)
X, W, VOCABULARY = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3)), RNG.normal(size=(11, 3))


def toy(*functions):
    return Toy(functions, X, np.zeros((1, 4, 3)), gram=VOCABULARY.T @ VOCABULARY)


READINGS = {
    "input_x_gradient": (W * X).sum(axis=1),
    "norm": np.sqrt((W**2).sum(axis=1)),
    "largest": np.abs(W).max(axis=1),
    "one_hot_norm": np.sqrt(((W @ VOCABULARY.T) ** 2).sum(axis=1)),  # over the vocabulary, as the paper has it
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_what_its_name_says_summed_over_a_units_positions(kind):
    found = attributed(Gradient(kind=kind), game_of(OWNERS), toy(linear(W)).answer)
    expected = READINGS[kind]
    np.testing.assert_allclose(found.scores[0], [expected[1], expected[2] + expected[3]], rtol=1e-5)
    assert found.diagnostics[0]["special_tokens"] == pytest.approx(expected[0], rel=1e-5)


def test_only_input_x_gradient_has_signs_and_the_others_say_so():
    for kind in KINDS:
        found = attributed(Gradient(kind=kind), game_of(OWNERS), toy(linear(W)).answer)
        signed = kind == "input_x_gradient"
        assert found.diagnostics[0]["signed"] is signed
        assert bool(found.warnings[0]) is not signed


@pytest.mark.parametrize("kind", KINDS)
def test_targets_get_the_same_together_and_alone_from_one_point(kind):
    functions = (linear(W), polynomial(np.array([0.0, 1.0, 2.0]), W))
    both = toy(*functions)
    together = attributed(Gradient(kind=kind), game_of(OWNERS, n_targets=2), both.answer)
    assert both.asked == [1]
    for t, function in enumerate(functions):
        alone = attributed(Gradient(kind=kind), game_of(OWNERS), toy(function).answer)
        np.testing.assert_allclose(together.scores[t], alone.scores[0], rtol=1e-12)


def test_divided_by_the_maximum_the_largest_unit_is_one():
    found = attributed(Gradient(kind="one_hot_norm", normalise="maximum"), game_of(OWNERS), toy(linear(W)).answer)
    plain = attributed(Gradient(kind="one_hot_norm"), game_of(OWNERS), toy(linear(W)).answer)
    np.testing.assert_allclose(found.scores[0], plain.scores[0] / plain.scores[0].max())
    assert found.diagnostics[0]["divided_by"] == plain.scores[0].max()


def test_a_target_that_does_not_feel_the_length_of_its_input_is_told_apart():
    at_right_angles = np.cross(X, W)  # as the gradient is where the model normalises next
    functions = (linear(at_right_angles), linear(W), linear(np.zeros((4, 3))))
    found = attributed(Gradient(), game_of(OWNERS, n_targets=3), toy(*functions).answer)
    assert ["does not feel" in " ".join(warnings) for warnings in found.warnings] == [True, False, False]


def test_a_gradient_of_zero_gives_zeros_even_when_normalised():
    found = attributed(Gradient(kind="one_hot_norm", normalise="maximum"), game_of(OWNERS), toy(linear(W * 0)).answer)
    np.testing.assert_array_equal(found.scores, 0)


def test_settings_that_cannot_work_are_told_at_once():
    with pytest.raises(InputError, match="Did you mean 'norm'"):
        Gradient(kind="Norm")
    with pytest.raises(InputError, match="lookup"):
        Gradient(kind="one_hot_norm", layer="encoder.layer.0")
    with pytest.raises(InputError, match="normalise"):
        Gradient(normalise="sum")
