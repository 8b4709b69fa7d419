"""RISE: masks as the paper draws them, numbers by hand, and what it finds where truth is known."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.randomness import stream
from exegesis.data.requests import Blend, Game
from exegesis.explainers.rise import Rise, bilinear, soft_masks
from tests.explainers.driving import attributed
from tests.modalities.image.pictures import quarters

REGIONS = quarters(20, 26)
GAME = Game(units=tuple("abcd"), pixels=REGIONS)


def drive(explainer: Rise, f: Any, game: Game = GAME) -> tuple[Any, np.ndarray, np.ndarray]:
    """What it returns, and all masks (N, rows, columns) with their values (N,)."""
    masks: list[np.ndarray] = []

    def answer(request: Any) -> Any:
        assert isinstance(request, Blend)
        masks.append(request.masks)
        return np.asarray(f(request.masks), np.float64)[:, None]

    found = attributed(explainer, game, answer)
    drawn = np.concatenate(masks)
    return found, drawn, np.asarray(f(drawn))


def corner(masks: np.ndarray) -> np.ndarray:
    return masks[:, :10, :13].mean(axis=(1, 2)) ** 2


def test_numbers_are_the_papers_less_those_of_the_mean_mask() -> None:
    found, masks, values = drive(Rise(samples=300, cells=4, keep=0.4), corner)
    papers = np.einsum("i,ihw->hw", values, masks) / (300 * 0.4)
    constant = values.mean() * masks.mean(axis=0) / 0.4
    np.testing.assert_allclose(found.rasters.values[0], papers - constant, atol=1e-6)
    assert found.rasters.at_pixels
    expected = [found.rasters.values[0][one == REGIONS].mean() for one in range(4)]
    np.testing.assert_allclose(found.scores[0], expected, atol=1e-6)
    assert found.scores[0].argmax() == 0


def test_a_constant_scores_nothing() -> None:
    found, _, _ = drive(Rise(samples=40), lambda masks: np.full(len(masks), 3.0))
    np.testing.assert_allclose(found.scores, 0, atol=1e-9)
    assert found.diagnostics[0]["mean_value"] == 3.0


def test_errors_are_those_of_the_mean_over_masks() -> None:
    def one(seed: int) -> np.ndarray:
        explainer = Rise(samples=80, cells=3)
        answer = lambda request: corner(request.masks)[:, None]  # noqa: E731
        return attributed(explainer, GAME, answer, seed)  # type: ignore[return-value]

    runs: list[Any] = [one(seed) for seed in range(40)]
    spread = np.std([run.scores[0] for run in runs], axis=0)
    told = np.mean([run.standard_errors[0] for run in runs], axis=0)
    np.testing.assert_allclose(told, spread, rtol=0.35)


@given(st.integers(2, 9), st.integers(9, 40), st.integers(9, 40), st.floats(0.1, 0.9))
def test_masks_are_soft_and_keep_as_much_as_asked(cells: int, rows: int, columns: int, keep: float) -> None:
    masks = soft_masks(np.random.default_rng(0), 400, cells, keep, (rows, columns))
    assert masks.shape == (400, rows, columns)
    assert masks.min() >= 0
    assert masks.max() <= 1 + 1e-6
    assert masks.mean() == pytest.approx(keep, abs=0.08)


def test_cells_are_laid_as_torch_does_it() -> None:
    import torch

    cells = np.random.default_rng(0).random((5, 5))
    laid = bilinear(5, 18) @ cells @ bilinear(5, 18).T
    theirs = torch.nn.functional.interpolate(torch.from_numpy(cells)[None, None], size=(18, 18), mode="bilinear")
    np.testing.assert_allclose(laid, theirs[0, 0], atol=1e-9)


def test_masks_at_once_are_bounded_by_their_pixels() -> None:
    game = Game(units=("a", "b"), pixels=np.arange(2048)[:, None] * 2 // 2048 + np.zeros((1, 1024), int))
    asked: list[int] = []

    def answer(request: Any) -> Any:
        asked.append(len(request.masks))
        return np.zeros((len(request.masks), 1))

    attributed(Rise(samples=5), game, answer)
    assert asked == [2, 2, 1]
    assert stream(0, "toy") is not None
