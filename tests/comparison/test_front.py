"""Models side by side: a tiny transformer beside a scikit-learn pipeline and callables whose words are known."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import exegesis
from exegesis.adapters.function import FunctionModel
from exegesis.core.errors import InputError
from exegesis.data.inputs import Pair
from tests import tiny
from tests.question_models import question_model

LABELS = ("negative", "positive")
TEXTS = ("a good film", "dull dull plot", "good but never dull")


def counting(weights: dict[str, float], name: str = "box", labels: Sequence[str] = LABELS) -> FunctionModel:
    """A black box whose probability of the last label is 1/2 + the sum of its words' weights."""

    def probabilities(texts: list[str]) -> Any:
        sums = [sum(weights.get(word, 0.0) for word in text.split()) for text in texts]
        up = np.clip(0.5 + np.array(sums), 0, 1)
        return np.stack([1 - up, up], axis=1)

    return FunctionModel(probabilities, labels=labels, name=name)


def pipeline() -> Any:
    texts = ["a good film", "good good acting", "wonderful plot", "a dull film", "dull bad acting", "bad plot"]
    truths = ["positive"] * 3 + ["negative"] * 3
    return make_pipeline(CountVectorizer(), LogisticRegression(C=10)).fit(texts, truths)


def breaking(on: str) -> FunctionModel:
    def probabilities(texts: list[str]) -> Any:
        if any(on in text for text in texts):
            raise RuntimeError("the cable\nfell out")
        return np.tile([0.25, 0.75], (len(texts), 1))

    return FunctionModel(probabilities, labels=LABELS, name="breaking")


def test_scores_stand_on_the_same_words_and_differences_are_of_shares() -> None:
    one, other = counting({"good": 0.2, "dull": -0.1}), counting({"good": 0.1, "film": 0.1}, "other")
    found = exegesis.compare([one, other], TEXTS, "occlusion")
    assert [side.name for side in found.sides] == ["box, occlusion", "other, occlusion"]
    assert [word.text for word in found.texts[0].words] == ["a", "good", "film"]
    assert found.texts[0].scores[0] == pytest.approx((0.0, 0.2, 0.0))
    assert found.texts[0].scores[1] == pytest.approx((0.0, 0.1, 0.1))
    # shares: good 1 and 1/2, film 0 and 1/2
    assert found.differences_in(0)[:2] == (
        ("good", pytest.approx(0.5), pytest.approx((1.0, 0.5))),
        ("film", pytest.approx(0.5), pytest.approx((0.0, 0.5))),
    )
    # "dull dull plot" moves the second model by nothing: undefined, not 0
    agreement = found.agreement()
    assert agreement.texts[0][1] == 2
    assert agreement.undefined == ((0, 1), (1, 1))


def test_a_transformer_beside_a_pipeline_and_a_callable() -> None:
    models = {
        "tiny": tiny.bert(),
        "pipeline": pipeline(),
        "box": counting({"good": 0.2}, labels=("Negative", "POSITIVE")),
    }
    found = exegesis.compare(models, TEXTS, ["occlusion", "integrated_gradients"], unit="token", steps=4)
    assert [one.name for one in found.models] == ["tiny", "pipeline", "box"]
    assert [(one.model, one.method) for one in found.unsupported] == [
        ("pipeline", "integrated_gradients"),
        ("box", "integrated_gradients"),
    ]
    assert "needs gradients" in found.unsupported[0].reason
    assert [(one.name, one.unit) for one in found.sides] == [
        ("tiny, occlusion", "token"),
        ("tiny, integrated_gradients", "token"),
        ("pipeline, occlusion", "word"),
        ("box, occlusion", "word"),
    ]
    for text in found.texts:
        assert {one.labels for one in text.predictions if one is not None} == {LABELS}
        for explanation, scores in zip(text.explanations, text.scores, strict=True):
            assert explanation is not None
            assert scores is not None
            assert len(scores) == len(text.words)
            assert sum(scores) == pytest.approx(float(explanation.scores.sum()))
    assert found.predictions[0][2] == exegesis.predict(counting({"good": 0.2}), TEXTS[0])[0]
    assert found.agreement("overlap").texts[0][1] == 3


