import random
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import exegesis
from exegesis import api
from exegesis.adapters.function import FunctionModel
from exegesis.core.errors import InputError, ModelError, UnsupportedError
from exegesis.core.text import is_blank
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import plain
from exegesis.explainers.table import usual
from tests import tiny
from tests.examples import examples

BERT, GPT2 = tiny.bert(), tiny.gpt2()
TEXT = "A bad film, very dull!"
LONG = "a bad film, dull plot and boring acting. " * 8 + "it was wonderful! " * 6
# parzen needs a background of other texts.
METHODS = [row.name for row in exegesis.methods() if row.name != "parzen" and row.reads_texts]
RANDOM_METHODS = ["lime", "kernel_shap", "permutation_shap", "smooth_grad", "gradient_shap", "random"]
# Enough for a test, where the method takes the setting at all.
SMALL = {"samples": 40, "steps": 8}


def by_words(texts: list[str]) -> np.ndarray:
    score = np.array([min(0.99, 0.1 + 0.2 * text.count("good") + 0.01 * len(text) / 100) for text in texts])
    return np.stack([1 - score, score], axis=1)


def explain(model: Any = BERT, text: Any = TEXT, method: str = "occlusion", **options: Any) -> Any:
    small = {name: value for name, value in SMALL.items() if name in api.settings_of(method)}
    return exegesis.explain(model, text, method, **{**small, **options})


def numbers(explanation: Explanation) -> np.ndarray:
    return np.append(explanation.scores, explanation.value)


# -- what comes back ----------------------------------------------------------------------------------------------


def test_an_explanation_carries_all_that_is_needed_to_judge_it() -> None:
    found = explain(target="positive", seed=5, id="review 7", window=2)
    assert (found.text, found.unit, found.method, found.seed, found.id) == (TEXT, "word", "occlusion", 5, "review 7")
    assert [unit.text for unit in found.units] == ["A", "bad", "film", ",", "very", "dull", "!"]
    assert (found.target.name, found.target.index, found.target.output) == ("positive", 1, "probability")
    assert found.value == pytest.approx(BERT.predict([TEXT])[0, 1], abs=1e-5)
    assert found.prediction.labels == ("negative", "positive")
    assert found.settings["window"] == 2
    assert (found.settings["batch_tokens"], found.settings["precision"]) == (2048, "float32")
    assert found.settings["output"] == "probability"
    assert found.baseline.name == "mask"
    assert found.fingerprint == BERT.fingerprint()
    assert found.cost.forward_passes == 7  # the text, and a window of two words at six places
    assert found.windows == BERT.windows(plain(TEXT))
    assert not found.truncated
    assert Explanation.from_json(found.to_json()) == found


@pytest.mark.parametrize("method", METHODS)
def test_every_method_explains(method: str) -> None:
    found = explain(method=method)
    assert found.method == method
    assert found.scores.shape == (len(found.units),)
    assert np.isfinite(found.scores).all()
    assert Explanation.from_json(found.to_json()) == found


def test_auto_is_a_method_that_fits_every_model() -> None:
    assert exegesis.explain(BERT, TEXT).method == exegesis.explain(by_words, TEXT).method == usual("explain")[0]


@pytest.mark.parametrize("unit", ["word", "token", "sentence", lambda text: [(0, 5), (6, len(text))]])
def test_every_unit_is_explained(unit: Any) -> None:
    found = explain(unit=unit)
    assert all(found.text[unit.start : unit.end] == unit.text for unit in found.units)


def test_every_way_to_give_a_model_will_do() -> None:
    pair = tiny.bert_classifier(), tiny.wordpiece()
    np.testing.assert_allclose(numbers(explain(pair)), numbers(explain(BERT)), atol=1e-5)
    assert explain(by_words).fingerprint.weights is None


# -- targets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "index"), [(None, None), ("predicted", None), ("negative", 0), (1, 1), ("1", 1), (np.int64(0), 0)]
)
def test_one_target_gives_one_explanation(target: Any, index: int | None) -> None:
    found = explain(target=target)
    assert found.target.index == (found.prediction.index if index is None else index)


@pytest.mark.parametrize("targets", [["negative", 1], (0, 1), np.array([0, 1]), ["positive"], [1, 1, 0]])
def test_several_targets_give_a_list(targets: Any) -> None:
    found = explain(target=targets)
    assert isinstance(found, list)
    names = {"negative": 0, "positive": 1}
    assert [one.target.index for one in found] == [names.get(target, target) for target in list(targets)]


