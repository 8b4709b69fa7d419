"""What an explanation came from can be asked again from it alone, and gives the same explanation."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

import exegesis
from exegesis import Answer, Contrast, Explanation, Hidden, Pair, Question, Tag, Word
from exegesis.adapters.huggingface import TransformerModel
from exegesis.api import settings_of
from exegesis.core.errors import InputError
from tests import tiny
from tests.adapters.head_families import headed
from tests.methods import OF_TEXTS as METHODS
from tests.question_models import question_model

BERT = tiny.bert()
QUESTIONS = question_model()
MASKED = TransformerModel(*headed("bert", "masked-lm"), name="tiny-masked")
TAGS = TransformerModel(*headed("bert", "token-classification"), name="tiny-tags")
NEXT = TransformerModel(*headed("gpt2", "causal-lm"), name="tiny-next")
TEXT = "A bad film, very dull!"
QUESTION = Question("what was dull?", "the plot was dull", "the plot")
TWICE = Hidden("the plot was slow", ((4, 8), (13, 17)))
SMALL = {"samples": 24, "steps": 4, "background": ["a good film", "a dull plot"]}
INSIDE = [name for name, row in METHODS.items() if not row.load().needs <= {"classes"}]
TASKS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "class": (BERT, TEXT, {}),
    "question": (QUESTIONS, QUESTION, {"target": "start"}),
    "hidden word": (MASKED, Hidden.word("the plot was slow", "slow"), {}),
    "several hidden words": (MASKED, TWICE, {"target": Word(None, 2)}),
    "tag": (TAGS, "the plot was slow", {"target": Tag("plot")}),
    "next word": (NEXT, "the plot was slow and", {"baseline": "pad"}),
    "pair": (BERT, Pair("a bad film", "a bad plot"), {}),
}
ASKED: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "bag of words": (BERT, "bad plot, bad film", {"method": "lime", "mode": "bag-of-words", "baseline": "delete"}),
    "one part": (BERT, Pair("a bad film", "a bad film"), {"parts": ["second"]}),
    "contrast": (BERT, TEXT, {"target": Contrast(None, "negative"), "output": "logit", "id": "7"}),
    "contrast of hidden words": (MASKED, TWICE, {"target": Contrast(Word(None, 1), Word("good", 2))}),
    "masks and hidden words": (MASKED, Hidden("the [MASK] was slow", ((15, 19),)), {"target": Word(0, 1)}),
    "no answer": (QUESTIONS, Question("when?", "the plot was dull", ""), {"target": "no-answer"}),
    "an answer": (QUESTIONS, QUESTION, {"target": Answer("was", 9, "end"), "parts": "context"}),
    "guess by its number": (QUESTIONS, QUESTION, {"target": 1}),
    "entity": (TAGS, "the plot was slow", {"target": Tag("plot was", "LOC")}),
    "class by its number": (BERT, TEXT, {"target": 0, "seed": 4}),
    "tokens": (BERT, TEXT, {"unit": "token"}),
    "sentences": (BERT, "Bad film. Very dull! Never again.", {"unit": "sentence"}),
    "phrases": (BERT, "a very bad film, very bad", {"phrases": "very  bad"}),
    "segments": (BERT, TEXT, {"unit": lambda text: [(0, 5), (6, 11), (13, 21)]}),
    "segments of two": (BERT, Pair("a bad film", "a bad plot"), {"unit": lambda text: [(0, 5), (6, 10)]}),
    "segments with phrases": (BERT, TEXT, {"unit": lambda text: [(0, 1), (2, 5), (6, 10)], "phrases": ["bad film"]}),
    "lime's paper": (BERT, TEXT, {"method": "lime", "preset": "paper"}),
    "layer": (
        BERT,
        TEXT,
        {"method": "integrated_gradients", "layer": "bert.encoder.layer.0", "baseline": ["pad", "mask"]},
    ),
    "batches": (BERT, TEXT, {"batch_tokens": 32, "precision": "bfloat16"}),
    "long text": (BERT, "a bad film, dull plot and boring acting. " * 4, {}),
}


def explain(model: Any, text: Any, method: str = "occlusion", **options: Any) -> Explanation:
    kept = settings_of(method)
    small = {name: value for name, value in SMALL.items() if name in kept}
    chosen = {name: value for name, value in options.items() if name != "baseline" or name in kept}
    found = exegesis.explain(model, text, method, **{"seed": 3, **small, **chosen})
    assert isinstance(found, Explanation)
    return found


def check_asked_again(model: Any, given: Explanation, **changes: Any) -> None:
    """From what was made, and from its file."""
    for known in (given, Explanation.from_json(given.to_json())):
        assert known.asked == given.asked
        check_same(exegesis.explain(model, **known.again(**changes)), given)


def check_same(found: Any, given: Explanation) -> None:
    one, other = found.to_dict(), given.to_dict()
    one["cost"]["seconds"] = other["cost"]["seconds"] = 0
    assert list(differences(one, other)) == []


def differences(one: Any, other: Any, place: str = "") -> Iterable[str]:
    if isinstance(one, dict) and isinstance(other, dict) and set(one) == set(other):
        for name in one:
            yield from differences(one[name], other[name], f"{place}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{place}[{index}]")
    elif one != other and not (isinstance(one, float) and one == pytest.approx(other, rel=1e-9, abs=1e-9)):
        yield f"{place}: {one!r} and {other!r}"


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_every_task_is_asked_again(task: str, method: str) -> None:
    model, text, options = TASKS[task]
    try:
        given = explain(model, text, method, **options)
    except InputError:
        pytest.skip(f"{method} does not fit")
    check_asked_again(model, given, **({"background": SMALL["background"]} if method == "parzen" else {}))


@pytest.mark.parametrize("name", ASKED)
def test_whatever_was_asked_is_asked_again(name: str) -> None:
    model, text, options = ASKED[name]
    check_asked_again(model, explain(model, text, **options))


def test_of_several_targets_each_is_asked_again_alone() -> None:
    several = exegesis.explain(QUESTIONS, QUESTION, "occlusion", target=["start", Answer("dull", 13), "no-answer"])
    for given in several:
        check_same(exegesis.explain(QUESTIONS, **given.again()), given)


def test_of_many_texts_each_is_asked_again_alone() -> None:
    texts = [TEXT, Pair("a bad film", "a dull plot")]
    many = exegesis.explain_many(BERT, texts, "lime", samples=30, seed=2, ids=["a", None], phrases="bad film")
    for given in many:
        assert isinstance(given, Explanation)
        found = exegesis.explain(BERT, **given.again())
        assert found.scores == pytest.approx(given.scores, abs=1e-5)  # batches were of both
        assert (found.units, found.id, found.target) == (given.units, given.id, given.target)


def test_a_phrase_that_one_of_many_texts_lacks_is_not_asked_of_it_again() -> None:
    (given,) = exegesis.explain_many(BERT, [TEXT], "occlusion", phrases=["bad film", "good plot"])
    assert isinstance(given, Explanation)
    assert given.again()["phrases"] == ("bad film",)
    assert exegesis.explain(BERT, **given.again()).units == given.units


def test_the_same_is_asked_with_changes() -> None:
    given = explain(BERT, TEXT, "lime", samples=30, output="logit", batch_tokens=64)
    check_same(exegesis.explain(BERT, **given.again(seed=9)), explain(BERT, TEXT, "lime", samples=30, output="logit",
               batch_tokens=64, seed=9))  # fmt: skip
    other = exegesis.explain(BERT, **given.again(method="occlusion"))
    assert (other.method, other.target.output, other.settings["batch_tokens"]) == ("occlusion", "logit", 64)
    assert "samples" not in other.settings


def test_a_setting_that_no_record_holds_is_asked_for() -> None:
    given = replace(explain(BERT, TEXT, "parzen"), scores=explain(BERT, TEXT).scores)
    with pytest.raises(InputError, match="parzen needs background="):
        exegesis.explain(BERT, **given.again())
    found = exegesis.evaluate(given, BERT, ("seed_spearman", "tau_loo"))
    assert "cannot be run again from its record: background" in (found["seed_spearman"].undefined or "")
    assert found["tau_loo"].value is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", [*TASKS, *ASKED])
def test_whatever_was_asked_is_evaluated_and_checked(name: str) -> None:
    model, text, options = (TASKS | ASKED)[name]
    given = Explanation.from_json(explain(model, text, **{"method": "lime", **options}).to_json())
    removal = "pad" if name == "next word" else "auto"
    found = exegesis.evaluate(given, model, ("comprehensiveness", "seed_spearman"), removal=removal)
    assert found["comprehensiveness"].value is not None
    assert found.warnings == ()
    checked = exegesis.check(given, model, seeds=1, orders=2, removal=removal).checks
    assert checked is not None
    assert "seeds" not in {name: why for name, why in checked.not_tried.items() if "chance" not in why}


def test_an_estimate_takes_what_is_asked_again() -> None:
    found = exegesis.explain(BERT, TEXT, "lime", samples=24, id="7", target="negative")
    expected = exegesis.estimate(BERT, **found.again())
    assert expected.forward_passes == exegesis.estimate(BERT, TEXT, "lime", samples=24).forward_passes
