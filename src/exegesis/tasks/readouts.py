"""How targets' numbers are read off a model's output, the same for whole rows of masks and on the way to gradients."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from exegesis.adapters.base import Model, Read
from exegesis.aims import FROM_END, FROM_START, Aim, Cell
from exegesis.records import Target
from exegesis.types import Floats, Outputs, Values

if TYPE_CHECKING:
    from torch import Tensor

_TINY = 1e-12  # keeps the log-odds of a black box's certain answers finite


class Readout(Protocol):
    """From the model's output to the targets' values, window by window and then over all windows."""

    weights: Floats  # (W,)  of each window in the value; 0 where no target reads it

    def key(self, window: int) -> str:
        """Rows of windows with equal keys are read alike, so their outputs may be remembered for one another."""

    def of_rows(self, window: int) -> Read | None:
        """What is read off rows of this window: (B, K). None: all of the model's outputs."""

    def of_points(self, window: int) -> Read:
        """The targets' values (S, T) on the way to gradients, before the window's weight."""

    def values(self, read: Outputs) -> Values:
        """What was read of all windows (..., W, K) as the targets' values (..., T)."""

    def positions(self, window: int) -> tuple[tuple[int, ...], ...] | None:
        """For each target the positions that it reads; None where the model's head decides that."""


class ClassReadout:
    """Columns of a classifier's outputs, of a contrast the difference of two; over windows the weighted mean."""

    def __init__(self, model: Model, output: str, targets: Sequence[Target], weights: Floats) -> None:
        self.model = model
        self.output = output
        self.weights = weights
        self.columns = [target.index for target in targets]
        self.others = [None if target.versus is None else target.versus.index for target in targets]

    def key(self, window: int) -> str:
        return ""

    def of_rows(self, window: int) -> Read | None:
        return None

    def values(self, read: Outputs) -> Values:
        mean: Values = np.einsum("w,...wt->...t", self.weights, self._differences(self._numbers(read)))
        return mean

    def _numbers(self, outputs: Outputs) -> Floats:
        """All outputs (..., C) in the wished unit."""
        if self.output == "logit" and self.model.scale == "probability":
            certain = np.clip(outputs, _TINY, 1 - _TINY)
            return np.asarray(np.log(certain) - np.log1p(-certain))
        if self.output == "log-probability":
            return np.asarray(np.log(np.maximum(self.model.probabilities(outputs), _TINY)))
        return self.model.probabilities(outputs) if self.output == "probability" else outputs

    def _differences(self, numbers: Any) -> Any:
        chosen = numbers[..., self.columns]
        for place, other in enumerate(self.others):
            if other is not None:
                chosen[..., place] = chosen[..., place] - numbers[..., other]
        return chosen

    def of_points(self, window: int) -> Read:
        kind, output = self.model.kind, self.output

        def read(result: Any, inputs: Any) -> "Tensor":
            import torch

            logits: Tensor = result.logits
            if output == "probability":
                logits = logits.float().softmax(-1) if kind == "single-label" else logits.float().sigmoid()
            elif output == "log-probability":
                logits = (
                    logits.float().log_softmax(-1)
                    if kind == "single-label"
                    else torch.nn.functional.logsigmoid(logits.float())
                )
            plus = logits[:, self.columns]
            if all(other is None for other in self.others):
                return plus
            signs = [0.0 if other is None else 1.0 for other in self.others]
            minus = logits[:, [other or 0 for other in self.others]]
            return plus - minus * torch.tensor(signs, dtype=plus.dtype, device=plus.device)

        return read

    def positions(self, window: int) -> tuple[tuple[int, ...], ...] | None:
        return None


