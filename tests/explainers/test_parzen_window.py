import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from exegesis.explainers.parzen_window import SIGMAS, ParzenWindow

PRESENCE = np.random.default_rng(0).integers(0, 2, (12, 6))
LABELS = np.random.default_rng(1).integers(0, 3, 12)


def direct(x, label, sigma, presence=PRESENCE, labels=LABELS):
    """The formula as it stands, for any real-valued x."""
    kernel = np.exp(-((presence - x) ** 2).sum(axis=1) / (2 * sigma**2))
    return kernel[labels == label].sum() / kernel.sum()


@given(st.sets(st.integers(0, 5)), st.integers(0, 2), st.sampled_from([0.75, 1.0, 3.0, 10.0]))
def test_slopes_are_the_derivative_of_the_probability(present, label, sigma):
    columns = np.array(sorted(present), dtype=np.int64)
    x = np.zeros(6)
    x[columns] = 1
    window = ParzenWindow(csr_array(PRESENCE * 1.0), LABELS, sigma)
    assert window.probability(columns, label) == pytest.approx(direct(x, label, sigma), abs=1e-12)
    steps = np.eye(6)[columns] * 1e-5
    numeric = [(direct(x + step, label, sigma) - direct(x - step, label, sigma)) / 2e-5 for step in steps]
    np.testing.assert_allclose(window.slopes(columns, label), numeric, atol=1e-7)


def test_a_narrow_window_far_from_all_texts_stays_finite():
    window = ParzenWindow(csr_array(np.eye(400)[:2]), np.array([0, 1]), 0.1)
    columns = np.arange(2, 400)
    assert window.probability(columns, 0) == pytest.approx(0.5)
    assert np.isfinite(window.slopes(columns, 0)).all()


@pytest.mark.parametrize("sigma", SIGMAS[3:])
def test_agreement_leaves_each_text_out(sigma):
    window = ParzenWindow.fit(csr_array(PRESENCE * 1.0), LABELS, sigma)
    right = 0
    for index in range(12):
        rest = np.arange(12) != index
        votes = [direct(PRESENCE[index], c, sigma, PRESENCE[rest], LABELS[rest]) for c in range(3)]
        right += int(np.argmax(np.round(votes, 6))) == LABELS[index]
    assert window.agreement == pytest.approx(right / 12)


def test_the_chosen_sigma_agrees_best_and_is_the_widest_of_equals():
    fits = [ParzenWindow.fit(csr_array(PRESENCE * 1.0), LABELS, sigma) for sigma in SIGMAS]
    best = max(fit.agreement for fit in fits)
    chosen = ParzenWindow.fit(csr_array(PRESENCE * 1.0), LABELS)
    assert chosen.agreement == best
    assert chosen.sigma == max(fit.sigma for fit in fits if fit.agreement == best)
