from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.base import Model
from exegesis.adapters.function import FunctionModel
from exegesis.core.errors import InputError, ModelError
from exegesis.core.types import Masks
from exegesis.data.requests import Attentions, Ends, Gradients, Gram, Predict, Score
from exegesis.data.rows import Row, TokenRow
from exegesis.engine.asks import distinct
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution, Steps
from exegesis.tasks.classification import Classification
from tests import tiny

LONG = "a bad film, dull plot and boring acting. " * 8 + "it was wonderful! " * 6


def bound(
    model: Model, text: str = tiny.REVIEW, target: Any = None, unit: str = "word", wishes: Any = None, **options: Any
) -> tuple[Engine, Problem]:
    engine = Engine(model, **options)
    task = Classification(engine.model, "probability")
    return engine, bind(engine, task, text, target=target, unit=unit, wishes=wishes or Wishes())


def random_masks(problem: Problem, count: int, seed: int = 0) -> Masks:
    return np.random.default_rng(seed).random((count, len(problem.units))) < 0.5


def counted(model: Model) -> list[list[Row]]:
    """Every batch that goes through `model` from now on."""
    seen: list[list[Row]] = []
    inner = model.forward

    def forward(rows: Sequence[Row], precision: str = "float32", read: Any = None) -> Any:
        seen.append(list(rows))
        return inner(rows, precision, read)

    model.forward = forward  # type: ignore[method-assign]
    return seen


def by_words(texts: list[str]) -> np.ndarray:
    score = np.array([0.5 + 0.01 * text.count("good") - 0.01 * text.count("bad") for text in texts])
    return np.stack([1 - score, score], axis=1)


# -- scores -------------------------------------------------------------------------------------------------------


def test_scores_are_the_models_answers_to_the_masked_texts() -> None:
    model = tiny.bert()
    engine, problem = bound(model, target=["positive", "negative"], wishes=Wishes(baseline="delete"))
    masks = random_masks(problem, 20)
    texts = [problem.masks.row(0, mask) for mask in masks]
    assert all(isinstance(text, str) for text in texts)
    expected = model.probabilities(np.concatenate([model.forward(model.encode([str(text)])) for text in texts]))
    np.testing.assert_allclose(engine.score(problem, masks), expected[:, [1, 0]], atol=1e-5)


def test_token_masks_put_the_mask_token_in() -> None:
    model = tiny.bert()
    engine, problem = bound(model, "a bad film")
    score = engine.score(problem, np.array([[True, False, True]]))
    ids = model.tokenizer("a [MASK] film")["input_ids"]
    expected = model.probabilities(model.forward([TokenRow(tuple(ids), (0,) * 5)]))
    np.testing.assert_allclose(score[0], expected[0, [problem.targets[0].index]], atol=1e-5)


def test_all_kept_is_the_prediction_and_costs_nothing_more() -> None:
    engine, problem = bound(tiny.bert(), target=[0, 1])
    before = engine.cost()
    values = engine.score(problem, np.ones((3, len(problem.units)), dtype=bool))
    np.testing.assert_array_equal(values, [engine.whole_value(problem)] * 3)
    np.testing.assert_allclose(values[0], problem.predictions[0].outputs, atol=1e-12)
    assert engine.cost().forward_passes == before.forward_passes == 1


@given(st.integers(1, 500))
def test_the_batch_size_does_not_matter(batch_tokens: int) -> None:
    engine, problem = bound(MODEL, batch_tokens=batch_tokens)
    np.testing.assert_allclose(engine.score(problem, random_masks(problem, 12)), EXPECTED, atol=1e-5)


MODEL = tiny.bert()
ENGINE, PROBLEM = bound(MODEL)
EXPECTED = ENGINE.score(PROBLEM, random_masks(PROBLEM, 12))


def test_no_masks_have_no_values() -> None:
    engine, problem = bound(tiny.bert(), "a bad film", target=[0, 1])
    assert engine.score(problem, np.ones((0, 3), dtype=bool)).shape == (0, 2)


def test_masks_of_another_shape_are_a_bug_that_shows() -> None:
    engine, problem = bound(tiny.bert(), "a bad film")
    with pytest.raises(ValueError, match=r"masks of shape \(2, 4\) for 3 units"):
        engine.score(problem, np.ones((2, 4), dtype=bool))


# -- nothing is computed twice ------------------------------------------------------------------------------------


def test_equal_inputs_share_a_pass() -> None:
    model = FunctionModel(by_words)
    engine, problem = bound(model, "good " * 30, wishes=Wishes(baseline="delete"))
    seen = counted(model)
    masks = ~np.eye(30, dtype=bool)  # each leaves out one of the same words
    values = engine.score(problem, masks)
    assert sum(map(len, seen)) <= 2  # the last word leaves its space behind
    assert engine.cost().forward_passes <= 3
    np.testing.assert_allclose(values, by_words(["good " * 29])[:, [problem.targets[0].index]][0] * np.ones((30, 1)))


