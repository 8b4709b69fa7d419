"""The metrics against scikit-learn's and scipy's."""

import numpy as np
import pytest
import scipy.stats
import sklearn.metrics

from exegesis.distillation.glue import metrics
from exegesis.distillation.glue.published import BERT, DISTILBERT
from exegesis.distillation.glue.tasks import TASKS

RANDOM = np.random.default_rng(0)
LABELS, GIVEN = (RANDOM.integers(0, 2, 200).astype(float) for _ in range(2))
VALUES, GUESSES = (np.round(RANDOM.normal(size=150), 1) for _ in range(2))  # with ties


def test_they_are_what_the_libraries_say() -> None:
    assert metrics.accuracy(LABELS, GIVEN) == pytest.approx(sklearn.metrics.accuracy_score(LABELS, GIVEN))
    assert metrics.f1(LABELS, GIVEN) == pytest.approx(sklearn.metrics.f1_score(LABELS, GIVEN))
    assert metrics.matthews(LABELS, GIVEN) == pytest.approx(sklearn.metrics.matthews_corrcoef(LABELS, GIVEN))
    assert metrics.pearson(VALUES, GUESSES) == pytest.approx(scipy.stats.pearsonr(VALUES, GUESSES).statistic)
    assert metrics.spearman(VALUES, GUESSES) == pytest.approx(scipy.stats.spearmanr(VALUES, GUESSES).statistic)


def test_edges() -> None:
    ones, none = np.ones(4), np.zeros(4)
    assert metrics.f1(none, none) == 0.0
    assert metrics.matthews(ones, none) == 0.0
    assert np.isnan(metrics.pearson(ones, VALUES[:4]))
    assert metrics.accuracy(ones, ones) == metrics.f1(ones, ones) == 1.0


def test_a_tasks_one_number_is_the_mean_of_metrics_and_sets() -> None:
    assert metrics.task_score([{"f1": 90.0, "accuracy": 86.0}]) == 88.0
    assert metrics.task_score([{"accuracy": 84.0}, {"accuracy": 85.0}]) == 84.5
    assert metrics.official(("accuracy",), np.array([1.0, 0.0]), np.array([1.0, 1.0])) == {"accuracy": 50.0}


def test_the_published_tables_have_every_task_and_the_students_mean() -> None:
    assert set(BERT) == set(DISTILBERT) == set(TASKS)
    assert np.mean(list(DISTILBERT.values())) == pytest.approx(77.0, abs=0.05)


def test_every_task_has_metrics_that_exist() -> None:
    assert {name for task in TASKS.values() for name in task.metrics} == set(metrics.METRICS)
