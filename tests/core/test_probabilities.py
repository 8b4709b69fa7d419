"""Our own functions against scipy's."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exegesis.core.probabilities import expit, logsumexp, softmax

LOGITS = arrays(np.float64, st.tuples(st.integers(0, 3), st.integers(1, 4)), elements=st.floats(-800, 800))


@given(LOGITS)
def test_they_are_scipys(logits: np.ndarray) -> None:
    np.testing.assert_allclose(softmax(logits), scipy.special.softmax(logits, axis=-1), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(expit(logits), scipy.special.expit(logits), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(logsumexp(logits), scipy.special.logsumexp(logits, axis=-1), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("logits", [[-np.inf, 2.0], [-np.inf, -np.inf]])
def test_what_has_no_share(logits: list[float]) -> None:
    assert logsumexp(np.array(logits)) == logits[1]


def test_the_type_of_the_logits_is_kept() -> None:
    logits = np.array([[1, 2]], dtype=np.float32)
    assert softmax(logits).dtype == np.float32
