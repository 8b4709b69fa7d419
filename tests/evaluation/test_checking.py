"""`exegesis.check`: what it tries on tiny models and on functions whose words are known."""

import json
from dataclasses import replace

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, UNCHECKED, UNDEFINED
from exegesis.engine.engine import Engine
from exegesis.evaluation.checking import check
from tests import tiny

BERT = tiny.bert()
WEIGHTS = {"good": 0.2, "bad": -0.15, "fine": 0.1, "dull": -0.07, "warm": 0.04}
TEXT = "a good film with bad sound and fine actors in a dull warm hall of many seats"


def by_words(texts: list[str]) -> np.ndarray:
    """Probabilities that are sums of known words."""
    score = np.array([0.5 + sum(WEIGHTS.get(word, 0.0) for word in text.split()) for text in texts])
    return np.stack([1 - score, score], axis=1)


def deaf(texts: list[str]) -> np.ndarray:
    """The same answer to everything."""
    return np.tile([0.3, 0.7], (len(texts), 1))


def explain(model: object, method: str, text: str = TEXT, **settings: object) -> Explanation:
    return exegesis.explain(model, text, method, target=1, **settings)  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_an_explanation_of_a_sum_of_words_holds() -> None:
    given = explain(by_words, "lime", samples=500)
    assert given.verdict.level == UNCHECKED
    found = check(given, by_words)
    assert found.checks is not None
    assert found.checks.seeds is not None
    assert found.checks.order is not None
    assert found.checks.seeds.conditions == ("1", "2", "3")
    assert found.checks.seeds.stays == (5, 5, 5)
    assert found.checks.order.beaten >= 0.95
    assert found.checks.baselines is not None
    assert found.checks.baselines.conditions == ("…",)  # its own is deletion, and a function has no tokens
    assert found.verdict.level == HOLDS
    assert found.checks.cost.forward_passes > 0
    assert replace(found, checks=None) == given
    assert found.verdict.marks == "beats chance 20/20 ✓ · fit 100% ✓ · seeds 5/5 ✓ · other baseline 5/5 ✓"


def test_too_few_samples_are_found_out() -> None:
    found = check(explain(by_words, "lime", samples=12), by_words)
    assert found.verdict.level == FAILS


def test_random_scores_never_hold() -> None:
    found = check(explain(by_words, "random"), by_words)
    assert found.verdict.level == FAILS
    assert found.checks is not None
    assert found.checks.seeds is not None
    assert min(found.checks.seeds.stays) < 5


def test_a_model_that_does_not_listen_leaves_nothing_to_explain() -> None:
    found = check(explain(deaf, "occlusion"), deaf)
    assert found.verdict.level == UNDEFINED
    assert found.checks is not None
    assert "equal" in found.checks.not_tried["order"]


def test_a_method_without_chance_is_run_again_as_it_was() -> None:
    found = check(explain(BERT, "occlusion"), BERT)
    assert found.checks is not None
    assert found.checks.seeds is None
    assert found.checks.again is not None
    assert set(found.checks.again.stays) == {found.verdict.of}
    assert found.checks.baselines is not None
    assert found.checks.baselines.conditions == ("delete",)  # its own is the mask
    assert found.verdict.level in (HOLDS, PARTLY, FAILS)


def test_scores_that_the_method_does_not_give_are_found_out() -> None:
    given = explain(by_words, "partition_shap")
    found = check(replace(given, scores=given.scores[::-1]), by_words)
    assert found.verdict.level == FAILS
    assert "run again 0/5 ✗" in found.verdict.marks


def test_gradients_are_tried_along_another_path() -> None:
    found = check(explain(BERT, "integrated_gradients", steps=8), BERT, baselines=2)
    assert found.checks is not None
    assert found.checks.baselines is not None
    assert found.checks.baselines.conditions == ("mask", "zero")  # its own is padding


def test_a_method_without_a_baseline_is_told() -> None:
    found = check(explain(BERT, "smooth_grad", samples=3), BERT)
    assert found.checks is not None
    assert found.checks.not_tried["baselines"] == "the method has no baseline"
    assert "baselines" not in found.verdict.unchecked


def test_the_same_checks_give_the_same_verdict_through_json() -> None:
    found = check(explain(BERT, "lime", samples=60), BERT, seeds=2)
    again = Explanation.from_json(found.to_json())
    assert again == found
    assert again.verdict == found.verdict
    data = json.loads(found.to_json())
    assert data["verdict"]["text"] == found.verdict.text
    assert check(explain(BERT, "lime", samples=60), BERT, seeds=2).verdict == found.verdict


def test_an_engine_is_shared() -> None:
    engine = Engine(BERT)
    given = explain(BERT, "occlusion")
    first = check(given, BERT, engine=engine).checks
    second = check(given, BERT, engine=engine).checks
    assert first is not None
    assert second is not None
    assert second.cost.forward_passes < first.cost.forward_passes
    assert (second.baselines, second.order) == (first.baselines, first.order)


@pytest.mark.parametrize("wrong", [{"seeds": 0}, {"orders": True}, {"baselines": 1.5}, {"removal": "burn"}])
def test_wrong_wishes_are_refused_in_a_line(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        check(explain(by_words, "occlusion"), by_words, **wrong)  # type: ignore[arg-type]


def test_what_is_no_explanation_is_refused() -> None:
    with pytest.raises(InputError, match="check takes an Explanation, not str"):
        check("good", by_words)  # type: ignore[arg-type]


def test_another_models_explanation_is_refused() -> None:
    with pytest.raises(InputError):
        check(explain(BERT, "integrated_gradients", steps=4), by_words)
