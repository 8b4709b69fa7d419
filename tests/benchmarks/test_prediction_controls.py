"""The controls of the experiment on single predictions: Parzen at every width, greedy, and a user who trusts all."""

import argparse

import numpy as np
import prediction_controls
import pytest
from scipy.sparse import csr_matrix

from exegesis.explainers.parzen_window import SIGMAS
from exegesis.trust.simulated.explained import ExplainedDocument
from tests.trust.simulated.toys import reviews


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setattr(prediction_controls, "read", lambda path: reviews(60))
    given = argparse.Namespace(vectors=[], trees=5, model=["logistic"], splits=2, rounds=3)
    return prediction_controls.measure(tmp_path / "blitzer_books_unigrams.jsonl.gz", given)


def test_every_width_of_every_split_is_there(found):
    assert [(run["model"], run["split"]) for run in found["runs"]] == [("logistic", 0), ("logistic", 1)]
    for run in found["runs"]:
        assert list(run["parzen"]) == [str(sigma) for sigma in SIGMAS]
        assert run["chosen"] in SIGMAS
        assert 0 <= run["untrustworthy"] < 50


def test_the_part_says_the_authors_width_and_the_published(found):
    text = prediction_controls.section([found])
    assert "(width 1)" in text
    assert "| 84.0 |" in text
    assert "| 53.7 |" in text


def test_who_mistrusts_nothing_is_right_about_what_is_worthy():
    """Of four predictions one is untrustworthy: precision 3/4, recall 1, F1 6/7."""
    made = ExplainedDocument(csr_matrix((4, 2)), np.full(4, 0.9))
    verdict = np.array([True, False, False, False])
    asked = [(np.array([0]), verdict)]
    assert prediction_controls._f1(made, asked, np.full(4, 0.9)) == pytest.approx(100 * 6 / 7)
    assert prediction_controls._mistrusted(made, asked, np.full(4, 0.9)) == 0
