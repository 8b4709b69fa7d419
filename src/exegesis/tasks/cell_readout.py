"""Targets of heads that read positions: cells of the table of logits, each in its own window."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from exegesis.adapters.reads import LINES, LineRead, Read
from exegesis.core.types import Outputs, Values
from exegesis.tasks.cells import FROM_END, FROM_START, Aim, Cell

if TYPE_CHECKING:
    from torch import Tensor


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
        return f"{window} {self._name}"

    @cached_property
    def _name(self) -> str:
        """Tells readouts apart that one engine meets: other targets of the same text are other numbers of a row."""
        told = repr((self.output, self.moving, self.aims)).encode()
        return hashlib.blake2b(told, digest_size=8).hexdigest()

    def of_rows(self, window: int) -> Read | None:
        return self.of_points(window)

    def values(self, read: Outputs) -> Values:
        # In the windows a target does not read it was given 0.
        total: Values = read[..., self.weights > 0, :].sum(axis=-2)
        return total

    def of_points(self, window: int) -> Read:
        cells = sorted({c for a in self.aims for c in (*a.cells, *a.versus) if c.window == window}, key=_order)

        def read(result: Any, inputs: Any) -> "Tensor":
            import torch

            known = self._known(result, inputs, cells)
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

        # An answer's side is a distribution over all positions; of a word or a tag only its own line is read.
        return read if self.table == "sides" or not cells else LineRead(lambda inputs: self._lines(cells, inputs), read)

    def _lines(self, cells: Sequence[Cell], inputs: Any) -> "Tensor":
        """The lines that are read of each row, by rising position: (B, P)."""
        import torch

        firsts = {cell.position: cell for cell in reversed(cells)}
        return torch.stack([self._places(firsts[place], inputs) for place in sorted(firsts)], dim=1)

    def _known(self, result: Any, inputs: Any, cells: Sequence[Cell]) -> "dict[Cell, tuple[Tensor, Tensor]]":
        """Each cell's logit (B,), and the logarithm of the sum that makes it a probability (B,).

        For answers a distribution is over the positions of one side; for words and tags over the columns of a line.
        """
        import torch

        rows = torch.arange(len(inputs["input_ids"]), device=inputs["input_ids"].device)
        if not cells:
            return {}
        if self.table == "sides":
            away = inputs["attention_mask"] == 0
            sides = [one.float().masked_fill(away, -torch.inf) for one in (result.start_logits, result.end_logits)]
            wholes = [side.logsumexp(-1) for side in sides]
            return {c: (sides[c.column][rows, self._places(c, inputs)], wholes[c.column]) for c in cells}
        order = sorted({cell.position for cell in cells})
        # Where the pass made only the lines that are read, the table has no others.
        places: Any = range(len(order)) if LINES in inputs else self._lines(cells, inputs).T
        lines: dict[int, tuple[Tensor, Tensor]] = {}
        for position, place in zip(order, places, strict=True):
            line = result.logits[rows, place].float()
            lines[position] = (line, line.logsumexp(-1))
        return {c: (_logit(lines[c.position][0], c), lines[c.position][1]) for c in cells}

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


def _order(cell: Cell) -> tuple[int, int, tuple[int, ...]]:
    return cell.position, cell.column, cell.also


def _logit(line: "Tensor", cell: Cell) -> "Tensor":
    """The cell's logit (B,) in its line (B, C); of several columns the logit of one that had their probability."""
    return line[:, [cell.column, *cell.also]].logsumexp(-1) if cell.also else line[:, cell.column]
