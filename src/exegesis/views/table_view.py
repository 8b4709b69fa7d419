"""Rows of tables as the views draw them: each column with what the row has there, and the way to the row's number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from exegesis.data.explanation import Explanation
from exegesis.data.kept_row import KeptRow
from exegesis.data.table_row import said
from exegesis.views import drawing
from exegesis.views.kind_view import KindView
from exegesis.views.scale import LIGHT
from exegesis.views.waterfall import Waterfall, waterfall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LONGEST = 34  # characters of a name beside its step
_ROW = 0.28  # inches
_SAID = {
    "numeric": "a number",
    "categorical": "a category",
    "ordinal": "an ordered category",
    "one-hot": "a category, one of several columns",
    "constant": "the same in all of the background",
}


@dataclass(frozen=True)
class RowDrawing:
    """All that the template draws: the steps, None where scores do not add up, and the row (column, cell) as said."""

    steps: Waterfall | None
    cells: tuple[tuple[str, str], ...]


class TableView(KindView):
    """Where scores add up, steps from the baseline's number to the row's; bars called "age = 39"; the row itself."""

    template: ClassVar[str] = "row.html"
    long_labels: ClassVar[bool] = True

    def drawing(self, explanation: Explanation) -> RowDrawing | None:
        kept = explanation.kept
        if not isinstance(kept, KeptRow):
            return None
        return RowDrawing(_steps(explanation), tuple((one.name, said(one.value, 6)) for one in kept.columns))

    def says_scores(self, drawn: RowDrawing) -> bool:
        return drawn.steps is not None

    def inches_of(self, explanation: Explanation) -> float:
        found = _steps(explanation)
        return 0.0 if found is None else 0.9 + _ROW * (len(found.steps) + 2)

    def draw(self, axes: Axes, explanation: Explanation) -> None:
        found = _steps(explanation)
        if found is None:
            axes.set_axis_off()
            return
        for place, step in enumerate(found.steps, start=1):
            line, full = (LIGHT.towards_line, LIGHT.towards) if step.towards else (LIGHT.against_line, LIGHT.against)
            hatch = None if step.towards else "///"
            axes.barh(
                place,
                step.stop - step.start,
                left=step.start,
                height=0.7,
                color=drawing.rgb(full),
                edgecolor=drawing.rgb(line),
                hatch=hatch,
                linewidth=0.8,
            )
        first, last = found.steps[0].start, found.steps[-1].stop
        axes.plot([first, last], [0, len(found.steps) + 1], "D", color=drawing.rgb(LIGHT.ink), markersize=5)
        axes.axvline(first, color="0.7", linewidth=0.8, zorder=0)
        names = ["background", *(drawing.shortened(step.name, _LONGEST) for step in found.steps), "this row"]
        axes.set_yticks(range(len(names)), labels=names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.margins(x=0.04)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        drawing.set_fonts(axes.get_yticklabels())

    def label(self, explanation: Explanation, index: int) -> str:
        unit, kept = explanation.units[index], explanation.kept
        if not isinstance(kept, KeptRow):
            return unit.text
        bin = _bins(explanation).get(unit.text)
        return f"{unit.text} = {kept.said(unit)}" + (f" ({bin})" if bin else "")

    def place(self, explanation: Explanation, index: int) -> str:
        unit, kept = explanation.units[index], explanation.kept
        if not isinstance(kept, KeptRow):
            return ""
        return "a number in this bin" if unit.text in _bins(explanation) else _SAID[kept.column(unit).kind]

    def in_sentence(self, explanation: Explanation, index: int) -> str:
        return self.label(explanation, index)


def _bins(explanation: Explanation) -> Mapping[str, str]:
    """By column the bin that LIME takes for the row's value, where it cuts numbers into bins."""
    found = explanation.settings.get("compared_with", {})
    return {str(name): str(bin) for name, bin in found.items()} if isinstance(found, Mapping) else {}


def _steps(explanation: Explanation) -> Waterfall | None:
    view = TableView()
    return waterfall(explanation, tuple(view.label(explanation, place) for place in range(len(explanation.units))))
