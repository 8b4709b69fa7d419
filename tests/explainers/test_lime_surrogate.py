"""The surrogate against the `lime` package and against scikit-learn, on identical masks."""

import numpy as np
import pytest
from lime.lime_base import LimeBase
from lime.lime_text import LimeTextExplainer
from scipy.sparse import csr_matrix
from sklearn.linear_model import LinearRegression, lars_path
from sklearn.metrics.pairwise import cosine_distances

from exegesis.core.randomness import stream
from exegesis.explainers.lime import Lime
from exegesis.explainers.lime_surrogate import distances

LIME_NAMES = {
    "forward": "forward_selection",
    "highest_weights": "highest_weights",
    "lasso_path": "lasso_path",
    "none": "none",
    "auto": "auto",
}


def lime_kernel(d, width=25.0):
    return np.sqrt(np.exp(-(d**2) / width**2))


def curved(n, seed):
    """A toy model of masks with interactions: (B, n) to (B, 2) probabilities."""
    rng = np.random.default_rng(seed)
    weights, pairs = rng.normal(size=n), rng.normal(size=(n, n)) * 0.5

    def f(masks):
        x = masks.astype(float)
        p = 1 / (1 + np.exp(-(x @ weights + np.einsum("bi,ij,bj->b", x, pairs, x) / n)))
        return np.column_stack([p, 1 - p])

    return f


@pytest.mark.parametrize("n", [1, 3, 40])
def test_the_closed_form_of_distances_is_the_cosine_distance(n):
    masks = np.random.default_rng(0).random((50, n)) < 0.4
    masks[0] = True
    masks[1] = False
    rows = csr_matrix(masks.astype(float))
    np.testing.assert_allclose(distances(masks), 100 * cosine_distances(rows, rows[0]).ravel(), atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("selection", LIME_NAMES)
@pytest.mark.parametrize("features", [1, 4, 6, 7, 15])
@pytest.mark.parametrize(("n", "samples"), [(3, 60), (12, 300), pytest.param(25, 1000, marks=pytest.mark.slow)])
def test_the_library_preset_equals_the_lime_package(selection, features, n, samples):
    explainer = Lime(samples=samples, features=features, selection=selection)
    masks = explainer.masks(n, stream(n, "lime"))
    values = curved(n, n)(masks)
    ours = explainer.attribute(masks, values)
    for target in (0, 1):
        intercept, weights, r2, local = LimeBase(lime_kernel).explain_instance_with_data(
            masks.astype(float), values, distances(masks), target, features, LIME_NAMES[selection]
        )
        expected = np.zeros(n)
        for unit, weight in weights:
            expected[unit] = weight
        np.testing.assert_allclose(ours.scores[target], expected, atol=1e-9)
        assert ours.diagnostics[target]["intercept"] == pytest.approx(intercept, abs=1e-9)
        assert ours.diagnostics[target]["weighted_r2"] == pytest.approx(r2, abs=1e-9)
        assert ours.diagnostics[target]["local_prediction"] == pytest.approx(local[0], abs=1e-9)


@pytest.mark.parametrize("bow", [True, False])
@pytest.mark.parametrize("features", [4, 10])
def test_the_whole_lime_package_on_its_own_samples(bow, features):
    text = "The film was good, the story was good too, but the ending, oh the ending, was not good at all."

    def predict(texts):
        good = np.array([t.count("good") - 2.5 * t.count("not good") - 0.4 * t.count("ending") for t in texts])
        p = 1 / (1 + np.exp(-good + 0.1 * np.array([len(t.split()) for t in texts]) / 20))
        return np.column_stack([1 - p, p])

    package = LimeTextExplainer(bow=bow, random_state=0)
    seen = {}
    fit = package.base.explain_instance_with_data

    def spy(data, labels, far, label, *args, **kwargs):
        seen.update(data=data, labels=labels, far=far)
        return fit(data, labels, far, label, *args, **kwargs)

    package.base.explain_instance_with_data = spy
    expected = package.explain_instance(text, predict, num_features=features, num_samples=400)
    masks = seen["data"].astype(bool)
    np.testing.assert_allclose(distances(masks), seen["far"], atol=1e-9)
    ours = Lime(features=features).attribute(masks, seen["labels"][:, [1]])
    weights = np.zeros(masks.shape[1])
    for unit, weight in expected.local_exp[1]:
        weights[unit] = weight
    np.testing.assert_allclose(ours.scores[0], weights, atol=1e-6)
    assert ours.diagnostics[0]["weighted_r2"] == pytest.approx(expected.score, abs=1e-6)
    assert ours.diagnostics[0]["intercept"] == pytest.approx(expected.intercept[1], abs=1e-6)


def paper_lime(masks, p, features):
    """The formula of the authors' experiment code, word for word: (weights, number subtracted)."""
    d = 100 * cosine_distances(masks[:1], masks).ravel()
    root = np.sqrt(np.exp(-(d**2) / 25**2))
    rows, target = masks * root[:, None], (p - p.mean()) * root
    _, _, path = lars_path(rows, target, method="lasso")
    chosen = np.arange(masks.shape[1])
    for point in range(path.shape[1] - 1, 0, -1):
        chosen = path[:, point].nonzero()[0]
        if len(chosen) <= features:
            break
    weights = np.zeros(masks.shape[1])
    weights[chosen] = LinearRegression(fit_intercept=False).fit(rows[:, chosen], target).coef_
    return weights, p.mean()


@pytest.mark.parametrize("features", [1, 5, 10])
@pytest.mark.parametrize(("n", "samples"), [(2, 50), (8, 400), (30, 1500)])
def test_the_paper_preset_equals_the_authors_formula(features, n, samples):
    explainer = Lime(preset="paper", samples=samples, features=features)
    masks = explainer.masks(n, stream(n, "paper"))
    values = curved(n, n)(masks)
    ours = explainer.attribute(masks, values)
    for target in (0, 1):
        weights, mean = paper_lime(masks.astype(float), values[:, target], features)
        np.testing.assert_allclose(ours.scores[target], weights, atol=1e-9)
        assert (ours.scores[target] != 0).sum() <= features
        assert ours.diagnostics[target]["intercept"] == pytest.approx(mean)


def test_units_that_always_go_together_share_the_weight():
    masks = np.random.default_rng(0).random((200, 3)) < 0.5
    masks[0], masks[:, 2] = True, masks[:, 1]
    values = masks[:, [0]] + 2.0 * masks[:, [1]]
    values -= values.mean()
    plain = Lime(preset="paper", selection="none").attribute(masks, values)
    assert plain.scores[0, 1] == pytest.approx(plain.scores[0, 2])
    assert np.isfinite(plain.scores).all()
