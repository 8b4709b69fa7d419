"""What every method in the table keeps, run over the whole table: a new method joins by its line there."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from exegesis.core.randomness import stream
from exegesis.data.areas import Areas
from exegesis.data.requests import (
    AttentionReply,
    Attentions,
    Blend,
    Ends,
    Game,
    Gradients,
    Gram,
    PathEnds,
    PointReply,
    Predict,
    Score,
    TreeReply,
    TreeShapley,
)
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import build, setting_names
from exegesis.explainers.table import METHODS
from tests.explainers.driving import attributed

NAMES = list(METHODS)
# What a method must be given to be driven at all, and to be exact where it can be.
GIVEN: dict[str, dict[str, Any]] = {
    "parzen": {"background": ("u0 u1", "u2", "u3 u4 u5", "u1 u5")},
    "smooth_grad": {"kind": "input_x_gradient"},
    "rise": {"samples": 60, "cells": 2},
    "xrai": {"smallest": 1, "dilation": 0, "channels": "sum"},
    "grad_cam": {"relu": False},
}
IMAGES = [name for name, row in METHODS.items() if row.reads_pixels]
# Methods whose scores are not the weights of a linear model, and why.
NOT_EXACT = {
    "attention_rollout": "reads attention, not the answer",
    "parzen": "explains a classifier of its own",
    "random": "control",
    "lime": "a ridge penalty of 1 draws scores towards 0; held to 2% below",
    "rise": "estimated from random masks, in which neighbours are there together",
    "xrai": "gives all pixels of a segment the same",
    "grad_cam": "weighs maps by their mean gradient over all cells",
}


class LinearWorld:
    """Answers every request from one linear model: unit i adds weights[t, i] to target t. One position a unit.

    As an image it has a row for every two units, and one pixel a unit.
    """

    def __init__(self, n: int = 6, targets: int = 2, is_image: bool = False) -> None:
        self.is_image = is_image
        random = np.random.default_rng(5)
        self.weights = random.normal(size=(targets, n))
        self.weights[:, 2] = 0.0  # a dummy
        self.input = random.normal(size=(n, 3)).astype(np.float32)
        # f reads each position along its own direction, scaled so that input minus a zero baseline adds the weight.
        norms = (self.input.astype(np.float64) ** 2).sum(axis=1)
        self.slopes = self.weights[:, :, None] * self.input / norms[None, :, None]  # (T, n, 3)
        self.game = self.game_of(range(targets))

    def game_of(self, targets: Any) -> Game:
        self.targets = list(targets)
        n = self.weights.shape[1]
        if self.is_image:
            grid = (n // 2, 2) if n % 2 == 0 else (1, n)
            return Game(
                units=tuple(f"u{i}" for i in range(n)),
                n_targets=len(self.targets),
                areas=Areas(np.eye(n), np.ones(n)),
                grid=grid,
                pixels=np.arange(n).reshape(grid),
                points_at_once=4,
            )
        return Game(
            units=tuple(f"u{i}" for i in range(n)),
            n_targets=len(self.targets),
            gaps=(" ",) * (n - 1),
            outputs_of_targets=tuple(self.targets),
            position_units=np.arange(n),
            windows=((0, n),),
            points_at_once=4,
        )

    def answer(self, request: Any) -> Any:
        slopes = self.slopes[self.targets]
        match request:
            case Score(masks):
                return masks @ self.weights[self.targets].T + 0.25
            case Blend(masks):
                return masks.reshape(len(masks), -1) @ self.weights[self.targets].T + 0.25
            case TreeShapley(game):
                own = self.weights[self.targets]
                return TreeReply(own, np.full(len(own), 0.25), own.sum(axis=1) + 0.25, game, "a library")
            case Ends():
                return PathEnds(self.input, np.zeros_like(self.input)[None])
            case Gradients(points):
                values = np.einsum("spd,tpd->st", points.astype(np.float64), slopes) + 0.25
                gradients = np.broadcast_to(slopes, (len(points), *slopes.shape)).astype(np.float32)
                return PointReply(values, gradients)
            case Gram():
                return np.eye(3)
            case Attentions():
                n = len(self.input)
                return AttentionReply(np.full((2, 2, n, n), 1 / n, dtype=np.float32), ((0,),) * len(slopes))
            case Predict(texts):
                return np.array([[0.9, 0.1] if "u1" in text else [0.2, 0.8] for text in texts])


def world_of(name: str, **shape: int) -> LinearWorld:
    return LinearWorld(**shape, is_image=name in IMAGES)


def made(name: str, **settings: Any) -> Explainer:
    return build(METHODS[name].load(), GIVEN.get(name, {}) | settings)


@pytest.fixture(autouse=True)
def _global_random_is_left_alone() -> Iterator[None]:
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    yield
    assert (np.random.get_state()[1] == before).all()


@pytest.mark.parametrize("name", NAMES)
def test_shapes_name_and_settings(name: str) -> None:
    world = world_of(name)
    explainer = made(name)
    found = attributed(explainer, world.game, world.answer)
    assert explainer.name == name
    assert found.scores.shape == (2, 6)
    assert np.isfinite(found.scores).all()
    assert len(found.diagnostics) in (0, 2)
    assert len(found.warnings) in (0, 2)
    assert found.base_values is None or found.base_values.shape == (2,)
    assert found.standard_errors is None or found.standard_errors.shape == (2, 6)
    assert all(set(group.units) <= set(range(6)) for group in found.groups)
    assert set(setting_names(type(explainer))).isdisjoint({"name", "needs"})


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_EXACT])
def test_exact_on_a_linear_model(name: str) -> None:
    world = world_of(name)
    found = attributed(made(name), world.game, world.answer)
    np.testing.assert_allclose(found.scores, world.weights, atol=1e-5)


def test_lime_is_close_on_a_linear_model_and_its_r2_is_one() -> None:
    world = LinearWorld()
    found = attributed(made("lime"), world.game, world.answer)
    np.testing.assert_allclose(found.scores, world.weights, rtol=0.02, atol=0.002)
    assert min(diagnostics["weighted_r2"] for diagnostics in found.diagnostics) > 0.999


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_EXACT])
def test_a_dummy_scores_nothing(name: str) -> None:
    world = world_of(name)
    assert np.abs(attributed(made(name), world.game, world.answer).scores[:, 2]).max() < 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_result(name: str) -> None:
    world = world_of(name)
    one, two = (attributed(made(name), world.game, world.answer, seed=3).scores for _ in range(2))
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "random"])
def test_targets_together_equal_targets_alone(name: str) -> None:
    world = world_of(name)
    together = attributed(made(name), world.game, world.answer).scores
    for target in (0, 1):
        alone = attributed(made(name), world.game_of([target]), world.answer).scores
        np.testing.assert_allclose(together[target], alone[0], atol=1e-8)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in IMAGES])
def test_one_unit_is_no_special_case(name: str) -> None:
    world = LinearWorld(n=3, targets=1)
    world.weights, world.input, world.slopes = world.weights[:, :1], world.input[:1], world.slopes[:, :1]
    found = attributed(made(name), world.game_of([0]), world.answer).scores
    assert found.shape == (1, 1)
    if name not in ("attention_rollout", "parzen", "random"):
        np.testing.assert_allclose(found, world.weights, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_passes_are_an_upper_estimate(name: str) -> None:
    world = world_of(name)
    asked = {"forward": 0, "backward": 0}
    answer = world.answer

    def counted(request: Any) -> Any:
        match request:
            case Score(masks):
                asked["forward"] += len(np.unique(masks, axis=0))
            case Blend(masks):
                asked["forward"] += len(masks)
            case Predict(texts):
                asked["forward"] += len(texts)
            case Gradients(points):
                asked["forward"] += len(points)
                asked["backward"] += 2 * len(points)
        return answer(request)

    world.answer = counted  # type: ignore[method-assign]
    explainer = made(name)
    attributed(explainer, world.game, world.answer)
    told = explainer.passes(world.game)
    assert told.forward >= asked["forward"]
    assert told.backward >= asked["backward"]


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_of_the_wrong_type_is_one_clear_line(name: str) -> None:
    for setting in setting_names(METHODS[name].load()):
        with pytest.raises(ValueError, match=rf"{setting}|background") as caught:
            made(name, **{setting: object()})
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["lime", "kernel_shap", "permutation_shap"])
def test_too_many_units_are_refused_in_one_line(name: str) -> None:
    game = Game(units=("u",) * 5001)
    with pytest.raises(ValueError, match="unit='sentence'"):
        next(made(name).explain(game, stream(0, "contract")))
