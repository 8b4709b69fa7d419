"""An image's regions as the views draw them: which are strong, where their edges run, and the image itself.

Strong are regions with at least a quarter of the largest |score|: those have an outline, and stand apart towards and
against. Large images are drawn smaller; nothing of this is read from the model.
"""

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Integers
from exegesis.data.explanation import Explanation
from exegesis.data.picture import KeptImage
from exegesis.data.place import Pixels
from exegesis.data.records import Unit
from exegesis.data.regions import map_of
from exegesis.views import scale, wording

_STRONG = 3  # levels of 10: a quarter of the largest score and more
_LARGEST = 640  # pixels of a side, as drawn on a page
_COARSE = 120  # pixels of a side below which they are drawn as squares
_NUMBERED = 10  # regions that have their number on the picture: those that are listed
_THIRDS = (("upper left", "upper middle", "upper right"), ("left", "middle", "right"))


@dataclass(frozen=True, eq=False)
class RegionMap:
    """What is drawn of: the map (height, width), -1 where no region is, and the picture (height, width, 3) or None."""

    map: Integers
    levels: Integers  # (n,) -10..10
    pixels: NDArray[np.uint8] | None

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.map.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.map.shape[1])

    def strong(self, sign: int) -> Integers:
        """Numbers of the strong regions towards (1) or against (-1), strongest first."""
        found = np.flatnonzero(sign * self.levels >= _STRONG)
        return found[np.argsort(-sign * self.levels[found], kind="stable")]

    def edges(self, regions: Integers) -> NDArray[np.bool_]:
        """(height, width): pixels of these regions with a pixel of another region beside them, or the image's end."""
        inside = np.isin(self.map, regions)
        around = np.pad(np.where(inside, self.map, -2), 1, constant_values=-3)
        beside = (around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:])
        found: NDArray[np.bool_] = inside & np.any([one != self.map for one in beside], axis=0)
        return found