@pytest.mark.parametrize("method", [method for method in METHODS if method != "random"])
@pytest.mark.slow
def test_targets_in_shared_passes_are_targets_one_by_one(method: str) -> None:
    model = tiny.bert(labels=3)
    # Where a budget binds, partition_shap spends it where any of its targets changes most; here it does not.
    options = {"samples": 500} if method == "partition_shap" else {}
    together = explain(model, method=method, target=[2, 0, 1], **options)
    apart = [explain(model, method=method, target=index, **options) for index in (2, 0, 1)]
    for shared, alone in zip(together, apart, strict=True):
        np.testing.assert_allclose(numbers(shared), numbers(alone), atol=1e-5)
    if method != "greedy":  # which follows each target its own way
        assert together[0].cost.forward_passes == apart[0].cost.forward_passes


@pytest.mark.parametrize("output", ["probability", "logit"])
def test_the_output_is_the_unit_of_value_and_scores(output: str) -> None:
    found = explain(output=output, target=1)
    logits = BERT.forward(BERT.encode([TEXT]))[0]
    assert found.value == pytest.approx(logits[1] if output == "logit" else BERT.probabilities(logits)[1], abs=1e-5)
    assert found.target.output == output


@pytest.mark.parametrize("method", ["occlusion", "lime"])
def test_a_regression_has_values_and_nothing_else(method: str) -> None:
    model = tiny.bert(labels=1)
    assert explain(model, method=method).target.output == "value"
    assert explain(model, method=method, output="value").target.output == "value"
    with pytest.raises(InputError, match="gives values, which have no logit"):
        explain(model, method=method, output="logit")


# -- the same seed, the same answer -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("batch_tokens", [1, 100, 100_000])
def test_the_batch_size_does_not_change_the_answer(method: str, batch_tokens: int) -> None:
    found = explain(method=method, batch_tokens=batch_tokens)
    np.testing.assert_allclose(numbers(found), numbers(explain(method=method)), atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["lime", "partition_shap", "integrated_gradients", "greedy"])
def test_the_number_of_threads_does_not_change_the_answer(method: str) -> None:
    before = torch.get_num_threads()
    found = {}
    for threads in (1, 2):
        torch.set_num_threads(threads)
        found[threads] = explain(method=method)
    torch.set_num_threads(before)
    np.testing.assert_allclose(numbers(found[1]), numbers(found[2]), atol=1e-5)


@pytest.mark.parametrize("method", ["occlusion", "integrated_gradients", "lime"])
def test_half_precision_moves_the_answer_a_little(method: str) -> None:
    exact, rough = explain(method=method), explain(method=method, precision="bfloat16")
    assert 0 < np.abs(numbers(exact) - numbers(rough)).max() < 0.05
    assert rough.settings["precision"] == "bfloat16"


@pytest.mark.parametrize("method", RANDOM_METHODS)
@pytest.mark.slow
def test_seed_and_id_choose_the_random_stream(method: str) -> None:
    def scores(seed: Any, id: str | None = None) -> np.ndarray:
        found: np.ndarray = explain(text=tiny.REVIEW, method=method, seed=seed, id=id).scores
        return found

    first, named = scores(3), scores(3, "a")
    np.testing.assert_array_equal(scores(3), first)
    np.testing.assert_array_equal(scores(np.int64(3)), first)
    np.testing.assert_array_equal(scores(3, "a"), named)
    assert not np.array_equal(scores(4), first)
    assert not np.array_equal(named, first)
    assert not np.array_equal(scores(3, "b"), named)


def test_equal_ids_agree_across_texts() -> None:
    first = explain(text="a bad film", method="random", id="same")
    second = explain(text="a dull plot", method="random", id="same")
    np.testing.assert_array_equal(first.scores, second.scores)


def test_the_order_of_calls_does_not_matter() -> None:
    texts = ["a bad film", "a dull plot", "wonderful acting!"]
    forwards = {text: explain(text=text, method="lime").scores for text in texts}
    for text in reversed(texts):
        np.testing.assert_array_equal(explain(text=text, method="lime").scores, forwards[text])


@pytest.mark.parametrize("method", METHODS)
def test_global_generators_neither_matter_nor_are_touched(method: str) -> None:
    def drawn() -> tuple[Any, ...]:
        return random.random(), np.random.random(), torch.rand(()).item()

    def sown(seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed)
        torch.manual_seed(seed)

    sown(1)
    expected = drawn()
    sown(1)
    first = explain(method=method)
    assert drawn() == expected
    np.testing.assert_array_equal(explain(method=method).scores, first.scores)


