"""The experiment on single predictions: LIME beats chance, runs go on, and what is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from exegesis.core.errors import InputError, ModelError
from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated import predictions as experiment
from exegesis.trust.simulated.predictions import PredictionsExperiment, predictions
from exegesis.trust.simulated.predictions_page import picture, scores, section
from exegesis.trust.simulated.table import Setting
from tests.trust.simulated.toys import reviews

QUICK = PredictionsExperiment(
    models=("logistic", "neighbours"),
    forms=("paper", "code"),
    rounds=10,
    setting=Setting(k=4, samples=300),
    costly_samples=100,
    trees=10,
    size=5,
)


@pytest.mark.slow
def test_lime_is_trusted_more_rightly_than_chance() -> None:
    found = predictions(
        reviews(200), replace(QUICK, models=("logistic", "forest", "svm")), data="books", published="books"
    )
    for model in ("logistic", "forest", "svm"):
        assert scores(found, "paper", model, "lime")[0] > scores(found, "paper", model, "random")[0] + 10
    run = found["runs"][1]
    assert (run["model"], run["samples"], run["documents"]) == ("forest", 100, 40)
    assert found["runs"][0]["samples"] == 300
    text = section([found])
    assert "| published | 14.6 | 84.0 | 53.7 | 96.6 |" in text
    assert "trained here" in text
    assert picture(found) == picture(found)


@pytest.mark.slow
def test_a_run_that_was_ended_goes_on_and_ends_with_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, data = tmp_path / "parts", reviews(100)
    whole = predictions(data, QUICK)
    first = experiment._run

    def ending(*given: Any) -> dict[str, Any]:
        if journal.exists() and journal.read_text().count("\n") > 1:
            raise KeyboardInterrupt
        return first(*given)

    monkeypatch.setattr(experiment, "_run", ending)
    with pytest.raises(KeyboardInterrupt):
        predictions(data, QUICK, journal=journal)
    assert journal.read_text().count("\n") == 2
    with journal.open("a") as file:
        file.write('{"item": "0/neigh')  # what a kill in the middle of a write leaves
    monkeypatch.setattr(experiment, "_run", first)
    again = predictions(data, QUICK, journal=journal)
    plain = [[{**run, "seconds": 0} for run in found["runs"]] for found in (whole, again)]
    assert plain[0] == plain[1]
    with pytest.raises(InputError, match="rounds 10, not 11"):
        predictions(data, replace(QUICK, rounds=11), journal=journal)
    with pytest.raises(InputError, match="content"):
        predictions(reviews(101), QUICK, journal=journal)


def test_fewer_documents_and_more_splits(tmp_path: Path) -> None:
    asked = replace(QUICK, models=("sklearn.naive_bayes:BernoulliNB",), documents=7, methods=("lime",))
    first = predictions(reviews(100), asked, journal=tmp_path / "parts")
    found = predictions(reviews(100), replace(asked, splits=2), journal=tmp_path / "parts")
    assert found["runs"][0] == first["runs"][0]  # more splits may be asked for later
    assert [(run["split"], run["documents"]) for run in found["runs"]] == [(0, 7), (1, 7)]
    assert "±" in section([found])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"models": ("forrest",)}, "Did you mean 'forest'"),
        ({"methods": ("shap",)}, "unknown method 'shap'"),
        ({"forms": ("paper", "codes")}, "Did you mean 'code'"),
        ({"rounds": 0}, "rounds must be at least 1"),
        ({"documents": 0}, "documents must be at least 1"),
        ({"share": 1.0}, "share must be between 0 and 1"),
        ({"share": 0.01}, "at least one word"),
        ({"costly_samples": 1}, "at least 2 samples"),
        ({"trees": 0}, "at least one tree"),
    ],
)
def test_what_cannot_be_asked(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        predictions(reviews(60), replace(QUICK, **change))


class Odd:
    """A classifier that has lost its numbers."""

    def fit(self, rows: csr_matrix, labels: Integers) -> "Odd":
        return self

    def predict_proba(self, rows: csr_matrix) -> Floats:
        return np.full((rows.shape[0], 2), np.nan)


def test_a_classifier_without_probabilities() -> None:
    with pytest.raises(ModelError, match="Odd gave no two finite probabilities"):
        predictions(reviews(60), replace(QUICK, models=(f"{__name__}:Odd",)))


def test_too_few_documents_to_cross_validate() -> None:
    with pytest.raises(InputError, match="two training documents of each class"):
        predictions(reviews(4, words=8), replace(QUICK, models=("svm",)))


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("dear diary\n")
    with pytest.raises(InputError, match="holds other work"):
        predictions(reviews(60), QUICK, journal=path)
