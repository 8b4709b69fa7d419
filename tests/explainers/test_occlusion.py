import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.explainers.occlusion import Occlusion
from tests.examples import examples
from tests.explainers.driving import drive, game_of
from tests.explainers.shapley_toys import lookup, tables


@examples(40)
@given(data=st.data(), n=st.integers(1, 6))
def test_a_score_is_the_drop_without_the_unit(data, n):
    table = data.draw(tables(n, 2))
    found = drive(Occlusion(), game_of(n, 2), lookup(table))
    whole = 2**n - 1
    assert np.array_equal(found.scores, np.array([table[whole] - table[whole - 2**unit] for unit in range(n)]).T)
    assert found.base_values is None


def test_window_shares_its_drop_and_averages():
    """f = 6 if unit 1 or 2 is there, and 1 for unit 3. Windows of two: 01 drops 0, 12 drops 6, 23 drops 1."""
    found = drive(Occlusion(window=2), game_of(4), lambda masks: 6 * (masks[:, 1] | masks[:, 2]) + masks[:, 3])
    np.testing.assert_allclose(found.scores, [[0, (0 + 3) / 2, (3 + 0.5) / 2, 0.5]])
    alone = drive(Occlusion(), game_of(4), lambda masks: 6 * (masks[:, 1] | masks[:, 2]) + masks[:, 3])
    np.testing.assert_allclose(alone.scores, [[0, 0, 0, 1]])


@pytest.mark.parametrize("window", [5, 6, 100])
def test_window_over_all_units_shares_the_whole(window):
    found = drive(Occlusion(window=window), game_of(5), lambda masks: 10.0 * masks.all(axis=1))
    np.testing.assert_allclose(found.scores, [[2.0] * 5])


@pytest.mark.parametrize(("n", "window", "passes"), [(6, 1, 7), (6, 2, 6), (6, 6, 2), (6, 9, 2), (1, 1, 2)])
def test_passes_are_what_is_asked_for(n, window, passes):
    explainer, asked = Occlusion(window=window), []
    drive(explainer, game_of(n), lambda masks: asked.extend(masks) or masks[:, 0])
    assert explainer.passes(game_of(n)).forward == len(asked) == passes
    assert explainer.passes(game_of(n)).local == (window == 1)
    assert asked[0].all()
    assert (~np.array(asked[1:])).sum(axis=1).tolist() == [min(window, n)] * (passes - 1)


@pytest.mark.parametrize("window", [0, -1, 1.5, True])
def test_window_is_checked(window):
    with pytest.raises(InputError, match="window must be a whole number of units"):
        Occlusion(window=window)


@pytest.mark.slow
def test_a_book_is_asked_for_a_stretch_at_a_time() -> None:
    n, asked = 6000, []

    def f(masks: np.ndarray) -> np.ndarray:
        asked.append(masks.size)
        return masks[:, 7] + 2.0 * masks[:, -1]

    found = drive(Occlusion(), game_of(n), f)
    assert max(asked) < 2**24
    assert found.scores[0, 7] == 1.0
    assert found.scores[0, -1] == 2.0
    assert np.count_nonzero(found.scores) == 2
