"""Retraining: the words leave the vocabulary or the texts, so nothing the model says can rest on them."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.labelled import Labelled
from exegesis.trust.acting.bag import packed
from exegesis.trust.acting.retraining import accuracy, retrained

DATA = Labelled.of(
    ["host good film", "host good plot", "host fine film", "edu bad film", "edu bad plot", "edu dull film"],
    ["pos", "pos", "pos", "neg", "neg", "neg"],
)


def pipeline(**options: object):  # type: ignore[no-untyped-def]
    return make_pipeline(CountVectorizer(**options), LogisticRegression())


def test_the_words_leave_the_vocabulary() -> None:
    found = retrained(pipeline(), DATA, ["host", "EDU", "nntp"])
    assert found.way == "vocabulary"
    assert list(found.model[0].get_feature_names_out()) == ["bad", "dull", "film", "fine", "good", "plot"]
    assert found.vocabulary == 6
    assert found.absent == ("nntp",)
    before = found.model.predict_proba(["good film"])
    np.testing.assert_array_equal(found.model.predict_proba(["good film host edu Host"]), before)


def test_runs_of_words_with_a_marked_one_go_too() -> None:
    found = retrained(pipeline(ngram_range=(1, 2)), DATA, ["good"])
    terms = list(found.model[0].get_feature_names_out())
    assert not [term for term in terms if "good" in term.split()]
    assert "bad film" in terms


def test_without_words_nothing_is_changed() -> None:
    plain = pipeline(min_df=2).fit(DATA.texts, DATA.labels)
    found = retrained(pipeline(min_df=2), DATA, [])
    np.testing.assert_array_equal(found.model.predict_proba(["good host"]), plain.predict_proba(["good host"]))


def test_a_function_learns_from_texts_without_the_words_and_never_sees_them() -> None:
    seen: list[str] = []

    def train(texts: list[str], labels: list[str]):  # type: ignore[no-untyped-def]
        seen.extend(texts)
        return pipeline().fit(texts, labels)

    found = retrained(train, DATA, ["host", "edu", "nntp"])
    assert found.way == "texts"
    assert seen[0] == "good film"
    assert found.absent == ("nntp",)
    one, other = found.model.predict_proba(["good film", "edu good edu film"])
    np.testing.assert_array_equal(one, other)
    assert accuracy(found.model, DATA, DATA.names) == 1.0
    assert np.isfinite(found.model.predict_proba(["host"])).all()


def test_a_pipeline_without_a_vocabulary_takes_the_texts_way() -> None:
    found = retrained(make_pipeline(HashingVectorizer(n_features=64), LogisticRegression()), DATA, ["host"])
    assert (found.way, found.vocabulary) == ("texts", None)
    one, other = found.model.predict_proba(["good film", "good Host film"])
    np.testing.assert_array_equal(one, other)


def test_nothing_left_to_learn_from_is_told() -> None:
    every = [word for text in DATA.texts for word in text.split()]
    with pytest.raises(InputError, match="the vocabulary of 8 is empty; mark fewer words"):
        retrained(pipeline(), DATA, every)
    with pytest.raises(InputError, match="no text of some class has anything left"):
        retrained(lambda texts, labels: pipeline().fit(texts, labels), DATA, every)
    with pytest.raises(InputError, match="one label only"):
        retrained(pipeline(), Labelled.of(["a text", "more"], ["x", "x"]), [])
    with pytest.raises(InputError, match="hold no word"):
        retrained(pipeline(), Labelled.of(["!", "?"], ["x", "y"]), [])
    with pytest.raises(InputError, match="give a scikit-learn pipeline, or a function"):
        retrained(7, DATA, [])


def test_a_strange_label_is_told() -> None:
    found = retrained(pipeline(), DATA, [])
    with pytest.raises(InputError, match="label 'maybe', which no training text has"):
        accuracy(found.model, Labelled.of(["good"], ["maybe"]), DATA.names)
    assert accuracy(found.model, Labelled.of(["good", "good"], ["pos", "neg"]), DATA.names) == 0.5


@pytest.mark.parametrize(
    "given",
    [
        make_pipeline(CountVectorizer(ngram_range=(1, 2)), LogisticRegression()),
        make_pipeline(CountVectorizer(binary=True), MultinomialNB()),
        make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression()),
        make_pipeline(TfidfVectorizer(norm=None, lowercase=False), MultinomialNB()),
    ],
    ids=["counts", "presence", "tfidf", "raw tfidf"],
)
@pytest.mark.parametrize("classes", [2, 3])
def test_a_packed_model_says_what_the_pipeline_says(given, classes: int, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from exegesis.trust.acting.bag import BagModel

    labels = [str(place % classes) for place in range(len(DATA))]
    fitted = given.fit(DATA.texts, labels)
    packed(fitted).save(tmp_path / "bag")
    again = BagModel.load(tmp_path / "bag")
    texts = ["Good film, good film!", "edu bad", "nothing known here", ""]
    np.testing.assert_allclose(again.predict_proba(texts), fitted.predict_proba(texts), atol=1e-12)
    assert again.classes_ == tuple(fitted.classes_)


def test_what_cannot_be_packed_is_refused() -> None:
    from sklearn.svm import LinearSVC

    with pytest.raises(UnsupportedError, match="LinearSVC cannot be packed"):
        packed(make_pipeline(CountVectorizer(), LinearSVC()).fit(DATA.texts, DATA.labels))
    with pytest.raises(UnsupportedError, match="functions of its own"):
        packed(
            make_pipeline(CountVectorizer(tokenizer=str.split, token_pattern=None), LogisticRegression()).fit(
                DATA.texts, DATA.labels
            )
        )
    with pytest.raises(UnsupportedError, match="only a pipeline"):
        packed(LogisticRegression())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"terms": ["a", "a"]}, "no bag of words that can be read"),
        ({"terms": ["a", "b"]}, "do not fit its words"),
        ({"classes": ["x", "y", "z"]}, "do not fit its words"),
        ({"settings": {}}, "no bag of words that can be read"),
        ({"token_pattern": "("}, "cannot be used"),
        ({"analyzer": "by heart"}, "cannot be used"),
    ],
)
def test_files_that_are_no_model_are_one_line(change: dict[str, object], message: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import json

    from exegesis.core.errors import LoadError
    from exegesis.trust.acting.bag import WORDS, BagModel

    packed(pipeline().fit(DATA.texts, DATA.labels)).save(tmp_path)
    data = json.loads((tmp_path / WORDS).read_text())
    for name, value in change.items():
        (data if name in data else data["settings"])[name] = value
    (tmp_path / WORDS).write_text(json.dumps(data))
    with pytest.raises(LoadError, match=message) as told:
        BagModel.load(tmp_path)
    assert "\n" not in str(told.value)
    (tmp_path / WORDS).write_text("{")
    with pytest.raises(LoadError, match="no bag of words"):
        BagModel.load(tmp_path)
