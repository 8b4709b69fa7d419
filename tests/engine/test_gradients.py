from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, ModelError, UnsupportedError
from exegesis.core.types import Points
from exegesis.data.requests import Ends, Gradients, PathEnds, PointReply
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.tasks.classification import Classification
from tests import tiny

LONG = "a bad film, dull plot and boring acting. " * 8 + "it was wonderful! " * 6


def bound(
    model: Model,
    text: str,
    baseline: Any = "auto",
    layer: str | None = None,
    output: str = "probability",
    **options: Any,
) -> tuple[Engine, Problem]:
    engine = Engine(model, **options)
    wishes = Wishes(baseline=baseline, layer=layer, gradients=True)
    return engine, bind(engine, Classification(engine.model, output), text, target=[0, 1], unit="word", wishes=wishes)


def ends_of(engine: Engine, problem: Problem) -> PathEnds:
    ends = engine.answer(problem, Ends())
    assert isinstance(ends, PathEnds)
    return ends


def at_points(engine: Engine, problem: Problem, points: Points) -> PointReply:
    reply = engine.answer(problem, Gradients(points))
    assert isinstance(reply, PointReply)
    return reply


def embeddings(model: Any) -> np.ndarray:
    return np.asarray(model.model.get_input_embeddings().weight.detach())


# -- both ends of the path ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline", ["auto", "pad", "mask", "zero", "all-pad", "all-zero", "good dull"])
def test_baselines_at_the_word_embeddings(baseline: str) -> None:
    model = tiny.bert()
    text = "a wonderful film, bad"
    engine, problem = bound(model, text, baseline)
    ends = ends_of(engine, problem)
    table, ids = embeddings(model), np.array(problem.tokens[0].row.ids)
    special = np.array(problem.tokens[0].special)
    pad, mask = table[model.pad_id], table[model.mask_id]
    given = np.array(model.tokenizer("good dull", add_special_tokens=False)["input_ids"])
    texts = np.where(special[:, None], table[ids], pad)
    texts[1:3] = table[given]
    expected = {
        "auto": np.where(special[:, None], table[ids], pad),
        "pad": np.where(special[:, None], table[ids], pad),
        "mask": np.where(special[:, None], table[ids], mask),
        "zero": np.where(special[:, None], table[ids], 0),
        "all-pad": np.tile(pad, (len(ids), 1)),
        "all-zero": np.zeros((len(ids), 16)),
        "good dull": texts,
    }[baseline]
    np.testing.assert_allclose(ends.input, table[ids], atol=1e-5)
    np.testing.assert_allclose(ends.baselines, expected[None], atol=1e-5)
    assert engine.cost().forward_passes == 1 + 2  # the prediction, the text and the baseline


def test_a_text_may_be_called_as_a_token_is() -> None:
    engine, problem = bound(tiny.bert(), "a bad film", "text:good")
    expected = ends_of(*bound(tiny.bert(), "a bad film", "good")).baselines
    np.testing.assert_allclose(ends_of(engine, problem).baselines, expected)
    text = "a bad film, a dull plot"
    mask, word = (ends_of(*bound(tiny.bert(), text, name)).baselines for name in ("mask", "text:mask"))
    assert not np.allclose(mask, word)


def test_several_baselines_stand_one_after_another() -> None:
    engine, problem = bound(tiny.bert(), "a bad film", ["pad", "zero", "dull"])
    together = ends_of(engine, problem).baselines
    assert together.shape[0] == 3
    for index, name in enumerate(["pad", "zero", "dull"]):
        np.testing.assert_allclose(together[[index]], ends_of(*bound(tiny.bert(), "a bad film", name)).baselines)


def test_a_baseline_text_may_not_be_longer() -> None:
    engine, problem = bound(tiny.bert(), "a bad film", "good good good good")
    with pytest.raises(InputError, match="the baseline text has 4 tokens, the explained text 3"):
        ends_of(engine, problem)


def test_a_model_without_a_padding_token_starts_from_the_end_of_text() -> None:
    model = tiny.gpt2()
    engine, problem = bound(model, "a bad film")
    assert problem.baselines == ("eos",)
    assert "end-of-text" in (problem.baseline.description or "")
    end = embeddings(model)[model.tokenizer.eos_token_id]
    made = ends_of(engine, problem).baselines[0]
    np.testing.assert_allclose(made, np.tile(end, (len(made), 1)), atol=1e-6)
    engine, problem = bound(model, "a bad film", "pad")
    with pytest.raises(UnsupportedError, match="tiny-gpt2 has no pad token; use baseline='eos' or a text"):
        ends_of(engine, problem)


def without_special_tokens(**options: Any) -> Any:
    model = tiny.gpt2(**options)
    model.tokenizer.eos_token = model.tokenizer.bos_token = None
    return model


def test_a_model_without_any_such_token_starts_from_the_mean_embedding() -> None:
    model = without_special_tokens()
    engine, problem = bound(model, "a bad film")
    assert problem.baselines == ("mean-embedding",)
    mean = embeddings(model).mean(axis=0)
    made = ends_of(engine, problem).baselines[0]
    np.testing.assert_allclose(made, np.tile(mean, (len(made), 1)), atol=1e-6)
    assert bound(model, "a bad film", layer="transformer.h.0")[1].baselines == ("zero",)
    with pytest.raises(InputError, match="none of a layer's vectors"):
        ends_of(*bound(model, "a bad film", "mean-embedding", layer="transformer.h.0"))


def test_the_mean_embedding_leaves_special_tokens_as_they_are() -> None:
    model = tiny.bert()
    engine, problem = bound(model, "a bad film", "mean-embedding")
    table, tokens = embeddings(model), problem.tokens[0]
    expected = np.where(np.array(tokens.special)[:, None], table[list(tokens.row.ids)], table.mean(axis=0))
    np.testing.assert_allclose(ends_of(engine, problem).baselines[0], expected, atol=1e-6)


