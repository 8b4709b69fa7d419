"""A torch module of rows of a table, as a model: its answers, and gradients at the numbers that enter it."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import fingerprinting
from exegesis.adapters.base import check_outputs
from exegesis.adapters.called import KINDS
from exegesis.adapters.failures import told
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.adapters.image_modules import logits_among
from exegesis.adapters.reads import Read
from exegesis.adapters.sites import differentiated
from exegesis.adapters.tables import TableModel
from exegesis.adapters.turns import alone
from exegesis.core.errors import LoadError, ModelError, UnsupportedError, shown, unknown
from exegesis.core.types import Floats, Outputs, Points
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PointReply
from exegesis.data.rows import DataRow
from exegesis.data.table_background import TableBackground
from exegesis.data.table_inputs import CodedRows

if TYPE_CHECKING:
    from torch import Tensor

_TOLD = 64  # rows of the background that tell logits from probabilities


class TableModule(TableModel):
    """A torch module, and what makes its input of a frame: a tensor of floats (rows, numbers).

    `preprocess` None: all columns as they are, which are numbers. The module returns (rows, classes), logits or
    probabilities, told apart by its answers to the background; with task="regression" values, (rows,) too. Positions
    of gradients are the numbers that enter it.
    """

    def __init__(
        self,
        model: Any,
        preprocess: Callable[[Any], Any] | None,
        background: TableBackground,
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        if task not in KINDS:
            raise unknown("task for a module of tables", task, ("classification", "multi-label", "regression"))
        self.model, self.preprocess, self.background = model.eval(), preprocess, background
        self.name, self.kind = name or type(model).__name__, KINDS[task]
        self.scale = "value" if self.kind == "regression" else "logit"
        self._labels = None if labels is None else tuple(map(str, labels))
        if preprocess is None:
            self._check_numbers()

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first answer, where nobody has named them."""
        return self._labels or ()

    @property
    def device(self) -> Any:
        """Where the weights are."""
        return self._like.device

    @property
    def notes(self) -> tuple[str, ...]:
        if self.scale != "logit":
            return ()
        return ("The module's answers are no probabilities, so they are read as logits.",)

    def check(self) -> None:
        super().check()
        outputs = self.answers(self.background.codes[: max(1, _TOLD)])
        if self.kind != "regression" and not logits_among(outputs, self.kind):
            self.scale = "probability"
        count = outputs.shape[1]
        if count == 1 and self.kind == "single-label":
            raise LoadError(f"{self.name} returns one number for each row: load it with task='regression'.")
        if self._labels is not None and len(self._labels) != count:
            raise LoadError(f"{self.name} has {count} outputs, and labels has {len(self._labels)}; name each.")
        usual = ("value",) if count == 1 else tuple(f"class {index}" for index in range(count))
        self._labels = self._labels or usual

    def answers(self, codes: Floats) -> Outputs:
        import torch

        with told(self.name, f"on {len(codes)} rows"), torch.inference_mode():
            found = self._called(self._tensor(codes))
        return check_outputs(self.name, found.double().cpu().numpy(), len(codes), column=True, noun="row")

    def fingerprint(self) -> Fingerprint:
        with alone(self.model):
            return fingerprinting.fingerprint(self.name, None, self.model, None)

    # -- for gradients ----------------------------------------------------------------------------------------------

    def entering(self, row: DataRow) -> NDArray[np.float32]:
        """What the module gets for a row: (1, 1, numbers)."""
        with told(self.name, "in preprocess"):
            return np.asarray(self._tensor(cast(CodedRows, row).codes()[:1]).float().cpu().numpy())[None]

    def feature_map(self, entering: NDArray[np.float32], layer: str | None) -> FeatureMap:
        """None has any."""
        raise UnsupportedError(f"layer={shown(layer)} has no effect on a model of tables; leave it out.")

    def mapped(self, entering: NDArray[np.float32], at: FeatureMap) -> NDArray[np.float32]:
        """None has any."""
        raise UnsupportedError("a model of tables has no maps of layers.")

    def point_gradients(
        self, points: Points, grid: Sequence[int], read: Read, at: tuple[FeatureMap, NDArray[np.float32]] | None = None
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, P, 1) at points (S, P, 1) that enter."""

        def values(leaf: "Tensor") -> "Tensor":
            found: Tensor = read(SimpleNamespace(logits=self._called(leaf[:, :, 0].to(self._like.dtype))), {})
            return found

        with told(self.name, f"on gradients at {len(points)} points"):
            return differentiated(self, points, values)

    @property
    def _like(self) -> Any:
        import torch

        floats = (one for one in self.model.parameters() if one.is_floating_point())
        return next(floats, torch.empty(0))

    def _called(self, batch: "Tensor") -> "Tensor":
        with alone(self.model):
            result = self.model(batch)
        found: Tensor = getattr(result, "logits", result)
        return found[:, None] if found.ndim == 1 else found

    def _tensor(self, codes: Floats) -> "Tensor":
        import torch

        if self.preprocess is None:
            return torch.from_numpy(np.array(codes)).to(self._like)
        made = self.preprocess(self.background.form.frame(codes))
        tensor = torch.from_numpy(made) if isinstance(made, np.ndarray) else made
        if not isinstance(tensor, torch.Tensor) or tensor.ndim != 2 or len(tensor) != len(codes):
            kind = f"the shape {tuple(tensor.shape)}" if hasattr(tensor, "shape") else f"a {type(made).__name__}"
            raise ModelError(f"preprocess of {self.name} returned {kind}; return a tensor (rows, numbers).")
        return tensor.detach().to(self._like)

    def _check_numbers(self) -> None:
        for column in self.background.form.columns:
            if column.levels is not None:
                raise LoadError(
                    f"{self.name} takes numbers, and column {shown(column.name)} holds none; say how a frame becomes "
                    "its input: preprocess=function, of frame -> tensor (rows, numbers)."
                )
