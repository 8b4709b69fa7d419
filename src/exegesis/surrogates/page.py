"""A surrogate as a web page that needs nothing else: what it is, how far it can be trusted, its picture, its rules."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Span
from exegesis.data.records import Unit
from exegesis.surrogates import wording as surrogate_wording
from exegesis.surrogates.geometry import heights, layout, lowest
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.result import Surrogate
from exegesis.surrogates.tree import Tree
from exegesis.views import scale, wording
from exegesis.views.characters import label
from exegesis.views.html import render

BOX, GAP, ROW, TALL = 132, 14, 92, 46  # of the tree's boxes, in points of the drawing
WIDE, HIGH = 420, 190  # of the curve


@dataclass(frozen=True)
class Box:
    """A node as it is drawn; the edge comes from (`from_x`, `from_y`), the root has none."""

    left: float
    top: float
    title: str
    below: str
    classes: str
    edge: tuple[float, float, float, float] | None
    answer: str


@dataclass(frozen=True)
class WeightBar:
    """A weight as a bar, in percent of its axis."""

    name: str
    said: str
    towards: bool
    left: float
    width: float
    support: str


@dataclass(frozen=True)
class TermStretch:
    """A piece of a local surrogate's text; `title` says what its unit has to do with the number."""

    text: str
    classes: str = ""
    title: str = ""


@dataclass(frozen=True)
class CurveLine:
    """A line of the curve: its points, as SVG wants them and one by one."""

    points: str
    dots: tuple[tuple[float, float, bool], ...]


def page(surrogate: Surrogate, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = surrogate.as_plain()
    said = str.__str__(title) if title else f"{surrogate_wording.heading(plain)} · Exegesis"
    return render("surrogate_page.html", title=said, **_context(plain))


def fragment(surrogate: Surrogate) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("surrogate_fragment.html", **_context(surrogate.as_plain()))


def _context(surrogate: Surrogate) -> dict[str, object]:
    form = surrogate.form
    boxes = _boxes(surrogate, form) if isinstance(form, Tree) else []
    low = lowest(surrogate.curve)
    return {
        "surrogate": surrogate,
        "said": surrogate_wording,
        "boxes": boxes,
        "tree_size": (
            max((box.left for box in boxes), default=0) + BOX + 2,
            max((box.top for box in boxes), default=0) + TALL + 2,
        ),
        "box_size": (BOX, TALL),
        "zero": _zero(form) if isinstance(form, Linear) else 0.0,
        "weights": _bars(surrogate, form) if isinstance(form, Linear) else [],
        "stretches": list(_stretches(surrogate)),
        "inside": _line(surrogate, False, low),
        "outside": _line(surrogate, True, low),
        "low": low,
        "curve_size": (WIDE, HIGH),
        "nought": _y(0.0, low),
        "settings": [(wording.spaced(name), wording.readable(one)) for name, one in surrogate.settings.items()],
    }


def _boxes(surrogate: Surrogate, tree: Tree) -> list[Box]:
    values = np.array([node.value for node in tree.nodes])
    middle = values[0] if surrogate.threshold is None else surrogate.threshold
    looks = scale.levels(values - middle)
    placed = layout(tree)
    centres = {one.node: (one.x * (BOX + GAP) + BOX / 2 + 1, one.depth * ROW + 1) for one in placed}
    boxes = []
    for one in placed:
        node, (x, y) = tree.nodes[one.node], centres[one.node]
        edge = None
        if one.parent is not None:
            above = centres[one.parent]
            edge = (above[0], above[1] + TALL, x, y)
        value = surrogate_wording.value(surrogate, node.value)
        name = value if node.is_leaf else f"{surrogate_wording.name(surrogate.features[node.feature].name)} ?"
        below = f"{node.rows:,} rows" if node.is_leaf else f"{value}, {node.rows:,} rows"
        colour = _colour(int(looks[one.node])) if node.is_leaf else "exg-node"
        boxes.append(Box(x - BOX / 2, y, name, below, colour, edge, "yes" if one.is_present else "no"))
    return boxes


def _colour(level: int) -> str:
    return "" if level == 0 else f"{'exg-to' if level > 0 else 'exg-no'} exg-l{abs(level)}"


def _ends(form: Linear) -> tuple[float, float]:
    return min([0.0, *form.weights]), max([0.0, *form.weights])


def _zero(form: Linear) -> float:
    low, high = _ends(form)
    return round(100 * -low / (high - low), 2) if high > low else 0.0


def _bars(surrogate: Surrogate, form: Linear) -> list[WeightBar]:
    low, high = _ends(form)
    length, zero, places = (high - low) or 1.0, _zero(form), surrogate_wording.places(surrogate)
    found = []
    for rule in form.rules(surrogate.features)[1:]:
        width = round(100 * abs(rule.value) / length, 2)
        left = zero if rule.value > 0 else round(zero - width, 2)
        said = wording.signed(rule.value, places)
        name = label(rule.conditions[0].feature)
        found.append(WeightBar(name, said, rule.value > 0, left, width, surrogate_wording.support(rule)))
    return found


def _stretches(surrogate: Surrogate) -> Iterator[TermStretch]:
    """A local surrogate's text in pieces: the units it uses stand out, coloured by weight where it has weights."""
    if surrogate.text is None:
        return
    text, at = surrogate.text, 0
    for span, classes, title in sorted(_used(surrogate), key=lambda one: one[0]):
        if span.start < at or span.end > len(text):
            continue
        yield TermStretch(text[at : span.start])
        yield TermStretch(text[span.start : span.end], classes, title)
        at = span.end
    yield TermStretch(text[at:])


def _used(surrogate: Surrogate) -> Iterator[tuple[Span, str, str]]:
    form = surrogate.form
    weights = np.zeros(len(surrogate.features))
    if isinstance(form, Linear):
        weights[list(form.features)] = form.weights
    looks, places = scale.levels(weights), wording.decimals(weights)
    for place, feature in enumerate(surrogate.features):
        unit: Unit = surrogate.units[feature.unit or 0]
        is_weight = isinstance(form, Linear)
        classes = _colour(int(looks[place])) if is_weight else "exg-asked"
        title = wording.signed(float(weights[place]), places) if is_weight else "the tree asks for it"
        for span in unit.spans:
            yield span, classes, title


def _line(surrogate: Surrogate, outside: bool, low: float) -> CurveLine:
    last = max(point.size for point in surrogate.curve)
    dots = tuple(
        (_x(size, last), _y(r2, low), size == surrogate.size) for size, r2 in heights(surrogate.curve, outside)
    )
    return CurveLine(" ".join(f"{x:g},{y:g}" for x, y, _ in dots), dots)


def _x(size: int, last: int) -> float:
    return round(44 + (WIDE - 60) * (size - 1) / max(last - 1, 1), 1)


def _y(r2: float, low: float) -> float:
    return round(14 + (HIGH - 50) * (1 - r2) / (1 - low), 1)