def test_padding_stays_the_baseline_wherever_there_is_such_a_token() -> None:
    assert bound(tiny.bert(), "a bad film")[1].baselines == ("pad",)
    with_padding = tiny.gpt2(pad=0)
    with_padding.tokenizer.pad_token = "<|endoftext|>"
    assert bound(with_padding, "a bad film")[1].baselines == ("pad",)


def test_a_shorter_baseline_text_is_filled_up_with_what_the_model_has() -> None:
    model = tiny.gpt2()
    table, given = embeddings(model), model.tokenizer("a b")["input_ids"]
    made = ends_of(*bound(model, "a bad film", "a b")).baselines[0]
    end = np.tile(table[model.tokenizer.eos_token_id], (len(made) - len(given), 1))
    np.testing.assert_allclose(made, np.concatenate([table[given], end]), atol=1e-6)
    bare = without_special_tokens()
    made = ends_of(*bound(bare, "a bad film", "a b")).baselines[0]
    mean = np.tile(embeddings(bare).mean(axis=0), (len(made) - len(given), 1))
    np.testing.assert_allclose(made, np.concatenate([embeddings(bare)[given], mean]), atol=1e-6)


def test_a_baseline_with_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(InputError, match="the baseline has a lone surrogate"):
        bound(tiny.bert(), "a bad film", "\ud800")


@pytest.mark.parametrize("given", [[], "", [""], ["pad", 3]])
def test_what_is_no_baseline_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match="baseline must be"):
        bound(tiny.bert(), "a bad film", given)


# -- values and gradients -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["probability", "logit"])
@pytest.mark.parametrize("text", ["a bad film", LONG], ids=["short", "long"])
def test_the_end_of_the_path_has_the_value_of_the_text(text: str, output: str) -> None:
    engine, problem = bound(tiny.bert(), text, output=output)
    ends = ends_of(engine, problem)
    reply = at_points(engine, problem, ends.input[None])
    np.testing.assert_allclose(reply.values[0], engine.whole_value(problem), atol=1e-5)
    assert reply.gradients.shape == (1, 2, problem.game.n_positions, 16)


def test_gradients_of_a_long_text_are_the_slopes_of_its_value() -> None:
    engine, problem = bound(tiny.bert(), LONG)
    assert len(problem.windows) > 2
    start = ends_of(engine, problem).input.astype(np.float64)
    step = np.random.default_rng(0).normal(size=start.shape)
    points = np.stack([start - 3e-3 * step, start, start + 3e-3 * step]).astype(np.float32)
    reply = at_points(engine, problem, points)
    slope = (reply.values[2] - reply.values[0]) / 6e-3
    assert np.abs(slope).max() > 0.01
    np.testing.assert_allclose((reply.gradients[1] * step).sum(axis=(1, 2)), slope, rtol=0.02, atol=2e-3)


@pytest.mark.parametrize("batch_tokens", [1, 20, 10_000])
def test_the_batch_size_does_not_matter(batch_tokens: int) -> None:
    engine, problem = bound(tiny.bert(), LONG, batch_tokens=batch_tokens)
    ends = ends_of(engine, problem)
    points = ends.input * np.linspace(0, 1, 4, dtype=np.float32)[:, None, None]
    reply = at_points(engine, problem, points)
    other, same = bound(tiny.bert(), LONG)
    expected = at_points(other, same, points)
    np.testing.assert_allclose(reply.values, expected.values, atol=1e-5)
    np.testing.assert_allclose(reply.gradients, expected.gradients, atol=1e-5)
    assert engine.cost().backward_passes == 4 * 2 * len(problem.windows)


def at_a_layer(layer: str | None) -> Callable[[], Any]:
    return lambda: ends_of(*bound(tiny.bert(), "a bad film", layer=layer))


def test_a_layer_may_be_named() -> None:
    outer, inner = at_a_layer(None)(), at_a_layer("bert.embeddings")()
    assert outer.input.shape == inner.input.shape
    assert not np.allclose(outer.input, inner.input)


# -- memory -------------------------------------------------------------------------------------------------------


def starve(model: Any, room: int) -> None:
    inner = model.model.forward

    def forward(*args: Any, **options: Any) -> Any:
        if torch.is_grad_enabled() and len(options["input_ids"]) > room:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return inner(*args, **options)

    model.model.forward = forward


def test_memory_that_runs_out_is_met_with_fewer_points() -> None:
    model = tiny.bert()
    engine, problem = bound(model, "a bad film")
    points = ends_of(engine, problem).input * np.linspace(0, 1, 7, dtype=np.float32)[:, None, None]
    expected = at_points(engine, problem, points)
    starve(model, 2)
    reply = at_points(engine, problem, points)
    np.testing.assert_allclose(reply.values, expected.values, atol=1e-5)
    np.testing.assert_allclose(reply.gradients, expected.gradients, atol=1e-5)


def test_one_point_that_does_not_fit_is_told() -> None:
    model = tiny.bert()
    engine, problem = bound(model, "a bad film")
    points = ends_of(engine, problem).input[None]
    starve(model, 0)
    with pytest.raises(ModelError, match="memory ran out on one gradient over 5 tokens"):
        at_points(engine, problem, points)
    assert all(parameter.requires_grad for parameter in model.model.parameters())


def test_errors_inside_the_model_are_told_in_a_line() -> None:
    model = tiny.bert()
    engine, problem = bound(model, "a bad film")
    points = ends_of(engine, problem).input[None, :, :4]  # not as wide as the place they are put in
    with pytest.raises(ModelError, match="must match the size"):
        at_points(engine, problem, points)
