"""Which cells become curves: exBERT lost the weak ones by an operator slip."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.explorer.strongest import curves, strongest
from tests.explorer.toys import toy

ROW = np.array([[0.5, 0.02, 0.3, 0.18]])


@pytest.mark.parametrize(
    ("share", "kept"), [(0.3, [0]), (0.5, [0]), (0.51, [0, 2]), (0.8, [0, 2]), (0.97, [0, 2, 3]), (1, [0, 1, 2, 3])]
)
def test_as_few_as_hold_the_share(share: float, kept: list[int]) -> None:
    assert np.flatnonzero(strongest(ROW, share)).tolist() == kept


@given(
    st.lists(st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4), min_size=1, max_size=4), st.floats(0.01, 1)
)
def test_they_hold_it_and_one_fewer_would_not(rows: list[list[float]], share: float) -> None:
    sizes = np.array(rows)
    kept = strongest(sizes, share)
    held, wanted = (sizes * kept).sum(1), share * sizes.sum(1)
    assert (held >= wanted * (1 - 1e-6)).all()
    least = np.where(kept, sizes, np.inf).min(1)
    assert (np.where(kept.any(1), held - least, -1) < wanted + 1e-9).all()
    assert not kept[sizes == 0].any()


def test_weak_curves_stay_where_all_is_asked_for() -> None:
    weights = np.array([[0.999, 1e-6, 0.000999], [0.0, 1.0, 0.0]])
    found = curves(weights, 1, None)
    assert [(one.row, one.column) for one in found.curves] == [(0, 0), (0, 2), (0, 1), (1, 1)]
    assert found.curves[2].weight == 1e-6
    assert (found.possible, found.said) == (6, "4 of 6 cells: of each row the strongest that hold 100% of it")


def test_negative_weights_count_by_their_size() -> None:
    found = curves(np.array([[-0.7, 0.2, 0.1]]), 0.7, None)
    assert [(one.column, one.weight) for one in found.curves] == [(0, -0.7)]


def test_a_budget_is_said() -> None:
    view = toy().mix()
    everything, few = view.curves(1), view.curves(1, limit=5)
    assert len(everything.curves) == 49
    largest = sorted((one.weight for one in everything.curves), reverse=True)[:5]
    assert sorted((one.weight for one in few.curves), reverse=True) == largest
    assert few.said == "the strongest 5 of these 49 of 49 cells: of each row the strongest that hold 100% of it"
    assert [one.row for one in few.curves] == sorted(one.row for one in few.curves)


@pytest.mark.parametrize("share", [0, -1, 1.01, True, "all", float("nan")])
def test_shares_that_are_none(share: float) -> None:
    with pytest.raises(InputError, match="share must be above 0 and at most 1"):
        toy().head(1, 1).curves(share)


def test_a_limit_that_is_none() -> None:
    with pytest.raises(InputError, match="limit must be a whole number of at least 1"):
        toy().head(1, 1).curves(limit=0)
