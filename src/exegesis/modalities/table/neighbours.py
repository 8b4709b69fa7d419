"""The neighbours of one row of a table, for LIME: drawn as numbers, given to the model as the cells that they are."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from exegesis.core.types import Floats
from exegesis.data.table_inputs import RowBlock
from exegesis.modalities.masker import Neighbourhood
from exegesis.modalities.table.numbers import NumberedTable
from exegesis.modalities.table.samplers import TableSampler, width_of


class RowSampler:
    """A `Sampler` of one row of codes (columns of the frame,).

    `columns`: numbers of the columns of the schema that get a score; the others stay as they are in the row.
    """

    def __init__(self, table: NumberedTable, sampler: TableSampler, row: Floats, columns: Sequence[int]) -> None:
        self.table, self.sampler, self.row, self.columns = table, sampler, row, list(columns)

    @cached_property
    def numbers(self) -> Floats:
        """(n,) of the row."""
        return np.asarray(self.table.numbers(self.row[None])[0])

    def neighbours(self, count: int, rng: np.random.Generator) -> Neighbourhood:
        drawn = self.sampler.draw(self.numbers, count, rng)
        cells = self.table.codes(drawn.values, self.row)
        return Neighbourhood(
            [RowBlock(cells)], drawn.seen[:, self.columns], drawn.distances, width_of(len(self.columns))
        )

    @property
    def compared_with(self) -> dict[str, str]:
        """By column the bin that counts as the row's value, where numbers are cut into bins."""
        said = {place: self.sampler.laws[place].said(self.numbers[place]) for place in self.columns}
        return {self.table.columns[place].column.name: one for place, one in said.items() if one}
