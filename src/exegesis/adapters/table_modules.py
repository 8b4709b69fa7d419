"""A torch module of rows of a table, as a model: its answers, and gradients at the numbers that enter it."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import fingerprinting
from exegesis.adapters.base import check_outputs
from exegesis.adapters.failures import told
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.adapters.learned_answers import LearnedAnswers
from exegesis.adapters.reads import Read
from exegesis.adapters.sites import differentiated
from exegesis.adapters.tables import TableModel
from exegesis.adapters.turns import alone
from exegesis.core.errors import LoadError, ModelError, UnsupportedError, shown
from exegesis.core.types import Floats, Outputs, Points
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PointReply
from exegesis.data.rows import DataRow
from exegesis.data.table_background import TableBackground
from exegesis.data.table_inputs import CodedRows

if TYPE_CHECKING:
    from torch import Tensor


class TableModule(LearnedAnswers, TableModel):
    """A torch module, and what makes its input of a frame: a tensor of floats (rows, numbers).

    `preprocess` None: all columns as they are, which are numbers. The module returns (rows, classes), logits or
    probabilities, told apart by its answers to the background; with task="regression" values, (rows,) too. Positions
    of gradients are the numbers that enter it.
    """

    noun: ClassVar[str] = "row"
    tried: ClassVar[int] = 64  # what they answer tells logits from probabilities

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
        self.expect(task, labels)
        self.model, self.preprocess, self.background = model.eval(), preprocess, background
        self.name = name or type(model).__name__
        if preprocess is None:
            self._check_numbers()

    @property
    def device(self) -> Any:
        """Where the weights are."""
        return self._like.device

    def answers(self, codes: Floats) -> Outputs:
        import torch

        with told(self.name, f"on {len(codes)} rows"), torch.inference_mode():
            found = self._called(self._tensor(codes))
        return self.held(check_outputs(self.name, found.double().cpu().numpy(), len(codes), column=True, noun="row"))

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