def test_a_model_changed_between_two_calls_is_seen() -> None:
    model = tiny.bert()
    first = explain(model, target=1)
    with torch.no_grad():
        model.model.classifier.weight.mul_(-1)
    second = explain(model, target=1)
    assert not np.allclose(numbers(first), numbers(second), atol=1e-3)
    assert first.fingerprint.weights != second.fingerprint.weights


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.slow
def test_the_model_is_left_as_it_was(method: str) -> None:
    model = tiny.bert()
    weights = {name: tensor.clone() for name, tensor in model.model.state_dict().items()}
    hooks = [len(module._forward_hooks) for module in model.model.modules()]
    explain(model, method=method)
    if method != "attention_rollout":  # transformers itself hangs hooks on where attention is asked for
        assert [len(module._forward_hooks) for module in model.model.modules()] == hooks
    assert all(torch.equal(tensor, weights[name]) for name, tensor in model.model.state_dict().items())
    assert all(parameter.requires_grad and parameter.grad is None for parameter in model.model.parameters())
    assert model.model.config._attn_implementation == "sdpa"


# -- odd but right texts ------------------------------------------------------------------------------------------

ODD = {
    "one word": "good",
    "one letter": "a",
    "emoji": "👍🏽👨‍👩‍👧🇩🇪",
    "right to left": "סרט טוב מאוד",
    "mixed": "good סרט bad 日本 плохо",
    "zero width": "go\u200bod \u200dfilm\ufeff",
    "chinese": "这部电影很好看",
    "thai": "หนังเรื่องนี้ดีมาก น้ำ",
    "tabs and line ends": "\n\ta bad\r\nfilm\u2028 \x0b dull\n\n",
    "repeated": "good good good good good good",
    "signs": "?!... -- …",
    "controls": "a\x00b\x07c",
    "marks": "e\u0301\u0301\u0301 n\u0303",
    "markup": "<b>good</b> &amp; [SEP] [MASK] </s> {{x}}",
    "replacement": "\ufffd",
    "giant word": "x" * 150,
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize(
    "model",
    [
        pytest.param(BERT, id="bert"),
        pytest.param(GPT2, id="gpt2", marks=pytest.mark.slow),
        pytest.param(by_words, id="function"),
    ],
)
def test_odd_texts_simply_work(name: str, model: Any) -> None:
    text = ODD[name]
    methods = ["auto", "lime", "occlusion", "kernel_shap"] + ([] if model is by_words else ["gradient"])
    for method in methods:
        found = explain(model, text, method)
        assert found.text == text
        assert np.isfinite(found.scores).all()
        assert Explanation.from_json(found.to_json()) == found


@examples(25)
@given(st.text(min_size=1, max_size=20))
def test_any_text_is_explained_or_refused_in_one_line(text: str) -> None:
    for model in (BERT, GPT2, by_words):
        if is_blank(text):
            with pytest.raises(InputError, match="empty or blank"):
                explain(model, text)
        else:
            assert np.isfinite(explain(model, text).scores).all()


def test_one_word_said_often_costs_few_passes() -> None:
    found = explain(text="good " * 20, method="lime", baseline="delete", samples=500)
    assert found.cost.forward_passes < 45


def test_a_long_text_is_read_whole() -> None:
    for method in ("occlusion", "integrated_gradients", "attention_rollout", "partition_shap"):
        found = explain(text=LONG, method=method)
        assert len(found.windows) > 2
        assert not found.truncated
        assert found.value == pytest.approx(BERT.predict([LONG])[0, found.target.index], abs=1e-5)


# -- what cannot be explained -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": ""}, "the text is empty or blank"),
        ({"text": " \n\u200b"}, "the text is empty or blank"),
        ({"text": "a\ud800"}, "lone surrogate at character 1"),
        ({"text": None}, "must be a string, not NoneType"),
        ({"text": ["a"]}, "must be a string, not list"),
        ({"method": "limé"}, "unknown method 'limé'. Did you mean 'lime'?"),
        ({"method": "anchors"}, "unknown method 'anchors'."),
        ({"target": "postive"}, "Did you mean 'positive'?"),
        ({"target": 2}, "target 2 is out of range"),
        ({"target": []}, "no target given"),
        ({"unit": "words"}, "unknown unit 'words'. Did you mean 'word'?"),
        ({"unit": 3}, "unknown unit 3"),
        ({"sample": 5}, "unknown setting of occlusion 'sample'."),
        ({"windw": 5}, "unknown setting of occlusion 'windw'. Did you mean 'window'?"),
        ({"window": "wide"}, "window of occlusion must be a whole number"),
        ({"window": 0}, "window must be"),
        ({"baseline": "msk"}, "unknown baseline 'msk'. Did you mean 'mask'?"),
        ({"baseline": "zero"}, "is for gradient methods"),
        ({"output": "probabilty"}, "unknown output 'probabilty'. Did you mean 'probability'?"),
        ({"precision": "float16"}, "unknown precision 'float16'."),
        ({"batch_tokens": 0}, "batch_tokens must be a whole number of at least 1, not 0"),
        ({"batch_tokens": "many"}, "batch_tokens must be a whole number"),
        ({"seed": True}, "seed must be a whole number, not True"),
        ({"seed": 1.0}, "seed must be a whole number, not 1.0"),
        ({"seed": "1"}, "seed must be a whole number, not '1'"),
        ({"seed": None}, "seed must be a whole number"),
        ({"id": 5}, "id must be printable text, not 5"),
        ({"id": "a\nb"}, "id must be printable text"),
        ({"method": "integrated_gradients", "layer": "bert.encoder.layer.9"}, "unknown layer"),
    ],
)
def test_slips_are_one_line(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        explain(**options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_slip_is_told_before_any_pass() -> None:
    model = FunctionModel(lambda texts: pytest.fail("the model was run"))
    for options in ({"seed": True}, {"id": 5}, {"window": 0}, {"text": ""}, {"precision": "x"}, {"unit": "x"}):
        with pytest.raises(InputError):
            explain(model, **{"text": TEXT, **options})


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient", "smooth_grad", "attention_rollout"])
def test_a_method_that_does_not_fit_names_those_that_do(method: str) -> None:
    with pytest.raises(UnsupportedError, match=r"by_words does not give\. These methods fit it: lime, kernel_shap"):
        explain(by_words, method=method)


def test_what_the_model_answers_is_checked() -> None:
    with pytest.raises(ModelError, match="NaN"):
        explain(lambda texts: [[float("nan"), 0.0]] * len(texts))
    with pytest.raises(ModelError, match="not probabilities"):
        explain(lambda texts: [[-1.0, 2.0]] * len(texts))


# -- the front door -----------------------------------------------------------------------------------------------


def test_methods_models_and_settings_are_listed() -> None:
    assert {"lime", "partition_shap", "integrated_gradients"} <= {row.name for row in exegesis.methods()}
    assert [row.is_control for row in exegesis.methods()] == sorted(row.is_control for row in exegesis.methods())
    names = {"sentiment", "sentiment-tiny", "questions", "masked-words", "tags", "images"}
    assert {row.name for row in exegesis.models()} == names
    assert set(api.settings_of("auto")) >= {"output", "batch_tokens", "precision"}


def test_the_package_names_what_it_has() -> None:
    assert all(hasattr(exegesis, name) for name in exegesis.__all__)
    # A function called as a package of ours would be hidden by it as soon as that is imported.
    assert not any(isinstance(getattr(exegesis, name), ModuleType) for name in exegesis.__all__)
    with pytest.raises(AttributeError, match="module 'exegesis' has no attribute 'explane'"):
        exegesis.explane  # noqa: B018


def test_bfloat16_says_how_far_it_moved_the_answers() -> None:
    exact = exegesis.explain(tiny.bert(), "a dull film", "occlusion")
    assert exact.warnings == ()
    for method in ("occlusion", "gradient"):
        found = exegesis.explain(tiny.bert(), "a dull film", method, precision="bfloat16")
        assert any("bfloat16 moved what is explained by up to" in said for said in found.warnings)


@pytest.mark.parametrize(("slowness", "is_said"), [(0.2, False), (1.9, True)])
def test_bfloat16_that_is_slower_here_is_said(monkeypatch: pytest.MonkeyPatch, slowness: float, is_said: bool) -> None:
    model = tiny.bert()
    monkeypatch.setattr(model, "slowness", lambda: slowness)
    found = exegesis.explain(model, "a dull film", "occlusion", precision="bfloat16")
    assert ("On this processor products in bfloat16 take 1.9 times as long as in float32." in found.warnings) is is_said