def test_a_mask_seen_before_costs_nothing() -> None:
    engine, problem = bound(tiny.bert())
    masks = random_masks(problem, 15)
    first = engine.score(problem, masks)
    spent = engine.cost().forward_passes
    np.testing.assert_array_equal(engine.score(problem, masks[::-1]), first[::-1])
    assert engine.cost().forward_passes == spent


def test_distinct_texts_are_told_apart() -> None:
    engine, _ = bound(tiny.bert())
    rows = [TokenRow((2, index, 3), (0, 0, 0)) for index in range(5, 60)]
    outputs = engine.outputs(rows)
    for row, output in zip(rows, outputs, strict=True):
        np.testing.assert_allclose(engine.model.forward([row])[0], output, atol=1e-5)
    types = engine.outputs([TokenRow((2, 9, 3), (0, 0, 0)), TokenRow((2, 9, 3), (0, 1, 0))])
    assert not np.array_equal(types[0], types[1])


def test_many_rows_are_made_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.engine.engine._ROWS_AT_ONCE", 7)
    engine, problem = bound(MODEL)
    np.testing.assert_allclose(engine.score(problem, random_masks(problem, 12)), EXPECTED, atol=1e-5)


def test_the_precision_of_a_request_is_its_own_and_remembered_apart() -> None:
    engine, problem = bound(tiny.bert())
    masks = random_masks(problem, 8)
    exact: Any = engine.answer(problem, Score(masks))
    spent = engine.cost().forward_passes
    rough: Any = engine.answer(problem, Score(masks, "bfloat16"))
    assert engine.cost().forward_passes == 2 * spent - 1  # the prediction was made in float32 only
    assert 0 < np.abs(rough - exact).max() < 0.05
    np.testing.assert_array_equal(engine.answer(problem, Score(masks, "float32")), exact)
    np.testing.assert_array_equal(engine.answer(problem, Score(masks, "bfloat16")), rough)
    assert engine.cost().forward_passes == 2 * spent - 1


@given(st.integers(0, 20), st.integers(0, 12), st.integers(0, 3))
def test_distinct_masks_are_numpys(rows: int, units: int, seed: int) -> None:
    masks = np.random.default_rng(seed).random((rows, units)) < 0.5
    firsts, inverse = distinct(masks)
    assert len(firsts) == len({mask.tobytes() for mask in masks})
    np.testing.assert_array_equal(masks[firsts][inverse], masks)
    assert all(first == inverse.tolist().index(place) for place, first in enumerate(firsts))


# -- long texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline", ["mask", "delete", "x"])
def test_a_long_text_is_the_weighted_mean_over_its_windows(baseline: str) -> None:
    model = tiny.bert()
    engine, problem = bound(model, LONG, target=[0, 1], wishes=Wishes(baseline=baseline))
    assert len(problem.windows) > 2
    masks = random_masks(problem, 5) | (np.arange(len(problem.units)) % 3 > 0)
    expected = np.zeros((5, 2))
    for window in range(len(problem.windows)):
        rows = [problem.masks.row(window, mask) for mask in masks]
        made = [row if isinstance(row, TokenRow) else model.encode([row])[0] for row in rows]
        outputs = np.concatenate([model.forward([row]) for row in made])
        expected += problem.weights[window] * model.probabilities(outputs)
    np.testing.assert_allclose(engine.score(problem, masks), expected, atol=1e-5)


def test_a_mask_costs_only_the_windows_it_reaches() -> None:
    engine, problem = bound(tiny.bert(), LONG)
    windows = len(problem.windows)
    assert engine.cost().forward_passes == windows  # the prediction
    keep = np.ones((1, len(problem.units)), dtype=bool)
    keep[0, 0] = False
    engine.score(problem, keep)
    assert engine.cost().forward_passes == windows + 1
    engine.score(problem, ~np.eye(len(problem.units), dtype=bool))
    assert engine.cost().forward_passes < windows + 2 * len(problem.units)


def test_the_value_of_a_long_text_is_its_prediction() -> None:
    engine, problem = bound(tiny.bert(), LONG, target=[0, 1])
    np.testing.assert_allclose(engine.whole_value(problem), problem.predictions[0].outputs, atol=1e-12)
    np.testing.assert_allclose(engine.model.predict([LONG])[0], problem.predictions[0].outputs, atol=1e-5)


def test_windows_without_units_are_still_part_of_the_mean() -> None:
    model = tiny.gpt2()
    text = "good " + "\u200b" * 200 + " bad"
    engine, problem = bound(model, text)
    assert [unit.text for unit in problem.units] == ["good", "bad"]
    assert any(problem.masks.units_of(window).size == 0 for window in range(len(problem.windows)))
    values = engine.score(problem, np.array([[True, True], [False, True], [False, False]]))
    assert np.isfinite(values).all()
    np.testing.assert_allclose(values[0], engine.whole_value(problem), atol=1e-5)


# -- costs --------------------------------------------------------------------------------------------------------


