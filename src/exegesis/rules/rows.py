"""Neighbours of a row of a table: rows of the background, made to pass a rule's tests."""

import numpy as np

from exegesis.adapters.tables import table_model
from exegesis.data.place import Column
from exegesis.data.records import Unit
from exegesis.data.table_inputs import InputRow
from exegesis.data.table_row import TableRow
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.rules.columns import RuleRows
from exegesis.rules.masking import Stays
from exegesis.rules.neighbours import RuleNeighbours
from exegesis.rules.search import Draws, Rule


class RowNeighbours(RuleNeighbours):
    """Background rows; cells that a rule excludes are taken from other rows."""

    def __init__(self, engine: Engine, problem: Problem, stays: Stays, row: TableRow) -> None:
        super().__init__(engine, problem, stays)
        background = table_model(engine.model).background
        self.rows = RuleRows(background, background.form.row_codes(row))
        self.units = tuple(Unit(test.text, at=Column(test.column)) for test in self.rows.tests)
        self.conditions = tuple(test.text for test in self.rows.tests)
        self.described = (
            f"rows of the background ({len(background):,}); cells that the rule excludes are taken from other rows"
        )

    def coverage(self, rule: Rule) -> float:
        return self.rows.coverage(rule)

    def kept(self, draws: Draws, rng: np.random.Generator) -> list[int]:
        block = np.concatenate([self.rows.drawn(rule, draws.count, rng) for rule in draws.rules])
        return self.stays.counts(self.engine.outputs([InputRow(cells) for cells in block]), draws)
