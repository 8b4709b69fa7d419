"""Images as the views draw them: regions outlined and coloured by their scores, and the image itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.data.explanation import Explanation
from exegesis.data.picture import KeptImage
from exegesis.views.half_blocks import picture_lines
from exegesis.views.kind_view import KindView
from exegesis.views.pixel_maps import map_uri
from exegesis.views.regions import Drawing, RegionMap, drawing, place_in, region_at, region_map, tinted
from exegesis.views.scale import LIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.text import Text

    from exegesis.views.paper import Paper

_FINE = 480  # pixels of a figure's longer side at least, so that outlines are thin


class ImageView(KindView):
    """Every region in the colour of its score, the image beside it, the strong regions apart."""

    policy: ClassVar[str] = "img-src data:"
    template: ClassVar[str] = "image.html"
    inches: ClassVar[float] = 3.4

    def drawing(self, explanation: Explanation) -> Drawing | None:
        drawn = drawing(explanation)
        return None if drawn is None else replace(drawn, fine=map_uri(explanation, drawn.height, drawn.width))

    def lines(self, explanation: Explanation, paper: Paper) -> Iterable[Text]:
        return picture_lines(explanation, paper)

    def draw(self, axes: Axes, explanation: Explanation) -> None:
        drawn = region_map(explanation)
        axes.set_axis_off()
        if drawn is not None:
            axes.imshow(outlined(drawn), interpolation="nearest")

    def where(self, explanation: Explanation, index: int) -> str:
        return place_in(explanation, index).partition(", ")[0]

    def place(self, explanation: Explanation, index: int) -> str:
        return place_in(explanation, index)

    def in_sentence(self, explanation: Explanation, index: int) -> str:
        unit, image = explanation.units[index], explanation.kept
        return region_at(unit, image) if isinstance(image, KeptImage) else unit.text


def outlined(drawn: RegionMap) -> NDArray[np.uint8]:
    """The tinted picture with the outlines of strong regions, its pixels as large as the lines need."""
    times = max(1, _FINE // max(drawn.height, drawn.width))
    large = replace(drawn, map=drawn.map.repeat(times, axis=0).repeat(times, axis=1), pixels=None)
    found = tinted(drawn).repeat(times, axis=0).repeat(times, axis=1)
    for sign, colour in ((1, LIGHT.towards_line), (-1, LIGHT.against_line)):
        found[large.edges(drawn.strong(sign))] = colour
    return found
