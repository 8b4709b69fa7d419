"""Layers and heads as a grid of cells: how much each gives from hidden words to where they ought to look, as SVG."""

from collections.abc import Iterator
from html import escape

from benchmarks.labs.measures import Head

from exegesis.core.types import Floats
from exegesis.views import scale
from exegesis.views.characters import label
from exegesis.views.scale import Colour

_CELL, _LEFT, _TOP = 30, 66, 44
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_TO_WHITE = 0.55  # from this part of the largest on, letters are as light as the paper


def grid(shares: Floats, framed: Head, title: str, model: str) -> str:
    """(layers, heads) in percent, shaded from 0 to the largest; one head has a frame.

    It has its own paper, so it reads alike on light and dark pages. The same numbers give the same bytes.
    """
    layers, heads = shares.shape
    width, height = _LEFT + heads * _CELL + 12, _TOP + layers * _CELL + 12
    body = [
        _text(8, 14, title, anchor="start"),
        *(_text(_x(head), 34, str(head)) for head in range(1, heads + 1)),
        *(_text(_LEFT - 8, _y(layer), f"layer {layer}", anchor="end") for layer in range(1, layers + 1)),
        *_cells(shares),
        f'<rect x="{_x(framed[1]) - _CELL / 2:g}" y="{_y(framed[0]) - _CELL / 2:g}" width="{_CELL}" height="{_CELL}" '
        f'fill="none" stroke="{scale.hexadecimal(scale.LIGHT.against_line)}" stroke-width="3"/>',
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-size="12" font-family="{_FONT}">\n<title>{escape(label(f"{model}: {title}"))}</title>'
        f'<rect width="100%" height="100%" fill="{scale.hexadecimal(scale.LIGHT.paper)}"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _cells(shares: Floats) -> Iterator[str]:
    largest = float(shares.max()) or 1.0
    for (layer, head), share in _numbered(shares):
        part = share / largest
        ink = scale.LIGHT.paper if part > _TO_WHITE else scale.LIGHT.ink
        yield (
            f'<rect x="{_x(head) - _CELL / 2 + 1:g}" y="{_y(layer) - _CELL / 2 + 1:g}" width="{_CELL - 2}" '
            f'height="{_CELL - 2}" fill="{scale.hexadecimal(_shade(part))}"/>'
        )
        yield _text(_x(head), _y(layer), f"{100 * share:.0f}", ink)


def _numbered(shares: Floats) -> Iterator[tuple[Head, float]]:
    for layer, line in enumerate(shares.tolist(), 1):
        for head, share in enumerate(line, 1):
            yield (layer, head), share


def _x(head: int) -> float:
    return _LEFT + (head - 0.5) * _CELL


def _y(layer: int) -> float:
    return _TOP + (layer - 0.5) * _CELL


def _shade(part: float) -> Colour:
    red, green, blue = (
        round(low + (high - low) * part) for low, high in zip(scale.LIGHT.paper, scale.LIGHT.towards_line, strict=True)
    )
    return red, green, blue


def _text(x: float, y: float, words: str, ink: Colour = scale.LIGHT.ink, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" dominant-baseline="central" '
        f'fill="{scale.hexadecimal(ink)}">{escape(words)}</text>'
    )
