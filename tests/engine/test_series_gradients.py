"""Torch modules of series: gradients at every number, held against sums by hand and captum."""

from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError, LoadError, UnsupportedError

RNG = np.random.default_rng(0)
TWO, LINE = RNG.normal(size=(2, 24)).astype("float32"), RNG.normal(size=24).astype("float32")
BACKGROUND = RNG.normal(size=(3, 2, 24)).astype("float32")
CUTS = [[6, 12], [8]]


class Curved(torch.nn.Module):
    """Two convolutions and a bend: logits (B, 2) of (B, 2, steps)."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = torch.nn.Sequential(
            torch.nn.Conv1d(2, 4, 5), torch.nn.Tanh(), torch.nn.Conv1d(4, 2, 5), torch.nn.AdaptiveAvgPool1d(1)
        )

    def forward(self, series: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.layers(series)[:, :, 0] * 5
        return found


class Summed(torch.nn.Module):
    """A weighted sum (B, 1) of lines (B, steps)."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = torch.nn.Parameter(torch.linspace(-1, 1, 24))

    def forward(self, series: torch.Tensor) -> torch.Tensor:
        return (series * self.weights).sum(dim=1, keepdim=True)


def explained(method: str, given: Any = TWO, model: Any = None, **settings: Any) -> Explanation:
    loaded = model or exegesis.load(Curved(), modality="series", labels=["calm", "storm"])
    found = exegesis.explain(loaded, given, method, **settings)
    assert isinstance(found, Explanation)
    return found


def test_a_sum_is_explained_by_its_terms() -> None:
    model = exegesis.load(Summed(), "regression", modality="series")
    terms = np.linspace(-1, 1, 24) * LINE
    for method in ("integrated_gradients", "gradient"):
        settings = {"baseline": "zero"} if method == "integrated_gradients" else {"kind": "input_x_gradient"}
        found = explained(method, LINE, model, segments=4, **settings)
        np.testing.assert_allclose(found.scores, terms.reshape(4, 6).sum(axis=1), rtol=1e-4, atol=1e-5)


def test_integrated_gradients_are_captums() -> None:
    captum = pytest.importorskip("captum.attr")
    module = Curved()
    found = explained("integrated_gradients", unit=CUTS, baseline="zero", target="storm", output="logit", steps=200)
    theirs = captum.IntegratedGradients(module).attribute(torch.from_numpy(TWO)[None], target=1, n_steps=200)[0].numpy()
    parts = [part.sum() for line, cuts in zip(theirs, CUTS, strict=True) for part in np.split(line, cuts)]
    np.testing.assert_allclose(found.scores, parts, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient", "smooth_grad", "gradient_shap"])
def test_methods_of_gradients_go_to_the_end_and_back(method: str) -> None:
    model = exegesis.load(Curved(), modality="series")
    found = explained(method, model=model, unit=CUTS)
    assert "read as logits" in " ".join(found.warnings)
    again = Explanation.from_json(found.to_json())
    repeated = exegesis.explain(model, **again.again())
    np.testing.assert_allclose(repeated.scores, found.scores, rtol=1e-4, atol=1e-6)
    assert exegesis.check(again, model, seeds=1).verdict.text
    assert "exg-series" in found.to_html()


@pytest.mark.parametrize(("background", "name"), [(None, "mean"), (BACKGROUND, "background")])
def test_what_a_path_begins_at_is_said(background: Any, name: str) -> None:
    model = exegesis.load(Curved(), modality="series", background=background)
    found = explained("integrated_gradients", model=model)
    assert found.baseline.name == name
    assert "the series without anything in it" in found.baseline.description


def test_masks_work_too_and_lengths_may_differ() -> None:
    model = exegesis.load(Curved(), modality="series")
    assert explained("kernel_shap", model=model, segments=3).fingerprint.weights
    answers = model.predict([TWO, TWO[:, :20], TWO])
    np.testing.assert_allclose(answers[0], answers[2], rtol=1e-5)


@pytest.mark.parametrize(
    ("method", "settings", "said"),
    [
        ("grad_cam", {}, "needs pixels"),
        ("integrated_gradients", {"layer": "layers.0"}, "at no layer"),
        ("integrated_gradients", {"baseline": "pad"}, "unknown baseline of a series 'pad'"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_line(method: str, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(method, **settings)


def test_loading_is_checked() -> None:
    with pytest.raises(LoadError, match="preprocess has no effect on a module of series"):
        exegesis.load(Curved(), modality="series", preprocess=lambda one: one)  # type: ignore[call-overload]
    with pytest.raises(LoadError, match="background has no effect on"):
        exegesis.load(Curved(), modality="text", background=np.ones((2, 2)))
    with pytest.raises(LoadError, match="returns one number for each series"):
        explained("occlusion", LINE, exegesis.load(Summed(), modality="series"))
    with pytest.raises(LoadError, match="has 2 outputs, and 3 are named"):
        explained("occlusion", model=exegesis.load(Curved(), modality="series", labels=["a", "b", "c"]))
    plain = exegesis.load(lambda many: [[0.5, 0.5]] * len(many), modality="series")
    with pytest.raises(UnsupportedError, match="needs gradients"):
        explained("integrated_gradients", model=plain)