def test_explanations_are_those_of_explain() -> None:
    model = tiny.bert()
    (found,) = exegesis.compare([model], TEXTS[:1], "lime", seed=3, ids=["a"], samples=50).texts
    alone = exegesis.explain(model, TEXTS[0], "lime", "positive", 3, id="a", samples=50)
    assert found.explanations[0] is not None
    assert found.explanations[0].scores == pytest.approx(alone.scores, abs=1e-5)
    assert (found.id, found.name, found.explanations[0].id) == ("a", "a", "a")


def test_of_two_labels_the_second_is_explained_of_more_the_first_models_answer() -> None:
    def three(order: Sequence[int]) -> Any:
        return lambda texts: np.array([np.roll([0.7, 0.2, 0.1], len(text) % 3)[list(order)] for text in texts])

    one = FunctionModel(three((0, 1, 2)), labels=("x", "y", "z"), name="one")
    other = FunctionModel(three((2, 0, 1)), labels=("z", "x", "y"), name="other")
    texts = ["aaa", "aaaa", "aaaaa"]
    found = exegesis.compare([one, other], texts, "random")
    assert [text.explained for text in found.texts] == ["x", "y", "z"]
    assert [text.explanations[1].target.name for text in found.texts if text.explanations[1]] == ["x", "y", "z"]
    assert found.predictions[0][0] == found.predictions[0][1]
    two = counting({"dull": -0.2})
    assert {text.explained for text in exegesis.compare([two], TEXTS, "random").texts} == {"positive"}
    asked = exegesis.compare([two], TEXTS, "random", target="predicted")
    assert [text.explained for text in asked.texts] == ["negative", "negative", "negative"]  # at 1/2 the first
    assert {text.explained for text in exegesis.compare([two], TEXTS, "random", target="NEGATIVE").texts} == {
        "negative"
    }


def test_right_and_wrong_by_name_or_number() -> None:
    one, other = counting({"good": 0.2}, "one"), counting({"dull": 0.2}, "other")
    found = exegesis.compare([one, other], TEXTS, "random", truths=["Positive", 0, None])
    assert [text.truth for text in found.texts] == ["positive", "negative", None]
    assert [(one.index, one.right, one.wrong) for one in found.disagreements] == [
        (0, ("one",), ("other",)),
        (1, ("one",), ("other",)),
    ]


def test_what_fails_on_one_text_stands_in_its_place() -> None:
    texts = ["a good film", " ", "a dull film", "fine"]
    found = exegesis.compare([counting({"good": 0.2, "dull": -0.1}), breaking("dull")], texts, "occlusion")
    assert [text.text for text in found.texts] == texts
    assert [len(text.failures) for text in found.texts] == [0, 2, 1, 0]
    (failure,) = found.texts[2].failures
    assert (failure.model, failure.method, failure.reason) == ("breaking", None, "the cable fell out")
    assert found.texts[2].explanations[0] is not None
    assert found.texts[2].scores[1] is None
    assert found.texts[1].words == ()
    assert found.agreement().texts[0][0] == 2  # "fine" is one word
    with pytest.raises(InputError, match="empty or blank"):
        exegesis.compare([counting({})], texts, "occlusion", errors="raise")


def test_a_failure_of_the_explanation_alone_is_told_with_its_method() -> None:
    long = " ".join(["word"] * 40)
    found = exegesis.compare([counting({"word": 0.01})], [long, "a b"], "exact_shap")
    (failure,) = found.texts[0].failures
    assert (failure.model, failure.method) == ("box", "exact_shap")
    assert found.predictions[0][0] is not None
    assert found.texts[1].failures == ()


