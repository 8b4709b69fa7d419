import numpy as np
import pytest
from captum.attr._utils.approximation_methods import approximation_parameters
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.explainers.path_rules import RULES, path_rule

CAPTUM = {
    "left": "riemann_left",
    "right": "riemann_right",
    "middle": "riemann_middle",
    "trapezoid": "riemann_trapezoid",
    "gausslegendre": "gausslegendre",
}


@pytest.mark.parametrize("steps", [2, 3, 7, 50])
@pytest.mark.parametrize("name", RULES)
def test_nodes_and_weights_are_captums(name, steps):
    weights_of, nodes_of = approximation_parameters(CAPTUM[name])
    nodes, weights = path_rule(name, steps)
    theirs = np.array(weights_of(steps))
    if name == "trapezoid":
        theirs = theirs * steps / (steps - 1)  # captum's weights of this rule sum to (n - 1) / n
    np.testing.assert_allclose(nodes, nodes_of(steps), atol=1e-12)
    np.testing.assert_allclose(weights, theirs, atol=1e-12)


@given(name=st.sampled_from(sorted(RULES)), steps=st.integers(2, 300))
def test_weights_sum_to_one_on_rising_nodes_of_the_path(name, steps):
    nodes, weights = path_rule(name, steps)
    assert len(nodes) == len(weights) == steps
    assert weights.sum() == pytest.approx(1, abs=1e-9)
    assert (weights > 0).all()
    assert nodes[0] >= 0
    assert nodes[-1] <= 1
    assert (np.diff(nodes) > 0).all()


@pytest.mark.parametrize(
    ("name", "steps", "degree"),
    [("middle", 1, 1), ("trapezoid", 2, 1), ("gausslegendre", 1, 1), ("gausslegendre", 4, 7)],
)
def test_exact_up_to_the_rules_degree_and_no_further(name, steps, degree):
    nodes, weights = path_rule(name, steps)
    for power in range(degree + 1):
        assert weights @ nodes**power == pytest.approx(1 / (power + 1), abs=1e-12)
    assert abs(weights @ nodes ** (degree + 1) - 1 / (degree + 2)) > 1e-6


def test_bad_rules_are_told_in_one_line():
    with pytest.raises(InputError, match="Did you mean 'gausslegendre'"):
        path_rule("gauss-legendre", 8)
    for steps in (0, -1, 2.5, True, "8"):
        with pytest.raises(InputError, match="1 or more"):
            path_rule("middle", steps)
    with pytest.raises(InputError, match="2 or more"):
        path_rule("trapezoid", 1)
