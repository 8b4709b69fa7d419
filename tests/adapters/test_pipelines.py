"""The number that a pipeline of transformers gives is the number explained, or one line says why not."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import transformers

import exegesis
from exegesis.core.errors import InputError, LoadError
from tests import tiny
from tests.adapters.head_families import headed

TEXT = "the plot is dull"
LONG = " ".join([TEXT] * 4)


def pipeline(labels: int = 2, task: str = "text-classification", **settings: Any) -> Any:
    model, tokenizer = tiny.bert_classifier(labels), tiny.wordpiece()
    return transformers.pipeline(task, model=model, tokenizer=tokenizer, **settings)


def said(found: Any) -> dict[str, float]:
    """What a pipeline answers to one text, by label."""
    rows = found[0] if isinstance(found, list) and isinstance(found[0], list) else found
    if isinstance(rows, Mapping):
        return dict(zip(rows["labels"], rows["scores"], strict=True))
    return {row["label"]: row["score"] for row in rows}


def refusal(source: Any, **options: Any) -> str:
    with pytest.raises(LoadError) as caught:
        exegesis.load(source, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("labels", [1, 2, 3])
@pytest.mark.parametrize("function", [None, "sigmoid", "softmax", "none"])
@pytest.mark.slow
def test_the_pipelines_own_function_is_followed(labels: int, function: str | None) -> None:
    if (labels, function) == (1, "softmax"):
        pytest.skip("one output is no choice; refused below")
    settings = {} if function is None else {"function_to_apply": function}
    source = pipeline(labels, top_k=None, **settings)
    wanted = said(source(TEXT))
    for method in ("occlusion", "integrated_gradients"):
        explained = exegesis.explain(exegesis.load(source), TEXT, method)
        found = dict(zip(explained.prediction.labels, explained.prediction.outputs, strict=True))
        assert found == pytest.approx(wanted, rel=1e-5)
    occluded = exegesis.explain(exegesis.load(source), TEXT, "occlusion")
    assert occluded.value == pytest.approx(max(wanted.values()), rel=1e-5)
    assert occluded.target.output == ("value" if function == "none" else "probability")


def test_softmax_of_one_output_is_refused() -> None:
    assert "one output, which is no choice" in refusal(pipeline(1, function_to_apply="softmax"))


def test_the_caller_of_load_has_the_last_word() -> None:
    assert exegesis.load(pipeline(1), task="regression").kind == "regression"
    assert exegesis.load(pipeline(function_to_apply="sigmoid"), task="single-label").kind == "single-label"


def test_how_many_answers_are_shown_is_no_matter() -> None:
    model = exegesis.load(pipeline(top_k=1, padding=True, batch_size=4))
    np.testing.assert_allclose(model.predict([TEXT]), exegesis.load(pipeline()).predict([TEXT]), rtol=1e-6)


@pytest.mark.parametrize("settings", [{"truncation": True}, {"truncation": True, "max_length": 12}, {"max_length": 12}])
def test_what_would_be_cut_is_refused(settings: dict[str, Any]) -> None:
    source = pipeline(top_k=None, **settings)
    model = exegesis.load(source)
    assert said(source(TEXT)) == pytest.approx(dict(zip(model.labels, model.predict([TEXT])[0], strict=True)), rel=1e-5)
    with pytest.raises(InputError, match=r"this pipeline cuts what is longer than \d+ tokens.*load \(pipeline.model"):
        exegesis.explain(model, LONG * 3, "occlusion")


def test_without_truncation_long_texts_are_read_in_windows() -> None:
    assert len(exegesis.explain(exegesis.load(pipeline()), LONG * 3, "occlusion", unit="sentence").windows) > 1


@pytest.mark.parametrize("settings", [{"add_special_tokens": False}, {"stride": 3}])
def test_a_setting_that_is_not_followed_is_named(settings: dict[str, Any]) -> None:
    name = next(iter(settings))
    assert f"the pipeline's setting {name}=" in refusal(pipeline(**settings))


# -- other tasks ---------------------------------------------------------------------------------------------------


def tagger(**settings: Any) -> Any:
    model, tokenizer = headed("bert", "token-classification")
    return transformers.pipeline("token-classification", model=model, tokenizer=tokenizer, **settings)


@pytest.mark.parametrize("settings", [{}, {"aggregation_strategy": "simple"}, {"ignore_labels": []}])
def test_a_tagger_loads(settings: dict[str, Any]) -> None:
    assert exegesis.load(tagger(**settings)).head == "token-classification"


@pytest.mark.parametrize("settings", [{"aggregation_strategy": "max"}, {"is_split_into_words": True}])
def test_tags_that_are_reckoned_otherwise_are_refused(settings: dict[str, Any]) -> None:
    assert f"the pipeline's setting {next(iter(settings))}=" in refusal(tagger(**settings))


def test_a_pipeline_of_hidden_words() -> None:
    model, tokenizer = headed("bert", "masked-lm")
    make = lambda **more: transformers.pipeline("fill-mask", model=model, tokenizer=tokenizer, **more)  # noqa: E731
    assert exegesis.load(make(top_k=3)).head == "masked-lm"
    assert "the pipeline's setting target_ids=" in refusal(make(targets=["good"]))


def test_a_pipeline_of_next_words() -> None:
    model, tokenizer = headed("gpt2", "causal-lm")
    make = lambda **more: transformers.pipeline("text-generation", model=model, tokenizer=tokenizer, **more)  # noqa: E731
    assert exegesis.load(make()).head == "causal-lm"
    assert exegesis.load(make(max_new_tokens=3)).head == "causal-lm"
    assert "the pipeline's setting temperature=0.5" in refusal(make(temperature=0.5, do_sample=True))


def test_a_pipeline_of_the_users_own_making() -> None:
    class Mine(transformers.TextClassificationPipeline):
        pass

    inner = pipeline()
    mine = Mine(model=inner.model, tokenizer=inner.tokenizer, task="text-classification")
    assert "Mine, a pipeline of your own making, is not explained" in refusal(mine)


# -- zero-shot ----------------------------------------------------------------------------------------------------


def zero_shot(entails: int = 2, **settings: Any) -> Any:
    model, tokenizer = tiny.bert_classifier(3), tiny.wordpiece()
    names = ["contradiction", "neutral", "entailment"]
    names[2], names[entails] = names[entails], names[2]
    model.config.id2label = dict(enumerate(names))
    model.config.label2id = {name: index for index, name in enumerate(names)}
    return transformers.pipeline("zero-shot-classification", model=model, tokenizer=tokenizer, **settings)


@pytest.mark.parametrize("entails", [0, 2])
@pytest.mark.parametrize("settings", [{}, {"multi_label": True}, {"hypothesis_template": "it is {}"}])
@pytest.mark.parametrize("labels", [["good", "bad", "dull"], ["good"]])
@pytest.mark.slow
def test_zero_shot_labels_get_the_pipelines_numbers(labels: list[str], settings: dict[str, Any], entails: int) -> None:
    wanted = said(zero_shot(entails, **settings)(TEXT, labels))
    for model in (
        exegesis.load(zero_shot(entails, **settings), labels=labels),
        exegesis.load(zero_shot(entails, candidate_labels=labels, **settings)),
    ):
        assert model.labels == tuple(labels)
        explained = exegesis.explain(model, TEXT, "occlusion", target=labels[0])
        assert explained.value == pytest.approx(wanted[labels[0]], rel=1e-5)
        found = dict(zip(labels, explained.prediction.outputs, strict=True))
        assert found == pytest.approx(wanted, rel=1e-5)


def test_zero_shot_needs_its_labels() -> None:
    assert "needs its candidate labels, such as labels=" in refusal(zero_shot())
    assert "leave out task=" in refusal(zero_shot(), labels=["a"], task="multi-label")


def test_zero_shot_cuts_nothing() -> None:
    model = exegesis.load(zero_shot(), labels=["good"])
    with pytest.raises(InputError, match="does not fit"):
        exegesis.explain(model, LONG * 3, "occlusion")
    with pytest.raises(InputError, match="not about a pair"):
        exegesis.explain(model, exegesis.Pair("a film", "a plot"), "occlusion")