def region_map(explanation: Explanation, largest: int = _LARGEST) -> RegionMap | None:
    """Of an explanation of an image, drawn no larger than so many pixels a side; None for other kinds of data."""
    image = explanation.kept
    if not isinstance(image, KeptImage):
        return None
    regions, pixels = map_of(explanation.units, image.height, image.width), image.shown()
    step = -(-max(image.height, image.width) // largest)
    if step > 1:
        regions = regions[step // 2 :: step, step // 2 :: step]
        pixels = None if pixels is None else _smaller(pixels, regions.shape)
    return RegionMap(regions, scale.levels(explanation.scores), pixels)


def tinted(drawn: RegionMap, palette: scale.Palette = scale.LIGHT) -> NDArray[np.uint8]:
    """(height, width, 3): the picture greyed, each region in the colour of its score, the stronger the fuller."""
    paper = np.array(palette.paper, dtype=np.float64)
    under = np.broadcast_to(paper, (drawn.height, drawn.width, 3))
    if drawn.pixels is not None:
        grey = drawn.pixels.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
        under = 0.75 * grey[:, :, None] + 0.25 * paper
    levels = np.append(drawn.levels, 0)[drawn.map]
    full = np.where((levels > 0)[:, :, None], palette.towards_line, palette.against_line)
    alpha = 0.7 * np.abs(levels)[:, :, None] / scale.LEVELS
    return np.asarray(np.rint(alpha * full + (1 - alpha) * under), dtype=np.uint8)


def apart(drawn: RegionMap, sign: int, palette: scale.Palette = scale.LIGHT) -> NDArray[np.uint8]:
    """(height, width, 3): the strong regions of one side as they are, all else nearly paper."""
    paper = np.array(palette.paper, dtype=np.float64)
    pixels = tinted(drawn, palette) if drawn.pixels is None else drawn.pixels
    shown = np.isin(drawn.map, drawn.strong(sign))[:, :, None]
    return np.asarray(np.rint(np.where(shown, pixels, 0.12 * pixels + 0.88 * paper)), dtype=np.uint8)


# -- for a page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """A region: its number from 1, what is said of it, its colour's classes and its area as an SVG path."""

    number: int
    said: str
    classes: str
    path: str


@dataclass(frozen=True)
class Label:
    """A number on the picture and where its middle stands."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """All that the template draws. `source` is a data URI, "" where the explanation does not hold its image."""

    name: str  # of the picture inside the page
    width: int
    height: int
    source: str
    is_coarse: bool
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    towards: tuple[str, ...]  # areas of the strong regions, strongest first
    against: tuple[str, ...]
    towards_edge: str  # where their outlines run
    against_edge: str
    others: tuple[str, str]  # what is covered where those towards, those against stand apart
    fine: str = ""  # a picture of what is known finer than by regions, as a data URI


def drawing(explanation: Explanation) -> Drawing | None:
    """Of an explanation of an image; None for other kinds of data."""
    drawn = region_map(explanation)
    return None if drawn is None else drawing_of(explanation, drawn)


def drawing_of(explanation: Explanation, drawn: RegionMap) -> Drawing:
    """Of a map of its units, whatever kind of data the map is of."""
    kept = explanation.kept
    to, no = drawn.strong(1), drawn.strong(-1)
    areas = [_area(drawn.map == region) for region in range(len(explanation.units))]
    return Drawing(
        name=f"exg-image-{'' if kept is None else kept.digest[:16]}",
        width=drawn.width,
        height=drawn.height,
        source="" if drawn.pixels is None else data_uri(drawn.pixels),
        is_coarse=max(drawn.width, drawn.height) < _COARSE,
        shapes=tuple(_shapes(explanation, drawn, areas)),
        labels=tuple(_labels(explanation, drawn)),
        towards=tuple(areas[region] for region in to),
        against=tuple(areas[region] for region in no),
        towards_edge=_outline(drawn.map, to),
        against_edge=_outline(drawn.map, no),
        others=(_area(~np.isin(drawn.map, to)), _area(~np.isin(drawn.map, no))),
    )


def data_uri(pixels: NDArray[np.uint8]) -> str:
    """A picture as a PNG inside its own address. Encoded anew, so that nothing of a stranger's file is passed on."""
    from PIL.Image import fromarray

    file = io.BytesIO()
    fromarray(pixels).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def place_in(explanation: Explanation, index: int) -> str:
    """Where a region lies and how much of the image it is: "upper left, 3% of the image"; "" for what is no region."""
    image = explanation.kept
    found = where_in(explanation.units[index], image) if isinstance(image, KeptImage) else None
    return "" if found is None else ", ".join(found)


def region_at(unit: Unit, image: KeptImage) -> str:
    """A region as a sentence calls it, by its number in the drawing: "region 11 at the right (8% of the image)"."""
    found = where_in(unit, image)
    if found is None:
        return unit.text
    where, share = found
    return f"{unit.text} {'in' if where == 'middle' else 'at'} the {where} ({share})"


def where_in(unit: Unit, image: KeptImage) -> tuple[str, str] | None:
    """("upper left", "3% of the image"); None of what is no region."""
    at = unit.at
    if not isinstance(at, Pixels):
        return None
    count = sum(length for _, length in at.runs)
    middles = [(start + (length - 1) / 2, length) for start, length in at.runs]
    row = sum((place // image.width) * length for place, length in middles) / count
    column = sum((place % image.width) * length for place, length in middles) / count
    down, along = min(int(3 * row / image.height), 2), min(int(3 * column / image.width), 2)
    name = _THIRDS[0][along].replace("upper", "lower") if down == 2 else _THIRDS[down][along]
    return name, f"{wording.percent(count / (image.width * image.height))} of the image"


def _shapes(explanation: Explanation, drawn: RegionMap, areas: list[str]) -> list[Shape]:
    places = wording.decimals(explanation.scores)
    found = []
    for region, (path, level) in enumerate(zip(areas, drawn.levels.tolist(), strict=True)):
        score = wording.signed(float(explanation.scores[region]), places)
        said = ", ".join(filter(None, [explanation.units[region].text, score, place_in(explanation, region)]))
        side = "" if level == 0 else f"exg-{'to' if level > 0 else 'no'} exg-l{abs(level)}"
        found.append(Shape(region + 1, said, side, path))
    return found


def _labels(explanation: Explanation, drawn: RegionMap) -> list[Label]:
    largest = np.argsort(-np.abs(explanation.scores), kind="stable")[:_NUMBERED]
    places = wording.decimals(explanation.scores)
    listed = [int(one) for one in largest if wording.signed(float(explanation.scores[one]), places) != "0"]
    found = []
    for region in listed:
        rows, columns = np.nonzero(drawn.map == region)
        if len(rows):
            near = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
            found.append(Label(str(region + 1), float(columns[near]) + 0.5, float(rows[near]) + 0.5))
    return found


def _area(inside: NDArray[np.bool_]) -> str:
    """The area of a mask as an SVG path: rectangles of whole pixels, those alike below one another joined."""
    waiting: dict[tuple[int, int], int] = {}  # (first column, one past the last) -> the row in which it began
    found: list[str] = []
    for row, line in enumerate([*inside, np.zeros(inside.shape[1], dtype=np.bool_)]):
        turns = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(np.int8)))
        runs = set(zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True))
        for run in [run for run in waiting if run not in runs]:
            first, stop = run
            top = waiting.pop(run)
            found.append(f"M{first} {top}h{stop - first}v{row - top}h{first - stop}z")
        for run in sorted(runs - waiting.keys()):
            waiting[run] = row
    return "".join(found)


def _outline(regions: Integers, chosen: Integers) -> str:
    """The sides of pixels between these regions and all others, and the image's end, as an SVG path."""
    inside = np.where(np.isin(regions, chosen), regions, -2)
    wide = np.pad(inside, 1, constant_values=-2)
    across = wide[1:, 1:-1] != wide[:-1, 1:-1]  # (height + 1, width): a line above each pixel
    down = wide[1:-1, 1:] != wide[1:-1, :-1]  # (height, width + 1): a line to the left of each
    lines = [f"M{first} {row}h{stop - first}" for row, first, stop in _runs(across)]
    return "".join(lines + [f"M{column} {first}v{stop - first}" for column, first, stop in _runs(down.T)])


def _runs(marks: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """(row, first, one past the last) of each stretch that is marked."""
    padded = np.pad(marks, ((0, 0), (1, 1))).astype(np.int8)
    turns = np.diff(padded, axis=1)
    starts, stops = np.argwhere(turns == 1), np.argwhere(turns == -1)
    return [(int(row), int(first), int(stop)) for (row, first), (_, stop) in zip(starts, stops, strict=True)]


def _smaller(pixels: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    from PIL import Image as pil

    made = pil.fromarray(pixels).resize((shape[1], shape[0]), pil.Resampling.BOX)
    return np.asarray(made, dtype=np.uint8)
