"""Sparse LIME against a slow and plain one, and its way to draw masks against the library's."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import chisquare
from sklearn.linear_model import lars_path

from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.explainers.lime import Lime
from exegesis.explainers.lime_selection import lasso_path
from exegesis.trust.simulated.around import around
from exegesis.trust.simulated.documents import read, split
from exegesis.trust.simulated.interpretable import sparse_logistic
from exegesis.trust.simulated.lime_masks import MaskNumbers, draw_masks
from exegesis.trust.simulated.lime_words import LimeWords, Sample, k_lasso
from tests.datasets import FOLDER, needs_data
from tests.trust.simulated.toys import logistic, reviews, row


def plain(masks: Floats, values: Floats, k: int) -> Floats:
    """Algorithm 1 of the paper, spelled out, with the distances and the centring of the authors' experiments."""
    length = np.sqrt((masks**2).sum(axis=1)) * np.sqrt((masks[0] ** 2).sum())
    weights = np.sqrt(np.exp(-((100 * (1 - masks @ masks[0] / length)) ** 2) / 25**2))
    data, target = masks * weights[:, None], (values - values.mean()) * weights
    _, _, path = lars_path(data, target, method="lasso")
    used = next(found for point in path.T[:0:-1] if len(found := np.flatnonzero(point)) <= k)
    scores = np.zeros(masks.shape[1])
    scores[used] = np.linalg.lstsq(data[:, used], target, rcond=None)[0]
    return scores


@pytest.mark.parametrize(("n", "k"), [(2, 10), (6, 3), (12, 4), (25, 10), (60, 10)])
def test_the_same_as_the_slow_one_on_the_same_masks(n: int, k: int) -> None:
    rng = np.random.default_rng(n)
    sample = Sample.draw(n, 400, rng)
    values = 1 / (1 + np.exp(-(sample.kept @ rng.normal(size=n)))) + rng.normal(scale=0.05, size=400)
    places, weights = sample.fit(values.astype(np.float64), k)
    found = np.zeros(n)
    found[places] = weights
    np.testing.assert_allclose(found, plain(sample.kept.astype(np.float64), values, k), atol=2e-5)


def test_the_same_as_the_librarys_lime_in_the_papers_preset() -> None:
    rng = np.random.default_rng(1)
    sample = Sample.draw(20, 600, rng)
    values = 1 / (1 + np.exp(-(sample.kept @ rng.normal(size=20)))).astype(np.float64)
    theirs = Lime(preset="paper", features=5).attribute(sample.kept.astype(bool), values[:, None]).scores[0]
    places, weights = sample.fit(values, 5)
    np.testing.assert_array_equal(places, np.flatnonzero(theirs))
    np.testing.assert_allclose(weights, theirs[places], atol=1e-5)


@pytest.mark.parametrize("n", [2, 3, 7])
def test_masks_have_sizes_uniform_on_1_to_n_less_1_and_subsets_of_one_size_equally_likely(n: int) -> None:
    rng = np.random.default_rng(5)
    for masks in (draw_masks(n, 20001, rng), MaskNumbers.draw(n + 9, 20001, rng).masks(n, rng)):
        check_masks(masks, n)


def check_masks(masks: Floats, n: int) -> None:
    assert masks[0].all()
    codes = (masks[1:] @ (2 ** np.arange(n))).astype(np.int64)
    sizes = np.array([int(code).bit_count() for code in range(2**n)])
    of_size = np.bincount(sizes)
    chances = np.where((sizes > 0) & (sizes < n), 1 / ((n - 1) * of_size[sizes]), 0.0)
    found = np.bincount(codes, minlength=2**n)
    assert found[0] == found[-1] == 0
    if n > 2:
        assert chisquare(found[1:-1], 20000 * chances[1:-1]).pvalue > 0.001


def test_documents_that_share_a_draw_are_explained_as_those_that_do_not() -> None:
    data = reviews(40, words=14, length=6)
    model = logistic(np.linspace(-2, 2, 14))
    targets = np.ones(40, dtype=np.int64)
    together = LimeWords(k=14, samples=4000)(model, data.counts, targets, np.random.default_rng(0))
    apart = [LimeWords(k=14, samples=4000)(model, one, targets[:1], np.random.default_rng(9)) for one in data.counts]
    differences = together.toarray() - np.concatenate([one.toarray() for one in apart])
    assert np.abs(differences).max() < 0.03
    assert np.abs(differences.mean()) < 0.001
    assert np.abs(together.toarray()).max() > 0.2


def test_the_words_that_matter_are_found_with_their_signs_and_no_more_than_k() -> None:
    model = logistic(np.array([3.0, -2.0, 0, 0, 1.5, 0, 0, 0]))
    found = LimeWords(k=3, samples=2000)(
        model, row(1, 1, 1, 1, 1, 1, 1, 0), np.array([1]), np.random.default_rng(0)
    ).toarray()[0]
    assert set(np.flatnonzero(found)) == {0, 1, 4}
    assert found[0] > found[4] > 0 > found[1]
    other = LimeWords(k=3, samples=2000)(
        model, row(1, 1, 1, 1, 1, 1, 1, 0), np.array([0]), np.random.default_rng(0)
    ).toarray()[0]
    np.testing.assert_allclose(other, -found, atol=1e-6)


def test_one_word_no_word_and_a_model_that_never_varies() -> None:
    model = logistic(np.array([2.0, 0.0]), -1.0)
    rows = csr_matrix(np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]))
    found = LimeWords(samples=50)(model, rows, np.array([1, 1, 1]), np.random.default_rng(0)).toarray()
    on, off = around(model, np.array([0]), 2)(np.array([[1.0], [0.0]], dtype=np.float32))
    np.testing.assert_allclose(found, [[on - off, 0], [0, 0], [0, 0]])
    flat = LimeWords(samples=50)(logistic(np.zeros(3)), row(1, 1, 1), np.array([1]), np.random.default_rng(0))
    assert flat.nnz == 0
    code = LimeWords(k=2, samples=50, form="code")(
        logistic(np.zeros(4)), row(1, 0, 1, 1), np.array([1]), np.random.default_rng(0)
    )
    assert code.indices.tolist() == [0, 2, 3]  # all there are, and not only k
    with pytest.raises(InputError, match="form of LIME"):
        LimeWords(form="codes")


def test_the_same_stream_gives_the_same_answer() -> None:
    data, model = reviews(10), logistic(np.linspace(-1, 1, 30))
    explain, targets = LimeWords(samples=300), np.ones(10, dtype=np.int64)
    one, two, three = (explain(model, data.counts, targets, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert (one != two).nnz == 0
    assert (one != three).nnz > 0


@pytest.mark.slow
@needs_data
def test_the_short_path_chooses_as_the_whole_one_on_the_papers_documents() -> None:
    train, test = split(read(FOLDER / "sentiment" / "blitzer_books_unigrams.jsonl.gz"), 0)
    model, rng = sparse_logistic(train), np.random.default_rng(0)
    for document in test.counts[:25]:
        own = document.indices.astype(np.int64)
        sample = Sample.draw(len(own), 2000, rng)
        values = around(model, own, document.shape[1])(sample.kept)
        cross = (sample.pull * (values - values.mean())) @ sample.kept
        if np.abs(cross).max() > 1e-3:
            whole = lasso_path(sample.gram, cross, 2000, 10)
            np.testing.assert_array_equal(k_lasso(sample.gram, cross, 2000, 10), whole)
