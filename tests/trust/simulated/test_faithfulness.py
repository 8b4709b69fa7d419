"""The experiment of faithfulness: gold and recall by hand, runs that go on, and what is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import MultinomialNB
from sklearn.tree import DecisionTreeClassifier

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.trust.simulated import faithfulness as experiment
from exegesis.trust.simulated.faithfulness import FaithfulnessExperiment, faithfulness, recall
from exegesis.trust.simulated.faithfulness_page import picture, recalls, section
from exegesis.trust.simulated.interpretable import gold, linear_gold, sparse_logistic
from exegesis.trust.simulated.lime_words import LimeWords
from exegesis.trust.simulated.sharing import in_parts
from exegesis.trust.simulated.table import Setting
from tests.trust.simulated.toys import logistic, present_only, reviews

QUICK = FaithfulnessExperiment(splits=2, setting=Setting(k=4, samples=200), methods=("random", "greedy", "lime"))


def test_recall_by_hand() -> None:
    used = csr_matrix(np.array([[1, 1, 0, 0], [0, 0, 0, 0], [1, 0, 1, 1]]))
    listed = csr_matrix(np.array([[-0.5, 0, 0, 2], [1, 0, 0, 0], [0.1, 9, -1e-12, 1]]))
    np.testing.assert_array_equal(recall(listed, used), [0.5, np.nan, 1.0])


def test_gold_of_a_linear_model() -> None:
    rows = csr_matrix(np.array([[1.0, 1, 0], [0, 1, 1]]))
    assert linear_gold(np.array([0.0, 2.0, -1.0]), rows).toarray().tolist() == [[0, 1, 0], [0, 1, 1]]


def test_gold_of_a_tree_is_the_words_present_on_its_path() -> None:
    # word 0 decides; where it is absent word 1 decides.
    rows = csr_matrix(np.array([[1.0, 1, 1], [1, 0, 1], [0, 1, 1], [0, 0, 1], [1, 0, 0], [0, 1, 0]]))
    labels = np.array([1, 1, 1, 0, 1, 1])
    tree = DecisionTreeClassifier(random_state=1).fit(rows, labels)
    found = gold(tree, csr_matrix(np.array([[1.0, 1, 1], [0, 1, 1], [0, 0, 1]]))).toarray()
    root = int(tree.tree_.feature[0])
    assert root in (0, 1)
    # A document with both words stops at the root; one without them has asked for both, and has neither.
    assert found.tolist() == [[int(column == root) for column in range(3)], [0, 1, 0], [0, 0, 0]]


def test_a_model_that_nobody_can_read() -> None:
    data = reviews()
    with pytest.raises(UnsupportedError, match="MultinomialNB has no coefficients"):
        gold(MultinomialNB().fit(data.counts, data.labels), data.counts)


def test_the_sparse_model_has_at_most_k_active_words_in_every_document() -> None:
    data = reviews()
    assert np.diff(gold(sparse_logistic(data, 2), data.counts).indptr).max() <= 2
    twins = type(data)(csr_matrix(np.kron(data.counts.toarray()[:, :1] + 0, np.ones((1, 1)))), data.labels, ("w",))
    assert np.count_nonzero(sparse_logistic(twins, 1).coef_) <= 1


@pytest.mark.slow
def test_lime_finds_what_the_models_use_and_chance_does_not(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = faithfulness(reviews(200), QUICK, data="toy", progress=lambda *step: told.append(step))
    for model in ("logistic", "tree"):
        lime, chance = (np.mean(recalls(found, "paper", model, name)) for name in ("lime", "random"))
        assert lime > chance + 20
    assert told[-1] == (12, 12)
    assert len(found["runs"]) == 12
    text = section([found])
    assert "| recall, % | random | greedy | lime |" in text
    assert "published" not in text.partition("toy")[2]
    assert picture(found).startswith(b"<?xml")
    assert picture(found) == picture(found)


@pytest.mark.slow
def test_published_figures_stand_beside_the_papers_own_sets() -> None:
    """Where the caller says so: a file called books may hold anything."""
    found = faithfulness(reviews(100), QUICK, data="books", published="books")
    assert "| published | 17.4 | 64.3 | 92.1 |" in section([found])
    assert "| published |" not in section([faithfulness(reviews(100), QUICK, data="books")])
    with pytest.raises(InputError, match="Choose from: books, dvd"):
        faithfulness(reviews(100), QUICK, published="kitchen")


@pytest.mark.slow
def test_a_run_that_was_ended_goes_on_and_ends_with_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = tmp_path / "parts"
    whole = faithfulness(reviews(), QUICK)
    first = in_parts

    def ending(*given: Any) -> csr_matrix:
        if journal.exists() and journal.read_text().count("\n") == 5:
            raise KeyboardInterrupt
        return first(*given)

    monkeypatch.setattr(experiment, "in_parts", ending)
    with pytest.raises(KeyboardInterrupt):
        faithfulness(reviews(), QUICK, journal=journal)
    monkeypatch.setattr(experiment, "in_parts", first)
    again = faithfulness(reviews(), QUICK, journal=journal)
    figures = [[{**run, "seconds": 0} for run in one["runs"]] for one in (whole, again)]
    assert figures[0] == figures[1]
    with pytest.raises(InputError, match="splits"):
        faithfulness(
            reviews(), FaithfulnessExperiment(splits=3, setting=QUICK.setting, methods=QUICK.methods), journal=journal
        )


@pytest.mark.slow
def test_parts_over_processes_are_the_same() -> None:
    data, model = reviews(130, words=12, length=6), logistic(np.linspace(-1, 1, 12))
    explain, targets = LimeWords(k=3, samples=60), np.ones(130, dtype=np.int64)
    one, two = (in_parts(explain, model, data.counts, targets, 0, jobs) for jobs in (1, 2))
    assert (one != two).nnz == 0
    assert present_only(one, data.counts)
    with pytest.raises(InputError, match="jobs"):
        in_parts(explain, model, data.counts, targets, 0, 0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (FaithfulnessExperiment(models=("logistics",)), "Did you mean 'logistic'"),
        (FaithfulnessExperiment(methods=("shap",)), "unknown method 'shap'"),
        (FaithfulnessExperiment(forms=("codes",)), "Did you mean 'code'"),
        (FaithfulnessExperiment(splits=0), "splits must be at least 1"),
        (FaithfulnessExperiment(setting=Setting(k=40)), "1 to 30 words"),
        (FaithfulnessExperiment(models=("nowhere_at_all:Model",)), "no module called 'nowhere_at_all'"),
        (
            FaithfulnessExperiment(models=("sklearn.linear_model:Nothing",)),
            "unknown name in sklearn.linear_model 'Nothing'",
        ),
        (FaithfulnessExperiment(models=("sklearn.svm:LinearSVC",)), "has no predict_proba"),
        (FaithfulnessExperiment(models=("sklearn.naive_bayes:BernoulliNB",)), "BernoulliNB has no coefficients"),
        (FaithfulnessExperiment(models=("sklearn.naive_bayes:GaussianNB",)), "cannot be trained on word presence"),
    ],
)
def test_what_cannot_be_asked(asked: FaithfulnessExperiment, said: str) -> None:
    with pytest.raises(InputError, match=said):
        faithfulness(reviews(), asked)


def test_a_classifier_of_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine_of_the_test.py").write_text(
        "from sklearn.linear_model import SGDClassifier\n"
        "def make():\n    return SGDClassifier(loss='log_loss', penalty='l1', alpha=0.01, random_state=0)\n"
    )
    monkeypatch.chdir(tmp_path)
    asked = FaithfulnessExperiment(
        models=("mine_of_the_test:make",), splits=1, setting=QUICK.setting, methods=("lime", "random")
    )
    found = faithfulness(reviews(200), asked)
    lime, chance = (recalls(found, "paper", "mine_of_the_test:make", name)[0] for name in ("lime", "random"))
    assert lime > chance
