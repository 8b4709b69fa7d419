"""What a target is in terms of a model's output table: which cells of it are read, and how they make one number.

The heads of questions, words and tags all give a table of logits: one line for each position of the input, one column
for each class (a side of the answer, a piece of the vocabulary, a tag). A target adds up some cells of it.
"""

from dataclasses import dataclass

# Where a line is found again in a row that has become shorter: as far from the row's start or end, or at the n-th mask.
FROM_START, FROM_END, AT_MASK = "start", "end", "mask"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a window's table, at a position that stays fixed while the input is perturbed or integrated.

    Where units are deleted the row becomes shorter: `anchor` says how the line is found then, counted by `nth`;
    None: it cannot be, and units must be replaced piece by piece instead. `also`: other columns of the line that are
    the same answer; their probabilities are added to it.
    """

    window: int
    position: int
    column: int
    anchor: str | None = None
    nth: int = 0
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: the cells that add up to it and, for a contrast, those of the target it is set against."""

    cells: tuple[Cell, ...]
    versus: tuple[Cell, ...] = ()

    def reads(self, window: int) -> bool:
        """Whether any of its cells is in this window's table."""
        return any(cell.window == window for cell in (*self.cells, *self.versus))
