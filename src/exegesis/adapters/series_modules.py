"""A torch module of time series as a model: it gets their numbers as they are, and gives gradients at each of them."""

from collections.abc import Sequence
from copy import copy
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import fingerprinting
from exegesis.adapters.base import check_outputs
from exegesis.adapters.called import KINDS
from exegesis.adapters.failures import told
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.adapters.image_modules import logits_among
from exegesis.adapters.reads import Read
from exegesis.adapters.series import CellRow, SeriesModel, checked_background
from exegesis.adapters.sites import differentiated
from exegesis.adapters.torch_images import tensor_of
from exegesis.adapters.turns import alone
from exegesis.core.errors import LoadError, UnsupportedError, unknown
from exegesis.core.types import Outputs, Points
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PointReply
from exegesis.data.rows import DataRow, Row
from exegesis.data.series import Series

if TYPE_CHECKING:
    from torch import Tensor


class SeriesModule(SeriesModel):
    """A torch module from (series, steps), or (series, channels, steps), to (series, classes).

    Its answers to the first series tell whether they are probabilities: of one choice among classes they sum to 1, of a
    probability for each all lie in 0..1. Others are logits, and explanations say so. With task="regression" they are
    values.
    """

    def __init__(
        self,
        model: Any,
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
        background: Any = None,
    ) -> None:
        if task not in KINDS:
            raise unknown("task for a module of series", task, ("classification", "multi-label", "regression"))
        self.model, self.name = model.eval(), name or type(model).__name__
        self.kind: str = KINDS[task]
        self.background = None if background is None else checked_background(background)
        self._is_line = False  # whether the series whose gradients are taken was given as a line
        self._scale: str | None = "value" if self.kind == "regression" else None  # None: not known yet
        self._labels = None if labels is None else tuple(map(str, labels))

    @property
    def scale(self) -> str:  # type: ignore[override]
        """Of the module's answers; "logit" until the first of them has told."""
        return self._scale or "logit"

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first answer, where nobody has named them."""
        return self._labels or ()

    @property
    def notes(self) -> tuple[str, ...]:
        if self._scale != "logit":
            return ()
        link = "softmax" if self.kind == "single-label" else "sigmoid"
        return (f"The module's answers are no probabilities, so they are read as logits ({link}).",)

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
        outputs = check_outputs(self.name, answers, len(given), noun="series")
        self._learn(outputs)
        return outputs

    def _answers(self, batch: "Tensor") -> "Tensor":
        with alone(self.model):
            if self.model.training:  # trained further since it was loaded
                self.model.eval()
            return tensor_of(self.model(batch), self.name)

    def _learn(self, outputs: Outputs) -> None:
        """The unit of the answers and their number, from the first of them."""
        count = outputs.shape[1]
        if self._labels is not None and len(self._labels) != count:
            raise LoadError(
                f"{self.name} has {count} outputs, and labels has {len(self._labels)}; give one name for each."
            )
        if count == 1 and self.kind == "single-label":
            raise LoadError(
                f"{self.name} returns one number for each series: load it with task='regression', or with "
                "task='multi-label' where it is a probability or its logit."
            )
        if self._scale is None:
            self._scale = "logit" if logits_among(outputs, self.kind) else "probability"
        elif self._scale == "probability" and logits_among(outputs, self.kind):
            raise LoadError(
                f"{self.name} returned probabilities at first and now {outputs.min():.3g} to {outputs.max():.3g}; let "
                "the module return one of the two, such as logits."
            )
        if self._labels is None:
            self._labels = ("value",) if self.kind == "regression" and count == 1 else _numbered(count)

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


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"class {index}" for index in range(count))
