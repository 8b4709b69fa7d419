"""A view of attention as SVG: curves from the tokens that attend to those attended to, with legend and caption."""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from exegesis.explorer.records import Curves, LookToken
from exegesis.explorer.result import AttentionView
from exegesis.views import scale
from exegesis.views.characters import label

_ROW = 20.0  # pixels from token to token
_LONGEST = 24  # characters of a token
_CHARACTER = 7.4  # pixels
_GAP = 260.0  # between the two columns of tokens
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_LINE = 17.0  # of the caption
_NARROWEST = 640.0
_MEASURES = {"weight": "attention", "norm": "attention times the length of the value vector", "rollout": "rollout"}


def svg(view: AttentionView, share: float = 0.7, limit: int | None = 5000) -> str:
    """The drawing, a file of its own: weak curves thin and pale but always seen, those below 0 dashed and orange."""
    curves = view.curves(share, limit)
    names = [[label(token.name, _LONGEST) for token in tokens] for tokens in (view.rows, view.columns)]
    left, right = (12 + _CHARACTER * max(map(len, side)) for side in names)
    width = max(left + _GAP + right, _NARROWEST)
    ends = left, width - right
    height = _ROW * max(map(len, names)) + 12
    said = [f"Attention of {view.model}: {view.what}", *_caption(view, curves)]
    lines = [line for whole in said for line in _wrapped(label(whole), int(width / 6.4))]
    body = [
        *_curves(curves, _largest(view), ends),
        *_labels(view.rows, names[0], ends[0] - 6, "end"),
        *_labels(view.columns, names[1], ends[1] + 6, "start"),
        *_legend(_largest(view), height + 8),
        *(_text(line, 8, height + 36 + number * _LINE) for number, line in enumerate(lines)),
    ]
    tall = height + 32 + len(lines) * _LINE
    paper = scale.hexadecimal(scale.LIGHT.paper)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{tall:g}" viewBox="0 0 {width:g} {tall:g}" '
        f'role="img" font-size="12.5" '
        f'font-family="{_FONT}">\n<title>{escape(label(said[0]))}</title>'
        f'<rect width="100%" height="100%" fill="{paper}"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _largest(view: AttentionView) -> float:
    return float(np.abs(view.matrix).max(initial=0.0)) or 1.0


def _caption(view: AttentionView, curves: Curves) -> Iterator[str]:
    below = "; dashed orange: below 0" if any(curve.weight < 0 for curve in curves.curves) else ""
    yield curves.said + "."
    yield f"Colour: {_MEASURES[view.measure]}, from 0 to {_largest(view):.3g}, the largest of this picture{below}."
    yield from view.notes
    attend = "1 token attends" if len(view.rows) == 1 else f"{len(view.rows)} tokens attend"
    yield f"{attend}, {len(view.columns)} are attended to. Attention is not attribution."


def _curves(curves: Curves, largest: float, ends: tuple[float, float]) -> Iterator[str]:
    middle = sum(ends) / 2
    for curve in sorted(curves.curves, key=lambda one: abs(one.weight)):
        part = abs(curve.weight) / largest
        start, end = (_ROW * (place + 0.5) for place in (curve.row, curve.column))
        dash = ' stroke-dasharray="4 3"' if curve.weight < 0 else ""
        yield (
            f'<path d="M{ends[0]:g} {start:g}C{middle:g} {start:g} {middle:g} {end:g} {ends[1]:g} {end:g}" fill="none" '
            f'stroke="{_shade(part, curve.weight)}" stroke-width="{0.6 + 2 * part:.2f}"{dash}/>'
        )


def _labels(tokens: Sequence[LookToken], names: Sequence[str], x: float, anchor: str) -> Iterator[str]:
    quiet = scale.hexadecimal((88, 94, 104))
    for place, (token, name) in enumerate(zip(tokens, names, strict=True)):
        yield _text(name, x, _ROW * (place + 0.5), anchor, quiet if token.special else None)


def _legend(largest: float, y: float) -> Iterator[str]:
    yield _text("0", 8, y)
    for step in range(60):
        shade = _shade((step + 1) / 60, 1)
        yield f'<rect x="{20 + step * 1.5:g}" y="{y - 6:g}" width="1.6" height="12" fill="{shade}"/>'
    yield _text(f"{largest:.3g}", 118, y)


def _shade(part: float, sign: float) -> str:
    full, under = (scale.LIGHT.against_line if sign < 0 else scale.LIGHT.towards_line), scale.LIGHT.paper
    mixed = [round(low + (high - low) * (0.14 + 0.86 * part)) for low, high in zip(under, full, strict=True)]
    return scale.hexadecimal((mixed[0], mixed[1], mixed[2]))


def _text(words: str, x: float, y: float, anchor: str = "start", colour: str | None = None) -> str:
    fill = colour or scale.hexadecimal(scale.LIGHT.ink)
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
    return f'<text {place} dominant-baseline="central" fill="{fill}">{escape(words)}</text>'


def _wrapped(words: str, longest: int) -> list[str]:
    from textwrap import wrap

    return wrap(words, longest) or [""]
