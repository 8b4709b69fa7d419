"""Greedy and random words, by hand; and the table of explainers."""

import numpy as np
import pytest
from scipy.special import expit

from exegesis.core.errors import InputError
from exegesis.trust.simulated.greedy_words import GreedyWords
from exegesis.trust.simulated.random_words import RandomWords
from exegesis.trust.simulated.table import METHODS, Setting, check_setting, chosen
from tests.trust.simulated.toys import logistic, present_only, reviews, row

RNG = np.random.default_rng(0)
WEIGHTS = np.array([2.0, 1.0, -3.0, 0.0, 0.5])


def test_greedy_stops_when_the_prediction_changes() -> None:
    found = GreedyWords()(logistic(WEIGHTS, -1.0), row(1, 1, 0, 1, 1), np.array([1]), RNG).toarray()[0]
    # 2 + 1 + 0.5 - 1 = 2.5; without word 0 it is 0.5, without words 0 and 1 it is -0.5: the prediction has changed.
    np.testing.assert_allclose(found, [expit(2.5) - expit(0.5), expit(0.5) - expit(-0.5), 0, 0, 0], atol=1e-6)


def test_greedy_of_the_code_goes_on_until_a_removal_only_raises() -> None:
    found = GreedyWords(form="code")(logistic(WEIGHTS, -1.0), row(1, 1, 1, 1, 1), np.array([1]), RNG).toarray()[0]
    # Words 0, 1, 4 go, then 3, which changes nothing; removing word 2 would raise the target.
    assert found[2] == 0.0
    assert found[3] == pytest.approx(1e-12)
    np.testing.assert_allclose(found[0], expit(-0.5) - expit(-2.5), atol=1e-6)
    assert (found[[0, 1, 3, 4]] > 0).all()


def test_greedy_lists_at_most_k_and_explains_the_other_class_too() -> None:
    model, document = logistic(WEIGHTS), row(1, 1, 1, 1, 1)
    assert GreedyWords(k=2, form="code")(model, document, np.array([1]), RNG).indices.tolist() == [0, 1]
    assert GreedyWords(k=1, form="code")(model, document, np.array([0]), RNG).indices.tolist() == [2]
    assert GreedyWords()(model, row(0, 0, 0, 0, 0), np.array([1]), RNG).nnz == 0
    with pytest.raises(InputError, match="form of greedy"):
        GreedyWords(form="papers")


def test_random_words_are_drawn_with_replacement_from_the_document() -> None:
    data = reviews(200, length=20)
    found = RandomWords(k=10)(logistic(np.zeros(30)), data.counts, data.labels, np.random.default_rng(0))
    assert present_only(found, data.counts)
    sizes, words = np.diff(found.indptr), np.diff(data.counts.indptr)
    assert sizes.max() <= 10
    np.testing.assert_allclose(sizes.mean(), (words * (1 - (1 - 1 / words) ** 10)).mean(), rtol=0.05)
    assert set(found.data.tolist()) == {1.0}


def test_every_row_of_the_table_can_be_built_and_explains() -> None:
    data, model = reviews(), logistic(np.linspace(-1, 1, 30))
    for name, line in METHODS.items():
        explain = line.build(Setting(k=4, samples=100), data, model.fit(data.counts, data.labels), 0)
        found = explain(model, data.counts[:5], data.labels[:5], np.random.default_rng(0))
        assert found.shape == (5, 30), name
        assert 0 < np.diff(found.indptr).max() <= 4, name
        assert present_only(found, data.counts[:5]), name


def test_unknown_names_and_numbers() -> None:
    assert [line.name for line in chosen(["lime", "random", "lime"])] == ["random", "lime"]
    with pytest.raises(InputError, match="Did you mean 'lime'"):
        chosen(["limes"])
    with pytest.raises(InputError, match="1 to 30 words"):
        check_setting(Setting(k=31), reviews())
    with pytest.raises(InputError, match="samples must be at least 2"):
        check_setting(Setting(samples=1), reviews())