class CellReadout:
    """Cells of the logits table of a head that reads positions; each target in the window its cells are in.

    `moving`: rows are shortened by deletion, and every line is found again by its cell's anchor.
    """

    def __init__(
        self, table: str, output: str, aims: Sequence[Aim], windows: int, mask_id: int | None, moving: bool = False
    ) -> None:
        self.table = table
        self.output = output
        self.aims = tuple(aims)
        self.windows = windows
        self.mask_id = mask_id
        self.moving = moving
        self.weights = np.array([float(any(aim.reads(w) for aim in aims)) for w in range(windows)])

    @property
    def can_move(self) -> bool:
        """Whether every line can be found again in a row that deletion has shortened."""
        return all(cell.anchor is not None for aim in self.aims for cell in (*aim.cells, *aim.versus))

    def moved(self) -> "CellReadout":
        """The same for rows shortened by deletion."""
        return CellReadout(self.table, self.output, self.aims, self.windows, self.mask_id, moving=True)

    def key(self, window: int) -> str:
        return str(window)

    def of_rows(self, window: int) -> Read | None:
        return self.of_points(window)

    def values(self, read: Outputs) -> Values:
        # In the windows a target does not read it was given 0.
        total: Values = read[..., self.weights > 0, :].sum(axis=-2)
        return total

    def of_points(self, window: int) -> Read:
        def read(result: Any, inputs: Any) -> "Tensor":
            import torch

            cells = {c for aim in self.aims for c in (*aim.cells, *aim.versus) if c.window == window}
            known = self._known(result, inputs, sorted(cells, key=_order))
            zero = torch.zeros(len(inputs["input_ids"]), device=inputs["input_ids"].device)

            def number(chosen: tuple[Cell, ...]) -> "Tensor":
                mine = [known[cell] for cell in chosen if cell.window == window]
                if not mine:
                    return zero
                if self.output == "logit":
                    return torch.stack([logit for logit, _ in mine]).sum(0)
                joint = torch.stack([logit - whole for logit, whole in mine]).sum(0)
                return joint.exp() if self.output == "probability" else joint

            return torch.stack([number(aim.cells) - number(aim.versus) for aim in self.aims], dim=-1)

        return read

    def _known(self, result: Any, inputs: Any, cells: Sequence[Cell]) -> "dict[Cell, tuple[Tensor, Tensor]]":
        """Each cell's logit (B,), and the logarithm of the sum that makes it a probability (B,).

        For answers a distribution is over the positions of one side; for words and tags over the columns of a line.
        """
        import torch

        rows = torch.arange(len(inputs["input_ids"]), device=inputs["input_ids"].device)
        if self.table == "sides":
            away = inputs["attention_mask"] == 0
            sides = [one.float().masked_fill(away, -torch.inf) for one in (result.start_logits, result.end_logits)]
            wholes = [side.logsumexp(-1) for side in sides]
            return {c: (sides[c.column][rows, self._places(c, inputs)], wholes[c.column]) for c in cells}
        lines: dict[int, tuple[Tensor, Tensor]] = {}
        for cell in cells:
            if cell.position not in lines:
                line = result.logits[rows, self._places(cell, inputs)].float()
                lines[cell.position] = (line, line.logsumexp(-1))
        return {c: (lines[c.position][0][:, c.column], lines[c.position][1]) for c in cells}

    def _places(self, cell: Cell, inputs: Any) -> "Tensor":
        """The line of the cell in each row (B,)."""
        seen = inputs["attention_mask"]
        first = seen.argmax(dim=1)  # XLNet's rows are padded on the left
        places: Tensor = first + cell.position
        if not self.moving or cell.anchor == FROM_START:
            return places
        if cell.anchor == FROM_END:
            return first + seen.sum(dim=1) - 1 - cell.nth  # type: ignore[no-any-return]
        masks = (inputs["input_ids"] == self.mask_id) & (seen == 1)
        return (masks.cumsum(dim=1) == cell.nth + 1).int().argmax(dim=1)  # type: ignore[no-any-return]

    def positions(self, window: int) -> tuple[tuple[int, ...], ...] | None:
        return tuple(tuple(sorted({c.position for c in aim.cells if c.window == window})) for aim in self.aims)


def _order(cell: Cell) -> tuple[int, int]:
    return cell.position, cell.column
