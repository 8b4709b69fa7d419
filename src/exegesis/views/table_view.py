"""Rows of tables as the views draw them: each column with what the row has there, and the way to the row's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from exegesis.data.explanation import Explanation
from exegesis.data.kept_row import KeptRow
from exegesis.views import drawing
from exegesis.views.kind_view import KindView
from exegesis.views.scale import LIGHT
from exegesis.views.waterfall import Waterfall, waterfall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LONGEST = 34  # characters of a name beside its step
_ROW = 0.28  # inches


class TableView(KindView):
    """Where scores add up, steps from the baseline's number to the row's; beside each bar what the row has there."""

    template: ClassVar[str] = "waterfall.html"

    def drawing(self, explanation: Explanation) -> Waterfall | None:
        names = tuple(_named(explanation, place) for place in range(len(explanation.units)))
        return waterfall(explanation, names)

    def inches_of(self, explanation: Explanation) -> float:
        found = self.drawing(explanation)
        return 0.0 if found is None else 0.9 + _ROW * (len(found.steps) + 2)

    def draw(self, axes: Axes, explanation: Explanation) -> None:
        found = self.drawing(explanation)
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
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        drawing.set_fonts(axes.get_yticklabels())

    def place(self, explanation: Explanation, index: int) -> str:
        if not isinstance(explanation.kept, KeptRow):
            return ""
        value = explanation.kept.said(explanation.units[index])
        drawn = explanation.settings.get("compared_with", {}).get(explanation.units[index].text)
        return value if drawn is None else f"{value} ({drawn})"


def _named(explanation: Explanation, place: int) -> str:
    unit = explanation.units[place]
    return unit.text if not isinstance(explanation.kept, KeptRow) else f"{unit.text} {explanation.kept.said(unit)}"