def test_costs_are_counted() -> None:
    model = tiny.bert()
    engine, problem = bound(model, "a bad film", target=[0, 1])
    length = len(problem.tokens[0].row)
    assert (engine.cost().forward_passes, engine.cost().tokens) == (1, length)
    engine.score(problem, np.array([[True, True, False], [True, True, False], [False, True, True]]))
    assert (engine.cost().forward_passes, engine.cost().tokens) == (3, 3 * length)
    engine.answer(problem, Attentions(0))
    assert (engine.cost().forward_passes, engine.cost().tokens) == (4, 4 * length)
    engine.answer(problem, Predict(("good", "a bad film", "good")))
    assert (engine.cost().forward_passes, engine.cost().tokens) == (5, 4 * length + 3)
    ends: Any = engine.answer(problem, Ends())
    spent = engine.cost().forward_passes
    engine.answer(problem, Gradients(np.stack([ends.input] * 5)))
    assert engine.cost().forward_passes == spent + 5
    assert engine.cost().backward_passes == 10  # one for each point and target
    assert engine.cost().seconds > 0


def test_progress_hears_of_every_row() -> None:
    engine, problem = bound(tiny.bert(), batch_tokens=60)
    heard: list[int] = []
    engine.progress = heard.append
    masks = random_masks(problem, 20)
    engine.score(problem, masks)
    assert sum(heard) == engine.cost().forward_passes - 1 == len(np.unique(masks, axis=0))
    assert len(heard) > 5


def test_memory_that_runs_out_is_met_with_smaller_batches() -> None:
    model = tiny.bert()
    engine, problem = bound(model)
    inner = model.forward

    def forward(rows: Sequence[Row], precision: str = "float32", read: Any = None) -> Any:
        if len(rows) > 3:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return inner(rows, precision, read)

    model.forward = forward  # type: ignore[method-assign]
    np.testing.assert_allclose(engine.score(problem, random_masks(problem, 12)), EXPECTED, atol=1e-5)


# -- requests -----------------------------------------------------------------------------------------------------


def test_an_explainer_is_driven_to_its_end() -> None:
    engine, problem = bound(tiny.bert(), "a bad film", target=[0, 1])

    def steps() -> Steps:
        whole = yield Score(np.ones((1, 3), dtype=bool))
        without = yield Score(~np.eye(3, dtype=bool))
        return Attribution(scores=(whole - without).T)

    attribution = engine.drive(problem, steps())
    assert attribution.scores.shape == (2, 3)
    np.testing.assert_allclose(attribution.scores[0], -attribution.scores[1], atol=1e-5)


def test_an_explainer_is_closed_when_the_model_fails() -> None:
    model = FunctionModel(by_words)
    engine, problem = bound(model, "good film")
    model.function = lambda texts: [[np.nan, 0.5]] * len(texts)

    def steps() -> Steps:
        yield Score(np.zeros((1, 2), dtype=bool))
        raise AssertionError("went on")

    with pytest.raises(ModelError, match="NaN"):
        engine.drive(problem, steps())


def test_other_texts_are_predicted() -> None:
    engine, problem = bound(tiny.bert())
    texts = ("good", LONG, "a bad film")
    np.testing.assert_allclose(engine.answer(problem, Predict(texts)), engine.model.predict(texts), atol=1e-5)


def test_attention_is_that_of_the_window() -> None:
    engine, problem = bound(tiny.bert(), LONG)
    for window, part in enumerate(problem.slices):
        reply: Any = engine.answer(problem, Attentions(window))
        assert reply.weights.shape[-1] == part.stop - part.start


@pytest.mark.parametrize("request_", [Ends(), Gram(), Attentions(0)])
def test_a_black_box_gives_none_of_these(request_: Any) -> None:
    model = FunctionModel(by_words)
    engine, problem = bound(model, "good film")
    problem = Problem(**{**vars(problem), "tokens": tiny_tokens()})
    with pytest.raises(InputError, match="by_words is a black box"):
        engine.answer(problem, request_)


def tiny_tokens() -> Any:
    return bound(tiny.bert(), "good film")[1].tokens


# -- settings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch_tokens", [0, -1, 1.5, "2048", True])
def test_a_useless_budget_is_refused(batch_tokens: Any) -> None:
    with pytest.raises(InputError, match="batch_tokens must be a whole number of at least 1"):
        Engine(tiny.bert(), batch_tokens=batch_tokens)


def test_an_unknown_precision_is_refused_for_black_boxes_too() -> None:
    with pytest.raises(InputError, match=r"unknown precision 'float16'\..* Choose from: float32, bfloat16"):
        Engine(FunctionModel(by_words), precision="float16")


def test_precision_reaches_the_model() -> None:
    exact, rough = bound(tiny.bert()), bound(tiny.bert(), precision="bfloat16")
    masks = random_masks(exact[1], 6)
    difference = np.abs(exact[0].score(exact[1], masks) - rough[0].score(rough[1], masks)).max()
    assert 0 < difference < 0.1
