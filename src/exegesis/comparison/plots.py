"""A comparison as a matplotlib figure: the three matrices of agreement as heat maps."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.comparison import wording as said
from exegesis.comparison.agreement import MEASURES, Agreement
from exegesis.comparison.result import Comparison
from exegesis.core.errors import InputError
from exegesis.views import drawing
from exegesis.views.scale import LIGHT
from exegesis.views.tables import figure as figure_of

_LONGEST = 40  # characters of a name beside a line
_MOST = 16  # lines of a matrix whose numbers can still be read
_CELL = 0.62  # inches


def plot(comparison: Comparison) -> Figure:
    """The figure; `InputError` where there are not two sides to compare, or more than can be read."""
    count = len(comparison.sides)
    if count < 2:
        raise InputError("there is nothing to draw: agreement takes two explained sides, models or methods.")
    if count > _MOST:
        raise InputError(f"{count} sides are too many for one figure; compare at most {_MOST}.")
    side = max(2.0, _CELL * count)
    figure = drawing.Picture(figsize=(3 * side + 4.2, side + 1.3), layout="constrained")
    FigureCanvasAgg(figure)
    for place, (axes, measure) in enumerate(zip(figure.subplots(1, len(MEASURES)), MEASURES, strict=True)):
        _draw(axes, comparison, comparison.agreement(measure), named=place == 0)
    drawing.set_fonts([one for one in figure.findobj(Text) if isinstance(one, Text)])
    return figure


def picture(comparison: Comparison, suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot(comparison), kind)


def _draw(axes: Axes, comparison: Comparison, agreement: Agreement, named: bool) -> None:
    values = np.array([[np.nan if one is None else one for one in row] for row in agreement.values])
    axes.imshow(values, cmap=_colours(), vmin=-1, vmax=1)
    places = range(len(values))
    for i in places:
        for j in places:
            axes.text(j, i, figure_of(agreement.values[i][j]), ha="center", va="center", fontsize="small")
    names = [f"{place + 1} {said.side_name(side)}" for place, side in enumerate(comparison.sides)]
    axes.set_yticks(places, labels=[drawing.shortened(one, _LONGEST) for one in names] if named else [])
    axes.set_xticks(places, labels=[str(place + 1) for place in places])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_title(said.MEASURES[agreement.measure][0], loc="left", fontsize="medium")


def _colours() -> LinearSegmentedColormap:
    ends = [drawing.rgb(colour) for colour in (LIGHT.against, LIGHT.paper, LIGHT.towards)]
    return LinearSegmentedColormap.from_list("agreement", ends)
