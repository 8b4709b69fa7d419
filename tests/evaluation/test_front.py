"""`exegesis.evaluate` on tiny models: what it rebuilds, shares, refuses and leaves alone."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.explanation import Explanation
from exegesis.engine.engine import Engine
from exegesis.evaluation.front import USUAL, evaluate
from exegesis.evaluation.result import Evaluation
from exegesis.metrics.erasure import Comprehensiveness
from exegesis.metrics.table import METRICS
from tests import tiny
from tests.adapters.head_families import headed
from tests.question_models import question_model

BERT, GPT2 = tiny.bert(), tiny.gpt2()
TEXT = "A bad film, very dull!"
FAST = ("comprehensiveness", "tau_loo")


def by_words(texts: list[str]) -> np.ndarray:
    score = np.array([min(0.99, 0.1 + 0.3 * t.count("good") - 0.05 * t.count("bad") + 0.01 * len(t)) for t in texts])
    return np.stack([1 - score, score], axis=1)


def explain(model: Any = BERT, text: Any = TEXT, method: str = "occlusion", **options: Any) -> Explanation:
    found = exegesis.explain(model, text, method, **options)
    assert isinstance(found, Explanation)
    return found


def state_of(model: Any) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


# -- numbers ------------------------------------------------------------------------------------------------------


def test_comprehensiveness_is_what_the_model_says_without_the_words() -> None:
    """A black box, by deletion: worked out with strings, not with masks."""
    given = explain(by_words, "good film but bad plot", target=1)
    found = evaluate(given, by_words, "comprehensiveness", removal="delete")["comprehensiveness"]
    whole = by_words(["good film but bad plot"])[0, 1]
    without = by_words(["film but bad plot"])[0, 1]
    assert given.top(1)[0][0].text == "good"
    assert found.details["drops"][0] == pytest.approx(whole - without, abs=1e-5)
    assert (found.removal, found.unit, found.direction) == ("delete", "probability", "higher")


def test_every_measure_of_a_transformer_has_a_value() -> None:
    given = explain()
    found = evaluate(given, BERT, "all", rationale=[(2, 5), (17, 21)], other=explain(method="gradient"))
    assert list(found) == [name for name, row in METRICS.items() if row.load().of is None]
    assert [name for name, one in found.items() if one.value is None] == []
    assert found["tau_loo"].value == pytest.approx(1)  # occlusion is leaving out
    assert found["seed_spearman"].value == 1
    assert found["random_logit"].value == pytest.approx(-1)
    assert found["completeness_gap"].removal == "mask"
    assert found["entropy"].removal is None
    assert found.cost.backward_passes > 0


@pytest.mark.parametrize("method", ["lime", "integrated_gradients", "attention_rollout", "partition_shap"])
def test_methods_are_run_again_from_their_record(method: str) -> None:
    small = {name: 16 for name in ("samples", "steps", "max_evals") if name in exegesis.api.settings_of(method)}
    given = Explanation.from_json(explain(method=method, seed=3, id="a", **small).to_json())
    metrics = ("seed_spearman", "max_sensitivity", "random_logit")
    found = evaluate(
        given, BERT, metrics, measure_settings={"max_sensitivity": {"samples": 2}, "seed_spearman": {"seeds": 2}}
    )
    if method == "attention_rollout":
        assert found["max_sensitivity"].undefined == "the method reads no embeddings that could be moved"
        assert found["random_logit"].value == 1  # it does not heed its target: the test catches it
    else:
        assert 0 < (found["max_sensitivity"].value or 0) < 2
        assert (found["random_logit"].value or 0) < -0.9


def test_the_same_seed_gives_the_same_scores_again() -> None:
    from exegesis.evaluation.answering import Answerer
    from exegesis.evaluation.subject import Subject
    from exegesis.metrics.requests import Reseeded, Shaken

    given = explain(method="lime", samples=40, seed=5)
    answerer = Answerer(Engine(BERT), Subject(given), "mask", 0)
    assert answerer.answer(Reseeded(5)) == pytest.approx(given.scores)
    assert answerer.answer(Reseeded(6)) != pytest.approx(given.scores)
    # Embeddings moved by nothing are those of the word pieces: masks through both ways give the same scores.
    assert answerer.answer(Shaken(0, 0.0)).scores == pytest.approx(given.scores, abs=1e-5)


def test_f_is_the_number_explained_in_its_unit() -> None:
    given = explain(output="logit", target="negative")
    found = evaluate(given, BERT, FAST)
    assert (found.output, found.target) == ("logit", "negative")
    assert found["comprehensiveness"].unit == "logit"
    masked = [np.ones(len(given.units), dtype=bool) for _ in range(2)]
    top = int(np.argmax(given.scores))
    masked[1][top] = False
    pieces = BERT.tokenizer(TEXT)["input_ids"]
    gone = [BERT.mask_id if place == top + 1 else piece for place, piece in enumerate(pieces)]  # one piece a word
    with torch.inference_mode():
        logits = BERT.model(torch.tensor([pieces, gone])).logits[:, 0]
    assert found["comprehensiveness"].details["drops"][0] == pytest.approx(float(logits[0] - logits[1]), abs=1e-5)


# -- what is rebuilt ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"unit": "token"},
        {"unit": "sentence", "text": "Bad film. Very dull! Never again."},
        {"unit": lambda text: [(0, 5), (6, 11), (13, 21)]},
        {"method": "lime", "mode": "bag-of-words", "samples": 20, "text": "bad plot, bad film", "baseline": "delete"},
        {"text": exegesis.Pair("a bad film", "a dull plot")},
        {"text": exegesis.Pair("a bad film", "a bad film"), "parts": "second"},
        {"target": exegesis.Contrast("positive", "negative"), "output": "logit"},
        {"text": "a bad film, dull plot and boring acting. " * 8},
    ],
    ids=["token", "sentence", "segmenter", "bag", "pair", "part", "contrast", "windows"],
)
def test_every_kind_of_explanation_is_rebuilt(options: dict[str, Any]) -> None:
    given = Explanation.from_json(explain(**options).to_json())
    found = evaluate(given, BERT, FAST)
    assert found["comprehensiveness"].value is not None
    assert not found.warnings
    if given.method == "occlusion":
        assert found["tau_loo"].value == pytest.approx(1)


def test_answers_are_rebuilt() -> None:
    model = question_model()
    asked = exegesis.Question("what was dull?", "the plot was dull, but the acting was good")
    for target in ("span", "start", "end", "no-answer"):
        found = evaluate(explain(model, asked, target=target, parts="context"), model, FAST)
        assert found["tau_loo"].value == pytest.approx(1)


@pytest.mark.parametrize(
    ("head", "text", "target"),
    [
        ("masked-lm", "the plot was [MASK] and slow", None),
        ("masked-lm", "the [MASK] was [MASK] and slow", exegesis.Word("good", 2)),
        ("masked-lm", exegesis.Hidden.word("the plot was slow", "slow"), "good"),
        ("token-classification", "the plot was slow, the movie was not", exegesis.Tag("was", occurrence=2)),
        ("token-classification", "the plot was slow", exegesis.Tag("plot was", "LOC")),
    ],
    ids=["mask", "second mask", "hidden", "tag", "entity"],
)
def test_words_and_tags_are_rebuilt(head: str, text: Any, target: Any) -> None:
    model = TransformerModel(*headed("bert", head), name="tiny")
    given = Explanation.from_json(explain(model, text, target=target).to_json())
    assert evaluate(given, model, FAST)["tau_loo"].value == pytest.approx(1)


def test_a_next_word_is_rebuilt() -> None:
    model = TransformerModel(*headed("gpt2", "causal-lm"), name="tiny")
    given = explain(model, "the plot was slow and the movie", target=" was", baseline="pad")
    found = evaluate(given, model, FAST, removal="pad")
    assert found["tau_loo"].value == pytest.approx(1)


@pytest.mark.parametrize("target", [exegesis.Word("good", 2), exegesis.Word(None, 2)], ids=["named", "hidden"])
def test_several_hidden_words_are_asked_again(target: exegesis.Word) -> None:
    model = TransformerModel(*headed("bert", "masked-lm"), name="tiny")
    hidden = exegesis.Hidden("the plot was slow", ((4, 8), (13, 17)))
    given = Explanation.from_json(explain(model, hidden, target=target).to_json())
    assert [unit.text for unit in given.units] == ["the", "was"]
    assert evaluate(given, model, FAST)["tau_loo"].value == pytest.approx(1)


def test_an_explanation_that_does_not_say_what_it_was_asked_is_refused() -> None:
    given = dataclasses.replace(explain(), asked=None)
    with pytest.raises(InputError, match=r"does not say what it was asked.*explain again"):
        evaluate(given, BERT, FAST)


# -- cost ---------------------------------------------------------------------------------------------------------


def test_measures_share_their_passes() -> None:
    given = explain()
    both = evaluate(given, BERT, ("comprehensiveness", "comprehensiveness_full", "deletion_area"))
    assert both["comprehensiveness"].cost.forward_passes > 0
    # Every text with the top units gone is one of the deletion curve's.
    alone = evaluate(given, BERT, ("deletion_area", "comprehensiveness", "comprehensiveness_full"))
    assert alone["comprehensiveness"].cost.forward_passes == alone["comprehensiveness_full"].cost.forward_passes == 0
    assert both.cost.forward_passes == alone.cost.forward_passes
    assert [both[name].value for name in both] == pytest.approx([alone[name].value for name in both], abs=1e-5)


def test_evaluations_share_an_engine() -> None:
    engine = Engine(BERT)
    first = evaluate(explain(), BERT, "tau_loo", engine=engine)
    second = evaluate(explain(method="random"), BERT, "tau_loo", engine=engine)
    assert first.cost.forward_passes == len(explain().units) + 1
    assert second.cost.forward_passes == 0
    with pytest.raises(InputError, match="the engine runs tiny-bert, not tiny-gpt2"):
        evaluate(explain(GPT2), GPT2, "tau_loo", engine=engine)


# -- randomisation ------------------------------------------------------------------------------------------------


def test_randomisation_leaves_the_model_as_it_was() -> None:
    model = tiny.bert()
    before, requires = state_of(model.model), [p.requires_grad for p in model.model.parameters()]
    random = torch.get_rng_state()
    evaluate(explain(model), model, ("cascading_randomisation", "independent_randomisation"))
    after = state_of(model.model)
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert [p.requires_grad for p in model.model.parameters()] == requires
    assert torch.equal(torch.get_rng_state(), random)


def test_randomisation_reports_every_block_from_the_head_down() -> None:
    found = evaluate(explain(), BERT, "cascading_randomisation")["cascading_randomisation"]
    assert list(found.details["by_block"]) == ["head", "layer 1", "layer 0", "embeddings"]
    assert (found.value or 0) < 0.9
    # A control that never asks the model cannot fall.
    control = evaluate(explain(method="random"), BERT, "cascading_randomisation")["cascading_randomisation"]
    assert control.value == 1


# -- what cannot be judged ----------------------------------------------------------------------------------------


def test_constant_scores_are_undefined_and_said_so() -> None:
    given = dataclasses.replace(explain(), scores=np.zeros(7))
    found = evaluate(given, BERT, USUAL)
    for one in found.values():
        assert one.value is None
        assert one.undefined == "all scores are equal, so they put no unit before another"


def test_a_black_box_says_what_it_lacks() -> None:
    given = explain(by_words)
    found = evaluate(given, by_words, ("max_sensitivity", "cascading_randomisation", "comprehensiveness"))
    assert "no embeddings that could be moved" in (found["max_sensitivity"].undefined or "")
    assert "no weights that could be drawn anew" in (found["cascading_randomisation"].undefined or "")
    assert found["comprehensiveness"].removal == "delete"
    with pytest.raises(UnsupportedError, match="has no mask token; use removal='delete'"):
        evaluate(given, by_words, removal="mask")


def test_a_method_that_cannot_be_run_again_is_undefined() -> None:
    given = dataclasses.replace(explain(), method="my_own")
    found = evaluate(given, BERT, ("seed_spearman", "tau_loo"))
    said = "my_own cannot be run again from its record: unknown method 'my_own'"
    assert said in (found["seed_spearman"].undefined or "")
    assert found["tau_loo"].value == pytest.approx(1)


def test_deletion_at_a_fixed_position_is_refused_in_the_words_of_the_caller() -> None:
    model = question_model()
    asked = exegesis.Question("what was dull?", "the plot was dull, but the acting was good")
    with pytest.raises(InputError, match=r"removal='delete' changes the row's length.* use removal='mask' or 'pad'"):
        evaluate(explain(model, asked, target="start"), model, removal="delete")


def test_a_model_with_other_numbers_is_told() -> None:
    other = tiny.bert(seed=9)
    found = evaluate(explain(), other, "comprehensiveness")
    assert "it is of another model (tiny-bert)" in found.warnings[0]
    with pytest.raises(InputError, match="cannot be rebuilt; explain again"):
        evaluate(dataclasses.replace(explain(), value=0.123), BERT)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measures": "comprehensivness"}, "Did you mean 'comprehensiveness'"),
        ({"measures": ()}, "no measure given"),
        ({"measures": "token_f1"}, "token_f1 compares with something that was not given; give rationale="),
        ({"measures": "sign_agreement"}, "give other="),
        ({"removal": "zero"}, "unknown removal 'zero'"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"measure_settings": {"infidelity": {"samples": 5}}}, "unknown measure with settings 'infidelity'"),
        (
            {"measures": "infidelity", "measure_settings": {"infidelity": {"sample": 5}}},
            "unknown setting of infidelity",
        ),
        (
            {"measures": "infidelity", "measure_settings": {"infidelity": {"samples": "5"}}},
            "samples of infidelity must be",
        ),
        ({"measures": "token_f1", "rationale": [1, 0]}, "2 flags and the explanation 7 units"),
    ],
)
def test_slips_are_told_in_one_line(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as told:
        evaluate(explain(), BERT, **options)
    assert "\n" not in str(told.value)


def test_another_text_or_model_is_refused() -> None:
    with pytest.raises(InputError, match="do not have the same units"):
        evaluate(explain(), BERT, "sign_agreement", other=explain(text="another film"))
    with pytest.raises(InputError, match="evaluate takes an Explanation, not str"):
        evaluate(TEXT, BERT)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="target 'negative' is 'class 0' for by_words"):
        evaluate(explain(target="negative"), by_words)


# -- what comes back ----------------------------------------------------------------------------------------------


def test_an_evaluation_is_a_mapping_and_data() -> None:
    found = evaluate(explain(id="7"), BERT, ["entropy", Comprehensiveness(grid="full")], seed=4)
    assert list(found) == ["entropy", "comprehensiveness"]
    assert len(found["comprehensiveness"].details["drops"]) == 10
    assert (found.seed, found.id, found.method, found.model) == (4, "7", "occlusion", "tiny-bert")
    assert "entropy: " in repr(found)
    assert Evaluation.from_dict(json.loads(found.to_json())) == found
    for data in ({}, {"schema_version": 1}, []):
        with pytest.raises(InputError, match="not an evaluation"):
            Evaluation.from_dict(data)  # type: ignore[arg-type]


def test_it_is_exported() -> None:
    assert exegesis.evaluate is evaluate


# -- another unit for f -------------------------------------------------------------------------------------------


def test_explanations_in_two_units_are_judged_by_the_same_numbers() -> None:
    """The same order of words gives the same falls of the probability, whatever unit the scores are in."""
    odds, plain = explain(output="log-odds"), explain()
    same = dataclasses.replace(odds, scores=plain.scores)
    found = evaluate(same, BERT, FAST, output="probability")
    assert found.output == "probability"
    assert found["comprehensiveness"].unit == "probability"
    wanted = evaluate(plain, BERT, FAST)
    assert [found[name].value for name in FAST] == pytest.approx([wanted[name].value for name in FAST])
    assert evaluate(same, BERT, FAST)["comprehensiveness"].value != wanted["comprehensiveness"].value


@pytest.mark.slow
def test_what_sets_scores_against_f_has_no_value_in_another_unit() -> None:
    found = evaluate(explain(output="log-odds"), BERT, "all", output="probability", other=explain(method="gradient"))
    undefined = {name for name, one in found.items() if one.undefined and "f is in probability" in one.undefined}
    assert undefined == {"completeness_gap", "infidelity", "weighted_r2"}
    assert found["infidelity_scaled"].value is not None
    assert found["local_lipschitz"].unit == "log-odds per embedding unit"


def test_a_unit_that_the_task_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="output"):
        evaluate(explain(), BERT, FAST, output="percent")


def test_a_regression_is_judged_by_its_value() -> None:
    model = tiny.bert(labels=1, problem="regression")
    given = explain(model, method="lime", samples=60)
    assert given.target.output == "value"
    for output in (None, "value"):
        found = evaluate(given, model, FAST, output=output)
        assert found.output == found["comprehensiveness"].unit == "value"
