"""The fast answers around a document equal what predict_proba says of the rows."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.tree import DecisionTreeClassifier

from exegesis.core.errors import ModelError
from exegesis.trust.simulated.around import around
from exegesis.trust.simulated.interpretable import sparse_logistic
from tests.trust.simulated.toys import reviews

MODELS: list[Any] = [LogisticRegression(), DecisionTreeClassifier(random_state=1), MultinomialNB()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_the_same_as_asking_for_rows(model: Any) -> None:
    data = reviews()
    check(model.fit(data.counts, data.labels), data.counts)


def test_a_sparse_linear_model() -> None:
    data = reviews()
    model = sparse_logistic(data)
    assert 0 < np.count_nonzero(model.coef_) < 5
    check(model, data.counts)


def check(model: Any, rows: csr_matrix) -> None:
    own = rows[0].indices.astype(np.int64)
    kept = (np.random.default_rng(0).random((200, len(own))) < 0.5).astype(np.float32)
    dense = np.zeros((200, rows.shape[1]))
    dense[:, own] = kept
    expected = model.predict_proba(csr_matrix(dense))[:, 1]
    np.testing.assert_allclose(around(model, own, rows.shape[1])(kept), expected, atol=1e-6)


def test_a_model_of_its_own_way() -> None:
    class Own:
        def predict_proba(self, rows: csr_matrix) -> Any:
            raise AssertionError("not asked")

        def around(self, columns: Any) -> Any:
            return lambda kept: kept.sum(axis=1) / 10 + columns[0] / 100

    found = around(Own(), np.array([3, 5]), 9)(np.ones((1, 2), dtype=np.float32))
    np.testing.assert_allclose(found, [0.23])


def test_answers_that_are_no_probabilities() -> None:
    class Broken:
        def predict_proba(self, rows: csr_matrix) -> Any:
            return np.full((rows.shape[0], 2), np.nan)

    with pytest.raises(ModelError, match="Broken gave no finite"):
        around(Broken(), np.array([0]), 2)(np.ones((3, 1), dtype=np.float32))
