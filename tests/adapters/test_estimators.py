"""scikit-learn pipelines of every kind: what is explained is told by what they are, or by one line that leads there."""

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest, RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC, OneClassSVM

import exegesis
from exegesis.core.errors import LoadError, ModelError

TEXTS = ["good film", "bad film", "great plot", "dull plot"]
MARKS = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 0]])


def fitted(estimator: Any, truth: Any = (1, 0, 1, 0)) -> Any:
    return make_pipeline(TfidfVectorizer(), estimator).fit(TEXTS, truth)


def searched() -> Any:
    return GridSearchCV(make_pipeline(TfidfVectorizer(), SVC()), {"svc__C": [1, 2]}, cv=2).fit(TEXTS, [1, 0, 1, 0])


def voting() -> Any:
    return fitted(VotingClassifier([("a", LogisticRegression()), ("b", LinearSVC())], voting="hard"))


def refusal(source: Any, **options: Any) -> str:
    with pytest.raises(LoadError) as caught:
        exegesis.load(source, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# -- margins ------------------------------------------------------------------------------------------------------

WITH_MARGINS = {
    "LinearSVC": lambda: fitted(LinearSVC()),
    "SGDClassifier": lambda: fitted(SGDClassifier(random_state=0)),
    "GridSearchCV": searched,
    "OneClassSVM": lambda: fitted(OneClassSVM()),
    "IsolationForest": lambda: fitted(IsolationForest(n_estimators=5, random_state=0)),
}


@pytest.mark.parametrize("name", WITH_MARGINS)
def test_without_probabilities_the_way_to_the_margins_is_told(name: str) -> None:
    said = refusal(WITH_MARGINS[name]())
    assert "no predict_proba" in said
    assert "task='regression'" in said
    assert "decision_function" in said


@pytest.mark.parametrize("name", WITH_MARGINS)
def test_margins_are_explained_as_values(name: str) -> None:
    source = WITH_MARGINS[name]()
    margins = source.decision_function(["a good film"])
    for given, options in ((source, {"task": "regression"}), (source.decision_function, {})):
        explained = exegesis.explain(exegesis.load(given, **options), "a good film", "occlusion")
        assert explained.target.output == "value"
        assert explained.value == pytest.approx(margins[0])
        assert explained.scores.any()


def test_a_margin_is_called_by_the_class_it_is_high_for() -> None:
    assert exegesis.load(fitted(LinearSVC(), ["no", "yes", "yes", "no"]).decision_function).labels == ("yes",)
    three = exegesis.load(fitted(LinearSVC(), ["a", "b", "c", "a"]), task="regression")
    assert three.labels == ("a", "b", "c")


@pytest.mark.parametrize("options", [{}, {"task": "regression"}])
def test_labels_alone_are_no_number(options: dict[str, Any]) -> None:
    said = refusal(voting(), **options)
    assert "labels only" in said
    assert "voting='soft'" in said


def test_the_way_that_is_told_for_labels_alone_works() -> None:
    model = voting()
    chosen = exegesis.load(lambda texts: model.predict(texts)[:, None] == model.classes_, labels=model.classes_)
    assert chosen.predict(["good film"]).tolist() == [[0.0, 1.0]]


# -- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("of", "options"), [("itself", {}), ("itself", {"task": "regression"}), ("predict", {})])
def test_a_regressor_loads(of: str, options: dict[str, Any]) -> None:
    ridge = fitted(Ridge())
    model = exegesis.load(ridge if of == "itself" else ridge.predict, **options)
    assert (model.kind, model.labels) == ("regression", ("value",))
    np.testing.assert_allclose(model.predict(["a good film"])[:, 0], ridge.predict(["a good film"]))


def test_a_regressor_has_no_classes() -> None:
    assert "is a regressor" in refusal(fitted(Ridge()), task="classification")


def test_predict_of_a_classifier_gives_labels() -> None:
    assert "gives labels, not numbers; load the estimator itself" in refusal(fitted(LogisticRegression()).predict)


# -- several labels at once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "estimator",
    [
        OneVsRestClassifier(LogisticRegression()),
        MultiOutputClassifier(LogisticRegression()),
        ClassifierChain(LogisticRegression()),
        KNeighborsClassifier(1),
        RandomForestClassifier(5, random_state=0),
    ],
    ids=lambda estimator: type(estimator).__name__,
)
def test_several_labels_are_told_by_what_the_pipeline_is(estimator: Any) -> None:
    pipeline = fitted(estimator, MARKS)
    for source in (pipeline, pipeline.predict_proba):
        model = exegesis.load(source, labels=["fun", "art", "pace"])
        assert model.kind == "multi-label"
        explained = exegesis.explain(model, "good film", "occlusion", target="pace")
        assert explained.prediction.kind == "multi-label"
        assert explained.prediction.outputs == pytest.approx(model.predict(["good film"])[0])
    answers = pipeline.predict_proba(["good film"])
    wanted = [table[0, 1] for table in answers] if isinstance(answers, list) else answers[0]
    np.testing.assert_allclose(model.predict(["good film"])[0], wanted)


def test_one_choice_stays_one_choice() -> None:
    assert exegesis.load(fitted(LogisticRegression(), ["a", "b", "c", "a"])).kind == "single-label"
    assert exegesis.load(GridSearchCV(fitted(LogisticRegression()), {}, cv=2).fit(TEXTS, [1, 0, 1, 0])).kind == (
        "single-label"
    )


def test_several_answers_of_more_than_two_classes() -> None:
    model = fitted(MultiOutputClassifier(LogisticRegression()), np.array([[1, 0], [2, 1], [3, 0], [1, 1]]))
    with pytest.raises(LoadError, match=r"output 0 .* has the classes 1, 2, 3; explain one output at a time"):
        exegesis.load(model).predict(["good film"])


# -- what goes wrong ----------------------------------------------------------------------------------------------


def test_names_of_another_number_than_the_classes() -> None:
    assert "has 2 classes, and labels has 3" in refusal(fitted(LogisticRegression()), labels=["a", "b", "c"])


def test_what_is_not_fitted_is_one_line() -> None:
    with pytest.raises(ModelError, match="not fitted") as caught:
        exegesis.load(make_pipeline(TfidfVectorizer(), LogisticRegression())).predict(["good film"])
    assert "\n" not in str(caught.value)


def test_what_was_fitted_on_columns_reads_no_texts() -> None:
    said = refusal(LogisticRegression().fit([[0.0], [1.0]], [0, 1]))
    assert said.startswith("LogisticRegression was fitted on rows of 1 column, and reads no texts")
    assert "background=" in said


def test_a_vectoriser_is_no_model() -> None:
    assert "cannot load a TfidfVectorizer" in refusal(TfidfVectorizer())
