"""Grad-CAM: the maps of a layer, each weighed by how much the target feels it (Selvaraju et al. 2017)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.types import Floats
from exegesis.data.requests import Ends, Game, Gradients, Need, PathEnds, PointReply
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps

_NOTHING = (
    "No cell of the layer's map speaks for the target, so all scores are 0; relu=false shows what speaks against it."
)
_CUT = "What speaks against the target is cut off; relu=false keeps it."
_UNFELT = (
    "The target does not feel this layer's cells, as that of a vision transformer does not feel the last block's "
    "patches; name an earlier layer."
)


@dataclass(frozen=True, kw_only=True)
class GradCam(Explainer):
    """Grad-CAM (Selvaraju et al. 2017, section 3): ReLU(sum over k of a_k A_k), a_k the mean gradient over the map A_k.

    `layer`: the module whose maps are weighed; None: the last output of the last convolution's size, so of a residual
    network what its last stage gives. A vision transformer has no such maps: name a layer of tokens, and the patches
    stand for cells. `relu`: false keeps what speaks against the target.

    A region's score is the mean over its pixels of the map, laid over the model's input by bilinear interpolation. Its
    unit is the map's, so scores compare within one explanation alone; the target is the logit where `output` says
    nothing else. A map of 7 x 7 cells tells no detail.
    """

    name: ClassVar[str] = "grad_cam"
    chance: ClassVar[bool] = False
    needs: ClassVar[frozenset[Need]] = frozenset({"gradients", "pixels"})
    asks: ClassVar[tuple[type, ...]] = (Gradients,)
    at_map: ClassVar[bool] = True
    baseline: ClassVar[str] = "all-zero"  # there is none to choose

    layer: str | None = None
    relu: bool = True

    @property
    def output_of_classes(self) -> str | None:
        """The score before the softmax, as in the paper."""
        return "logit"

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """One request for the gradients of all targets at the map."""
        ends: PathEnds = yield Ends()
        reply: PointReply = yield Gradients(ends.input[None])
        felt: Floats = reply.gradients[0].mean(axis=1, dtype=np.float64)  # (T, D)
        maps = felt @ ends.input.T  # (T, P)
        if self.relu:
            maps = np.maximum(maps, 0)
        assert game.areas is not None  # which is what "pixels" need
        return Attribution(
            scores=game.areas.means(maps),
            diagnostics=({"signed": not self.relu},) * game.n_targets,
            warnings=tuple(self._said(*pair) for pair in zip(maps, felt, strict=True)),
            rasters=game.rasters(maps, is_smooth=True),
        )

    def passes(self, game: Game) -> ExpectedPasses:
        """One point, and the map itself."""
        return ExpectedPasses(2, game.n_targets)

    def _said(self, map_: Floats, felt: Floats) -> tuple[str, ...]:
        if not felt.any():
            return (_UNFELT,)
        if not self.relu:
            return ()
        return (_CUT,) if map_.any() else (_NOTHING,)
