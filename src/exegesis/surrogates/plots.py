"""A surrogate as a matplotlib figure: the tree, or the weights as bars, and beside it fidelity against size."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.surrogates import wording as surrogate_wording
from exegesis.surrogates.geometry import Placed, heights, layout, lowest
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.result import Surrogate
from exegesis.surrogates.tree import Tree
from exegesis.views import drawing, scale, wording
from exegesis.views.scale import LIGHT

_LONGEST = 24  # characters of a name


def plot(surrogate: Surrogate) -> Figure:
    """The figure; its left part grows with the leaves or features, the curve stands at the right."""
    form = surrogate.form
    wide = max(4.5, 1.25 * form.leaves) if isinstance(form, Tree) else 5.5
    tall = max(3.4, 1.15 * (form.depth + 1)) if isinstance(form, Tree) else max(3.4, 1.4 + 0.32 * len(form.weights))
    figure = drawing.Picture(figsize=(wide + 4.2, tall), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, width_ratios=(wide, 4.2))
    if isinstance(form, Tree):
        _tree(left, surrogate, form)
    else:
        _bars(left, surrogate, form)
    _curve(right, surrogate)
    drawing.set_fonts([one for one in figure.findobj(Text) if isinstance(one, Text)])
    return figure


def picture(surrogate: Surrogate, suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot(surrogate), kind)


def _tree(axes: Axes, surrogate: Surrogate, tree: Tree) -> None:
    values = np.array([node.value for node in tree.nodes])
    middle = values[0] if surrogate.threshold is None else surrogate.threshold
    levels = scale.levels(values - middle)
    placed = layout(tree)
    for one in placed:
        _edge(axes, placed, one)
    for one in placed:
        node = tree.nodes[one.node]
        level = int(levels[one.node]) if node.is_leaf else 0
        line = LIGHT.towards_line if level > 0 else LIGHT.against_line if level < 0 else (120, 126, 136)
        axes.annotate(
            _node_text(surrogate, tree, one.node),
            (one.x, -one.depth),
            ha="center",
            va="center",
            fontsize="small",
            bbox={
                "boxstyle": "round,pad=0.45",
                "facecolor": drawing.rgb(scale.background(level, LIGHT)),
                "edgecolor": drawing.rgb(line),
                "linestyle": "--" if level < 0 else "-",
            },
        )
    axes.set_xlim(-0.7, tree.leaves - 0.3)
    axes.set_ylim(-tree.depth - 0.5, 0.5)
    axes.set_axis_off()
    axes.set_title(_title(surrogate), loc="left", fontsize="medium")


def _edge(axes: Axes, placed: list[Placed], one: Placed) -> None:
    if one.parent is None:
        return
    above = placed[one.parent]
    axes.plot([above.x, one.x], [-above.depth, -one.depth], color=drawing.rgb((120, 126, 136)), linewidth=1.0, zorder=0)
    axes.annotate(
        "yes" if one.is_present else "no",
        ((above.x + one.x) / 2, -(above.depth + one.depth) / 2),
        ha="center",
        va="center",
        fontsize="x-small",
        bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"},
    )


def _node_text(surrogate: Surrogate, tree: Tree, place: int) -> str:
    node = tree.nodes[place]
    value = surrogate_wording.value(surrogate, node.value)
    if node.is_leaf:
        return f"{value}\n{node.rows:,} rows"
    return f"{drawing.shortened(surrogate.features[node.feature].name, _LONGEST)} ?\n{value}, {node.rows:,} rows"


def _bars(axes: Axes, surrogate: Surrogate, form: Linear) -> None:
    rules, places = form.rules(surrogate.features)[1:], surrogate_wording.places(surrogate)
    for place, rule in enumerate(rules):
        towards = rule.value > 0
        axes.barh(
            place,
            rule.value,
            height=0.72,
            color=drawing.rgb(LIGHT.towards if towards else LIGHT.against),
            edgecolor=drawing.rgb(LIGHT.towards_line if towards else LIGHT.against_line),
            hatch=None if towards else "///",
            linewidth=0.8,
        )
        said = wording.signed(rule.value, places)
        axes.annotate(said, (1.02, place), xycoords=("axes fraction", "data"), va="center", fontsize="small")
    axes.set_yticks(
        range(len(rules)), labels=[drawing.shortened(rule.conditions[0].feature, _LONGEST) for rule in rules]
    )
    axes.set_ylim(max(len(rules), 1) - 0.4, -0.6)
    axes.axvline(0.0, color=drawing.rgb(LIGHT.ink), linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    start = surrogate_wording.value(surrogate, form.intercept)
    axes.set_xlabel(f"added to {start} ({surrogate.target.output})")
    axes.set_title(_title(surrogate), loc="left", fontsize="medium")


def _curve(axes: Axes, surrogate: Surrogate) -> None:
    lines = (("held out", True, LIGHT.towards_line, "-"), ("fitted", False, LIGHT.against_line, "--"))
    drawn = []
    for name, outside, colour, style in lines:
        points = heights(surrogate.curve, outside)
        if points:
            sizes, found = zip(*points, strict=True)
            axes.plot(sizes, found, style, marker="o", markersize=4, color=drawing.rgb(colour), label=name)
            drawn.append(dict(points))
    axes.set_title("Fidelity against size", loc="left", fontsize="medium")
    axes.set_xlabel(surrogate_wording.size(surrogate))
    axes.set_ylabel("R²")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xticks(_ticks(max(point.size for point in surrogate.curve)))
    if not drawn:
        axes.annotate("undefined: the model's number does not vary", (0.5, 0.5), xycoords="axes fraction", ha="center")
        axes.set_yticks([])
        return
    axes.set_ylim(lowest(surrogate.curve) - 0.05, 1.05)
    at = drawn[0].get(surrogate.size)
    if at is not None:
        axes.plot(
            [surrogate.size], [at], "o", markersize=13, fillstyle="none", color=drawing.rgb(LIGHT.ink), label="this one"
        )
    axes.legend(loc="best", fontsize="small", frameon=False)


def _ticks(last: int) -> list[int]:
    step = max(1, last // 10)
    return list(range(1, last + 1, step))


def _title(surrogate: Surrogate) -> str:
    title = f"{surrogate_wording.heading(surrogate)}: {surrogate_wording.imitates(surrogate)}"
    return drawing.titled(title, most=3)
