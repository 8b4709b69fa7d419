"""The simulated user's mistrust, the oracle and F1, by hand."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from exegesis.core.errors import InputError
from exegesis.trust.simulated.explained import ExplainedDocument, MaskDraws, explained, lime
from exegesis.trust.simulated.lime_words import LimeWords
from exegesis.trust.simulated.mistrust import agreement, changed, mistrusted
from exegesis.trust.simulated.predictions import oracle, unworthy_words
from exegesis.trust.simulated.random_words import RandomWords
from tests.trust.simulated.toys import logistic, reviews, row


def test_f1_by_hand() -> None:
    # Trusted and worthy: 2 documents; trusted but unworthy 1; mistrusted but worthy 1.
    user = np.array([False, False, False, True, True])
    truth = np.array([False, False, True, False, True])
    found = agreement(user, truth)
    assert (found.precision, found.recall, found.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert agreement(np.ones(3, bool), np.zeros(3, bool)).f1 == 0.0
    assert agreement(np.zeros(3, bool), np.ones(3, bool)).f1 == 0.0


def test_half_belongs_to_class_0() -> None:
    assert changed(np.array([0.5, 0.6, 0.4]), np.array([0.51, 0.5, 0.5])).tolist() == [True, True, False]


def test_weights_are_taken_away_and_compared() -> None:
    weights = csr_matrix(np.array([[0.3, 0.0, 0.1], [0.3, 0.0, 0.1], [0.0, -0.2, 0.0]]))
    found = ExplainedDocument(weights, np.array([0.7, 0.9, 0.55]))
    model = np.array([0.8, 0.3, 0.45])
    assert mistrusted(found, np.array([0]), model).tolist() == [True, False, False]
    # The model's own answers to documents 1 and 2 were on the other side to begin with.
    assert mistrusted(found, np.array([0]), model, "code").tolist() == [True, True, True]
    assert mistrusted(found, np.array([0, 1]), model).tolist() == [True, False, False]
    # Parzen's own prediction is never set against the model's, as in the authors' code.
    alone = ExplainedDocument(weights, found.own, own_alone=True)
    assert mistrusted(alone, np.array([0]), model, "code").tolist() == [True, False, False]


def test_a_list_is_mistrusted_for_one_word() -> None:
    listed = ExplainedDocument(csr_matrix(np.array([[1.0, 0, 0], [0, -1e-12, 2], [0, 0, 0]])), None)
    assert mistrusted(listed, np.array([1]), np.zeros(3)).tolist() == [False, True, False]
    with pytest.raises(InputError, match="Did you mean 'code'"):
        mistrusted(listed, np.array([1]), np.zeros(3), "codes")


def test_the_oracle_takes_the_words_out() -> None:
    data = reviews(4, words=3)
    counts = csr_matrix(np.array([[1.0, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0]]))
    test = type(data)(counts, data.labels, data.words)
    model = logistic(np.array([3.0, -1.0, -0.5]), -0.5)
    before = model.predict_proba(counts)[:, 1]
    # Sums with and without word 0: 1.5 to -1.5, 2 to -1, -2 and -2, 2.5 to -.5.
    assert oracle(model, test, before, np.array([0])).tolist() == [True, True, False, True]
    assert oracle(model, test, before, np.array([1])).tolist() == [False, False, False, False]


def test_a_share_of_the_vocabulary_is_unworthy() -> None:
    drawn = unworthy_words(103, 0.25, 1, 0)
    assert len(drawn) == 25
    assert len(set(drawn.tolist())) == 25
    assert drawn.tolist() == unworthy_words(103, 0.25, 1, 0).tolist()
    assert drawn.tolist() != unworthy_words(103, 0.25, 1, 1).tolist()


def test_limes_own_prediction_is_near_that_of_an_almost_linear_model() -> None:
    data = reviews(30)
    model = logistic(np.linspace(-0.05, 0.05, 30))
    found = lime(model, data.counts, 30, MaskDraws(3000, 0))
    np.testing.assert_allclose(found.own, model.predict_proba(data.counts)[:, 1], atol=0.01)
    again = explained(LimeWords(30, 3000), model, data.counts[::-1], np.random.default_rng(5), MaskDraws(3000, 0))
    np.testing.assert_array_equal(again.own, found.own[::-1])  # the order of documents changes nothing


def test_documents_of_no_word_and_of_one() -> None:
    model = logistic(np.array([2.0, -1.0, 0.0]), 0.3)
    for document in (row(0, 0, 0), row(1, 0, 0)):
        found = lime(model, document, 2, MaskDraws(50, 0))
        assert found.own == pytest.approx(model.predict_proba(document)[:, 1], abs=1e-6)


def test_lists_have_no_prediction_of_their_own() -> None:
    data = reviews(20)
    found = explained(RandomWords(3), logistic(np.zeros(30)), data.counts, np.random.default_rng(0))
    assert found.own is None
    assert np.diff(found.weights.indptr).max() <= 3
