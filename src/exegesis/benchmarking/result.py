"""What a benchmark of explainers found: frozen data, with JSON both ways, pictures by the views above.

It stands below the views, which draw it, and below `benchmarking`, which fills it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from exegesis.benchmarking.records import (
    FailedText,
    MeasuredCell,
    MeasureRow,
    MethodContrast,
    MethodRow,
    ModelRow,
    SetRow,
    Spent,
    Standing,
)
from exegesis.core.characters import one_line
from exegesis.data import renderers
from exegesis.data.result import DrawnResult
from exegesis.explainers.table import CHANCE

LEVEL = 0.05  # a corrected p below it counts as a difference
HIGHER = "higher"


@dataclass(frozen=True)
class Benchmark(DrawnResult, noun="a benchmark", drawn="benchmark"):
    """Models x methods x measures over data sets, with what each method cost.

    `done`: how many texts of each (model, set) have been through every method; fewer than asked where the run was
    stopped. Cells, costs and contrasts are over these texts alone, so that methods are compared on the same ones.
    """

    models: tuple[ModelRow, ...]
    sets: tuple[SetRow, ...]
    methods: tuple[MethodRow, ...]
    measures: tuple[MeasureRow, ...]
    cells: tuple[MeasuredCell, ...]
    costs: tuple[Spent, ...]
    contrasts: tuple[MethodContrast, ...]
    failures: tuple[FailedText, ...]
    done: tuple[tuple[str, str, int], ...]
    seed: int = 0
    unit: str = "word"
    removal: str = "auto"

    @property
    def control(self) -> str:
        """The label of the random control."""
        return next(row.label for row in self.methods if row.method == CHANCE)

    @property
    def is_whole(self) -> bool:
        """Whether every text that was asked for is in."""
        asked = {row.name: row.texts for row in self.sets}
        return all(count == asked[name] for _, name, count in self.done)

    def places(self) -> list[tuple[str, str, int]]:
        """(model, set, texts done) of each table that has any."""
        return [one for one in self.done if one[2]]

    def cell(self, model: str, set: str, measure: str, method: str) -> MeasuredCell | None:
        """One cell; None where nothing was measured."""
        return self._cells.get((model, set, measure, method))

    def column(self, model: str, set: str, measure: str) -> list[MeasuredCell]:
        """The methods by this measure, the best mean first, those without a value last."""
        higher = next(row.direction for row in self.measures if row.name == measure) == HIGHER
        found = [one for row in self.methods if (one := self.cell(model, set, measure, row.label)) is not None]
        return sorted(found, key=lambda one: _order(one, higher))

    def cost(self, model: str, set: str, method: str) -> Spent | None:
        """What a method took; None where nothing was done."""
        return next((o for o in self.costs if (o.model, o.set, o.method) == (model, set, method)), None)

    def contrast(self, model: str, set: str, measure: str, method: str, other: str) -> MethodContrast | None:
        """method - other; None where the two were not compared."""
        return self._contrasts.get((model, set, measure, method, other))

    def standings(self, model: str, set: str) -> list[Standing]:
        """All methods, the best mean place first."""
        found = [self._standing(model, set, row.label) for row in self.methods]
        return sorted(found, key=lambda one: (one.place is None, one.place or 0.0))

    def _standing(self, model: str, set: str, method: str) -> Standing:
        places, beats, loses = [], 0, 0
        for row in self.measures:
            if not row.asks_model:
                continue
            ranked = [one for one in self.column(model, set, row.name) if one.mean is not None]
            places += [float(place) for place, one in enumerate(ranked, 1) if one.method == method]
            found = self.contrast(model, set, row.name, method, self.control)
            if found is not None and found.corrected < LEVEL:
                better = (found.difference.mean > 0) == (row.direction == HIGHER)
                beats, loses = beats + better, loses + (not better)
        return Standing(method, sum(places) / len(places) if places else None, beats, loses, len(places))

    @cached_property
    def _cells(self) -> dict[tuple[str, str, str, str], MeasuredCell]:
        return {(one.model, one.set, one.measure, one.method): one for one in self.cells}

    @cached_property
    def _contrasts(self) -> dict[tuple[str, str, str, str, str], MethodContrast]:
        return {(one.model, one.set, one.measure, one.method, one.other): one for one in self.contrasts}

    def rows(self) -> Iterator[dict[str, Any]]:
        """A line of a table for each cell, its cost beside it."""
        for one in self.cells:
            spent = self.cost(one.model, one.set, one.method)
            yield {
                **{name: getattr(one, name) for name in ("model", "set", "measure", "method", "n")},
                "undefined": sum(one.undefined.values()),
                **{name: getattr(one.mean, name, None) for name in ("mean", "low", "high")},
                "forward_passes": None if spent is None else spent.forward_passes,
                "backward_passes": None if spent is None else spent.backward_passes,
                "seconds": None if spent is None else spent.seconds,
            }

    # -- pictures -----------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        models = ", ".join(one.name for one in self.models)
        return one_line(f"Benchmark({models}; {len(self.methods)} methods, {len(self.measures)} measures)")

    def to_markdown(self) -> str:
        """The same tables as Markdown."""
        page: str = renderers.renderer("benchmark markdown")(self)
        return page


def _order(one: MeasuredCell, higher: bool) -> tuple[bool, float]:
    """Means that agree to six digits are equals and keep the methods' order."""
    if one.mean is None:
        return True, 0.0
    mean = round(one.mean.mean, 6)
    return False, -mean if higher else mean
