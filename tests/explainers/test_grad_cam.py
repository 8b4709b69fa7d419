"""Grad-CAM on maps worked out by hand."""

import numpy as np
import pytest

from exegesis.data.areas import Areas
from exegesis.data.requests import Ends, Game, PathEnds, PointReply
from exegesis.explainers.grad_cam import GradCam
from tests.explainers.driving import attributed

# Two maps over three cells; the target feels the first by 2 on average and the second by -1.
MAPS = np.array([[1.0, 0.0], [0.0, 3.0], [2.0, 1.0]], np.float32)  # (P, D)
FELT = np.array([[[3.0, -1.0], [1.0, -2.0], [2.0, 0.0]]], np.float32)  # (T, P, D)
PARTS = np.array([[4.0, 0.0, 2.0], [0.0, 4.0, 2.0]])  # unit 0 shows cells 0 and 2


def drive(explainer: GradCam) -> tuple[list[float], list[float], object]:
    game = Game(units=("a", "b"), areas=Areas(PARTS, PARTS.sum(axis=0)), grid=(1, 3))

    def answer(request: object) -> object:
        if isinstance(request, Ends):
            return PathEnds(MAPS, np.zeros((1, 3, 2), np.float32))
        return PointReply(np.zeros((1, 1)), FELT[None])

    found = attributed(explainer, game, answer)
    assert found.rasters is not None
    return found.scores[0].tolist(), found.rasters.values[0, 0].tolist(), found


def test_maps_are_weighed_by_their_mean_gradient_and_cut_at_zero() -> None:
    scores, cells, found = drive(GradCam())
    assert cells == pytest.approx([2, 0, 3])  # [2, -3, 3] before the ReLU
    assert scores == pytest.approx([(4 * 2 + 2 * 3) / 6, 2 * 3 / 6])
    assert found.diagnostics[0] == {"signed": False}  # type: ignore[attr-defined]
    assert found.rasters.is_smooth  # type: ignore[attr-defined]


def test_without_the_cut_what_speaks_against_is_kept() -> None:
    scores, cells, found = drive(GradCam(relu=False))
    assert cells == pytest.approx([2, -3, 3])
    assert scores == pytest.approx([(4 * 2 + 2 * 3) / 6, (4 * -3 + 2 * 3) / 6])
    assert found.warnings == ((),)  # type: ignore[attr-defined]


def test_a_map_of_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "FELT", -np.abs(FELT))
    scores, _, found = drive(GradCam())
    assert scores == [0, 0]
    assert "relu=false" in found.warnings[0][0]  # type: ignore[attr-defined]
