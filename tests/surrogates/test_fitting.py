"""What is held out is never what was fitted on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from exegesis.surrogates.fitting import held_out


@given(st.lists(st.integers(0, 12), min_size=2, max_size=60), st.floats(0.05, 0.9), st.integers(0, 99))
def test_equal_rows_stand_on_the_same_side(names: list[int], share: float, seed: int) -> None:
    groups = np.array(names)
    apart = held_out(groups, share, np.random.default_rng(seed), never=names[0])
    assert not set(groups[apart]) & set(groups[~apart])
    assert not apart[0]
    distinct = len(set(names))
    assert len(set(groups[apart])) == min(max(1, round(share * distinct)), distinct - 1)


def test_the_same_stream_holds_out_the_same_rows() -> None:
    first, second = (held_out(np.arange(50), 0.25, np.random.default_rng(7)) for _ in range(2))
    assert (first == second).all()
    assert first.sum() == 12