def test_one_model_given_twice_and_pairs_of_texts() -> None:
    model = FunctionModel(lambda pairs: np.array([[0.4, 0.6] for _ in pairs]), labels=LABELS, name="pairs")
    found = exegesis.compare([model, model], [Pair("a dog", "an animal")], "random")
    assert [one.name for one in found.models] == ["pairs", "pairs (2)"]
    assert [word.text for word in found.texts[0].words] == ["a", "dog", "an", "animal"]
    assert found.texts[0].text == "a dog\n\nan animal"


def test_sentences_are_compared_as_sentences() -> None:
    found = exegesis.compare([counting({"good": 0.2})], ["A good film. It was dull."], "occlusion", unit="sentence")
    assert [word.text for word in found.texts[0].words] == ["A good film.", "It was dull."]


def test_a_method_without_signs_is_noted() -> None:
    found = exegesis.compare([tiny.bert()], TEXTS, ["attention_rollout", "occlusion"])
    assert any("No score of tiny-bert, attention_rollout is below 0" in note for note in found.notes)


def test_progress_counts_answers_and_explanations() -> None:
    steps: list[tuple[int, int]] = []
    exegesis.compare([counting({})] * 2, TEXTS, ["random", "occlusion"], progress=lambda *told: steps.append(told))
    assert steps == [(done + 1, 18) for done in range(18)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"texts": "one"}, "takes a list of texts"),
        ({"texts": []}, "no text to compare"),
        ({"models": []}, "no model to compare"),
        ({"models": "bundled:sentiment"}, "takes a list of models"),
        ({"methods": []}, "no method given"),
        ({"methods": ["lime", "lime"]}, "'lime' is given twice"),
        ({"methods": "limes"}, "Did you mean 'lime'"),
        ({"truths": [1]}, "1 truths for 3 texts"),
        ({"truths": [1, 0, 7]}, r"label \(of text 3\) 7 is out of range"),
        ({"ids": ["a"]}, "1 ids for 3 texts"),
        ({"target": "postive"}, "Did you mean 'positive'"),
        ({"errors": "ignore"}, "unknown way with errors 'ignore'"),
        ({"steps": 3}, "unknown setting of random 'steps'"),
        ({"seed": 0.5}, "seed must be a whole number"),
        ({"unit": "letter"}, "unknown unit"),
    ],
)
def test_slips_are_told_before_the_work(changes: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"models": [counting({})], "texts": TEXTS, "methods": "random", **changes}
    with pytest.raises(InputError, match=said):
        exegesis.compare(**given)


def test_models_of_other_tasks_are_refused() -> None:
    with pytest.raises(InputError, match=r"is for question-answering.*compare-qa"):
        exegesis.compare([question_model()], TEXTS)
    values = FunctionModel(lambda texts: np.zeros(len(texts)), task="regression", name="values")
    with pytest.raises(InputError, match="box is single-label and values is regression"):
        exegesis.compare([counting({}), values], TEXTS)
    with pytest.raises(InputError, match="truths are for models that give one label"):
        exegesis.compare([values], TEXTS, "random", truths=[1, 2, 3])
    assert exegesis.compare([values], TEXTS, "occlusion").sides[0].output == "value"


def test_raised_errors_name_the_text_and_the_side() -> None:
    long = " ".join(["word"] * 40)
    with pytest.raises(InputError) as error:
        exegesis.compare([counting({"word": 0.01})], ["a b", long], "exact_shap", errors="raise")
    assert error.value.__notes__ == ["in text 1, box, exact_shap"]


def test_settings_go_to_the_methods_that_have_them_and_into_the_json() -> None:
    found = exegesis.compare([tiny.bert()], TEXTS[:1], ["lime", "occlusion"], samples=20, batch_tokens=512)
    assert [dict(side.settings) for side in found.sides] == [
        {"samples": 20, "batch_tokens": 512},
        {"batch_tokens": 512},
    ]
    assert exegesis.Comparison.from_json(found.to_json()) == found
