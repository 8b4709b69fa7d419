"""A torch module of time series as a model: it gets their numbers as they are, and gives gradients at each of them."""

from collections.abc import Sequence
from copy import copy
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import fingerprinting
from exegesis.adapters.base import check_outputs
from exegesis.adapters.failures import told
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.adapters.learned_answers import LearnedAnswers
from exegesis.adapters.reads import Read
from exegesis.adapters.series import CellRow, SeriesModel, checked_background
from exegesis.adapters.sites import differentiated
from exegesis.adapters.torch_images import tensor_of
from exegesis.adapters.turns import alone
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Outputs, Points
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PointReply
from exegesis.data.rows import DataRow, Row
from exegesis.data.series import Series

if TYPE_CHECKING:
    from torch import Tensor


class SeriesModule(LearnedAnswers, SeriesModel):
    """A torch module from (series, steps), or (series, channels, steps), to (series, classes).

    Its answers to the first series tell whether they are probabilities.
    """

    noun: ClassVar[str] = "series"

    def __init__(
        self,
        model: Any,
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
        background: Any = None,
    ) -> None:
        self.expect(task, labels)
        self.model, self.name = model.eval(), name or type(model).__name__
        self.background = None if background is None else checked_background(background)
        self._is_line = False  # whether the series whose gradients are taken was given as a line

    @property
    def device(self) -> Any:
        """Where the weights are."""
        return self._like.device

    @property
    def _like(self) -> Any:
        """A tensor of the type and on the device that the module's inputs are to have."""
        import torch

        floats = (one for one in self.model.parameters() if one.is_floating_point())
        return next(floats, torch.empty(0))

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        import torch

        given = [row.source.as_given(row.values()) for row in rows if isinstance(row, CellRow)]
        places: dict[tuple[int, ...], list[int]] = {}
        for place, one in enumerate(given):
            places.setdefault(one.shape, []).append(place)
        answers: list[Any] = [None] * len(given)
        with told(self.name, f"on {len(given)} series"), torch.inference_mode():
            for alike in places.values():
                batch = torch.from_numpy(np.stack([given[place] for place in alike])).to(self._like)
                for place, answer in zip(alike, self._answers(batch).double().cpu().numpy(), strict=True):
                    answers[place] = answer
        return self.held(check_outputs(self.name, answers, len(given), noun="series"))

    def _answers(self, batch: "Tensor") -> "Tensor":
        with alone(self.model):
            if self.model.training:  # trained further since it was loaded
                self.model.eval()
            return tensor_of(self.model(batch), self.name)

    # -- for gradients ----------------------------------------------------------------------------------------------

    def entering(self, row: DataRow) -> NDArray[np.float32]:
        """The numbers of a row: (1, channels, steps)."""
        assert isinstance(row, CellRow)  # the rows of this kind of data
        return np.array(row.values()[None], dtype=np.float32)

    def feature_map(self, entering: NDArray[np.float32], layer: str | None) -> FeatureMap:
        """There are maps of images alone."""
        raise UnsupportedError("maps of layers are of images; of series gradients are taken at their numbers.")

    def mapped(self, entering: NDArray[np.float32], at: FeatureMap) -> NDArray[np.float32]:
        """Likewise."""
        raise UnsupportedError("maps of layers are of images; of series gradients are taken at their numbers.")

    def point_gradients(
        self, points: Points, grid: Sequence[int], read: Read, at: tuple[FeatureMap, NDArray[np.float32]] | None = None
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, P, 1) at points (S, P, 1), P = channels times steps."""

        def values(leaf: "Tensor") -> "Tensor":
            shaped = leaf.reshape(len(leaf), *grid).to(self._like.dtype)
            found: Tensor = read(SimpleNamespace(logits=self._answers(shaped[:, 0] if self._is_line else shaped)), {})
            return found

        with told(self.name, f"on gradients at {len(points)} points"):
            return differentiated(self, points, values)

    def of(self, series: Series) -> "SeriesModule":
        """The same module, for gradients of this series."""
        found = copy(self)
        found._is_line = series.is_line
        return found

    def fingerprint(self) -> Fingerprint:
        with alone(self.model):
            return fingerprinting.fingerprint(self.name, None, self.model, None)
