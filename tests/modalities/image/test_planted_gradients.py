"""What a planted patch decides is found by methods of gradients and by soft masks, where the truth is known."""

from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.data.regions import map_of
from tests.image_networks import SCALE, loaded
from tests.modalities.image.test_planted import IMAGES, PATCH, SIDE, planted

pytest.importorskip("skimage")
METHODS: dict[str, dict[str, Any]] = {
    "integrated_gradients": {},
    "gradient_shap": {"baseline": "grey"},
    "grad_cam": {},
    "xrai": {"channels": "sum", "baseline": "grey", "steps": 8},
    "rise": {"samples": 300, "baseline": "#808080"},
}
FEWER = {"xrai": 5, "rise": 10}  # images of the slow ones, of which none may be missed


class SeesRed(torch.nn.Module):
    """The logit of how many pixels are red: a map of red pixels, smoothed, and its sum over the image."""

    def __init__(self) -> None:
        super().__init__()
        self.red = torch.nn.Conv2d(3, 1, 1)
        self.bend = torch.nn.Softplus(beta=20)
        with torch.no_grad():
            self.red.weight.copy_(torch.tensor([1.5, -1.5, 0.0]).reshape(1, 3, 1, 1) * SCALE)
            self.red.bias.fill_(-0.5)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        seen = self.bend(self.red(images)).sum(dim=(1, 2, 3)) / (0.6 * PATCH**2)
        return torch.stack([torch.zeros_like(seen), 8 * seen - 4], dim=1)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_the_first_region_is_the_patch(method: str) -> None:
    model, hits, images = loaded(SeesRed()), 0, FEWER.get(method, IMAGES)
    for seed in range(images):
        image, where = planted(seed)
        unit = exegesis.Slic(segments=16, compactness=3.0)
        found = exegesis.explain(model, image, method, 1, unit=unit, **METHODS[method])
        first = map_of(found.units, SIDE, SIDE) == int(np.argmax(found.scores))
        hits += bool((first & where).sum() > 0.5 * where.sum())
    assert hits >= 0.95 * images
