"""Parzen words: slopes against finite differences, labels by cross-validation."""

import numpy as np
import pytest
from scipy.sparse import csr_array, csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from exegesis.core.types import Floats
from exegesis.explainers.parzen_window import ParzenWindow
from exegesis.trust.simulated.explainers import predicted
from exegesis.trust.simulated.parzen_words import ParzenWords, build, labels_of
from exegesis.trust.simulated.table import METHODS, Setting
from tests.trust.simulated.toys import logistic, reviews


def share(point: Floats, presence: Floats, labels: Floats, sigma: float) -> float:
    """The window's probability of class 1 at any point, straight from its definition."""
    heights = np.exp(-((point - presence) ** 2).sum(axis=1) / (2 * sigma**2))
    return float(heights[labels == 1].sum() / heights.sum())


def test_weights_are_the_slopes_of_the_windows_probability() -> None:
    data = reviews(40, words=12, length=5)
    presence = data.counts.toarray()
    words = ParzenWords(ParzenWindow(csr_array(data.counts), data.labels, 1.5), k=12)
    rows = data.counts[:6]
    found = words(logistic(np.zeros(12)), rows, np.array([1, 1, 0, 1, 0, 1]), np.random.default_rng(0)).toarray()
    for row, target in enumerate([1, 1, 0, 1, 0, 1]):
        point = rows[row].toarray()[0]
        for word in range(12):
            step = np.eye(12)[word] * 1e-5
            up, down = (share(point + sign * step, presence, data.labels, 1.5) for sign in (1, -1))
            slope = (up - down) / 2e-5 if point[word] else 0.0
            assert found[row, word] == pytest.approx(slope if target == 1 else -slope, abs=1e-8)
    assert words.probabilities(rows)[0] == pytest.approx(share(rows[0].toarray()[0], presence, data.labels, 1.5))


def test_only_the_steepest_are_listed() -> None:
    data = reviews(40, words=12, length=6)
    window = ParzenWindow(csr_array(data.counts), data.labels, 2.0)
    rows, targets, rng = data.counts[:5], np.ones(5, dtype=np.int64), np.random.default_rng(0)
    every, few = (ParzenWords(window, k)(logistic(np.zeros(12)), rows, targets, rng).toarray() for k in (12, 2))
    for one, two in zip(np.abs(every), np.abs(few), strict=True):
        assert sorted(two[two > 0]) == sorted(np.sort(one)[-2:])


def test_labels_are_cross_validated_where_the_model_can_be_trained_anew() -> None:
    data = reviews(100)
    flipped = LogisticRegression().fit(data.counts, 1 - data.labels)
    expected = cross_val_predict(LogisticRegression(), data.counts, data.labels, cv=5)
    np.testing.assert_array_equal(labels_of(flipped, data), expected)

    class Foreign:
        def predict_proba(self, rows: csr_matrix) -> Floats:
            return np.tile([0.2, 0.8], (rows.shape[0], 1))

    np.testing.assert_array_equal(labels_of(Foreign(), data), predicted(Foreign(), data.counts))


def test_the_table_builds_it() -> None:
    data = reviews(60)
    made = METHODS["parzen"].build(Setting(k=3), data, LogisticRegression().fit(data.counts, data.labels), 0)
    assert isinstance(made, ParzenWords)
    assert made.k == 3
    assert build(Setting(), data, logistic(np.zeros(30)), 0) is not made
