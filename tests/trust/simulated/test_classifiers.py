"""The classifiers: as scikit-learn's, and the same around a document as on rows."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier

from exegesis.core.errors import InputError
from exegesis.trust.simulated.around import around
from exegesis.trust.simulated.classifiers.averaged_forest import AveragedForest
from exegesis.trust.simulated.classifiers.neighbours import NearestNeighbours
from exegesis.trust.simulated.classifiers.table import choices, fit_of
from exegesis.trust.simulated.classifiers.word_forest import WordForest
from exegesis.trust.simulated.classifiers.word_vectors import trained
from exegesis.trust.simulated.documents import Documents
from tests.trust.simulated.toys import reviews

DATA = reviews(150, words=60, length=20)


def word_forest(depth: int | None) -> tuple[Any, WordForest]:
    grown = RandomForestClassifier(8, max_depth=depth, random_state=0).fit(DATA.counts, DATA.labels)
    return grown, WordForest([one.tree_ for one in grown.estimators_], depth)


MODELS = {
    **{name: choice.fit(DATA) for name, choice in choices(trees=20, size=10).items()},
    "shallow": word_forest(3)[1],
    "deep": word_forest(None)[1],
}


@pytest.mark.parametrize("name", MODELS)
def test_answers_around_a_document_are_those_on_rows(name: str) -> None:
    rng, seen = np.random.default_rng(0), set()
    for document in range(4):
        columns = DATA.counts[document].indices.astype(np.int64)
        kept = (rng.random((40, len(columns))) < rng.random((40, 1))).astype(np.float32)
        rows = np.zeros((40, 60))
        rows[:, columns] = kept
        expected = MODELS[name].predict_proba(csr_matrix(rows))[:, 1]
        np.testing.assert_allclose(around(MODELS[name], columns, 60)(kept), expected, atol=5e-5)
        seen |= set(expected.tolist())
    assert len(seen) > 4


@pytest.mark.parametrize("depth", [3, None])
def test_a_forest_over_words_is_scikit_learns(depth: int | None) -> None:
    grown, made = word_forest(depth)
    np.testing.assert_allclose(made.predict_proba(DATA.counts), grown.predict_proba(DATA.counts), atol=1e-12)
    assert set(made.cross_validated(DATA).tolist()) == {0, 1}


def test_a_forest_over_averages_is_scikit_learns() -> None:
    vectors = trained(DATA, size=10)
    made = AveragedForest(vectors, trees=20).fit(DATA.counts, DATA.labels)
    grown = RandomForestClassifier(20, class_weight="balanced_subsample", random_state=1)
    grown.fit(made.averages(DATA.counts), DATA.labels)
    expected = grown.predict_proba(made.averages(DATA.counts))
    np.testing.assert_allclose(made.predict_proba(DATA.counts), expected, atol=1e-12)
    dense = DATA.counts[0].toarray()[0].astype(bool) & vectors.known
    np.testing.assert_allclose(made.averages(DATA.counts[:1])[0], vectors.vectors[dense].mean(axis=0), atol=1e-6)


def test_neighbours_are_scikit_learns_where_none_tie() -> None:
    train, test = DATA.rows(slice(0, 100)), DATA.rows(slice(100, 150))
    ours = NearestNeighbours().fit(train.counts, train.labels).predict_proba(test.counts)
    theirs = KNeighborsClassifier(5).fit(train.counts.toarray(), train.labels)
    distances, _ = theirs.kneighbors(test.counts.toarray(), 6)
    clear = distances[:, 4] < distances[:, 5]
    assert 5 < clear.sum() < 50
    np.testing.assert_allclose(ours[clear], theirs.predict_proba(test.counts.toarray())[clear], atol=1e-9)
    with pytest.raises(InputError, match="need 5 training documents, not 4"):
        NearestNeighbours().fit(train.counts[:4], train.labels[:4])


def test_words_of_the_same_documents_have_the_same_vector() -> None:
    dense = np.zeros((40, 6))
    dense[:20, :2], dense[20:, 2:4] = 1.0, 1.0
    dense[::2, 4] = 1.0
    dense[0, 5] = 1.0  # in one document only
    documents = Documents(csr_matrix(dense), np.arange(40) % 2, tuple("abcdef"))
    found = trained(documents, size=3)
    assert found.known.tolist() == [True] * 5 + [False]
    np.testing.assert_allclose(found.vectors[0], found.vectors[1], atol=1e-5)
    assert found.vectors[0] @ found.vectors[1] > found.vectors[0] @ found.vectors[2] + 0.5
    assert not found.vectors[5].any()


def test_other_documents_lend_words_what_they_know() -> None:
    rare = Documents(csr_matrix(np.eye(6)), np.arange(6) % 2, tuple("abcdef"))
    others = Documents(csr_matrix(np.ones((5, 2)) * 1.0), np.zeros(5, dtype=np.int64), ("a", "zz"))
    with pytest.raises(InputError, match="too few documents"):
        trained(rare)
    assert trained(rare, [others], size=1).known.tolist() == [True, False, False, False, False, False]


def test_names() -> None:
    with pytest.raises(InputError, match="Did you mean 'neighbours'"):
        fit_of("neighbors", choices())
    with pytest.raises(InputError, match="at least one tree"):
        choices(trees=0)
    own = fit_of("sklearn.naive_bayes:BernoulliNB", choices()).fit(DATA)
    assert np.asarray(own.predict_proba(DATA.counts)).shape == (150, 2)
