"""The ratios as an SVG picture that is readable on light and on dark pages; words and bars, nothing else."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from benchmarks.speed.cases import Case

Record = Mapping[str, Any]

_LABEL = 50  # as wide as a number
_WIDTH, _LEFT, _RIGHT, _TOP, _ROW, _BAR = 760, 250, 70, 64, 46, 15
_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1f2328; } .quiet { fill: #59636e; font-size: 12px; }
.title { font-weight: 600; font-size: 15px; } .float32 { fill: #2f6f9f; } .bfloat16 { fill: #c77d2e; }
.asked { stroke: #1f2328; stroke-width: 2; } .one { stroke: #59636e; stroke-dasharray: 3 3; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .quiet { fill: #9198a1; } .float32 { fill: #5aa2d6; } .bfloat16 { fill: #e0a055; }
.asked { stroke: #e6edf3; } .one { stroke: #9198a1; } }"""


def ratios_picture(model: str, rows: Sequence[tuple[Case, Record]]) -> str:
    """A bar for each case and precision, as long as the ratio; a tick where the ratio asked for stands."""
    furthest = max([1.0, *(value for case, one in rows for value in _values(case, one))])
    height = _TOP + _ROW * len(rows) + 24
    lines = [_text(12, 24, f"Times as fast as the peer, {model}", "title"), *_legend()]
    one = _at(1.0, furthest)
    lines.append(f'<line class="one" x1="{one:.1f}" x2="{one:.1f}" y1="{_TOP - 6}" y2="{height - 20}"/>')
    lines.append(_text(one, height - 6, "1 ×: as fast as the peer", "quiet"))
    for number, (case, record) in enumerate(rows):
        lines += _case(case, record, _TOP + _ROW * number, furthest)
    said = escape(f"Bars: how many times as fast as the peer, by case, on {model}", quote=True)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{said}">'
    return "\n".join([head, f"<style>{_STYLE}</style>", *lines, "</svg>"]) + "\n"


def _values(case: Case, record: Record) -> list[float]:
    return [*(one["median"] for one in record["ratio"].values()), *case.asked.values()]


def _legend() -> list[str]:
    places = (("float32", 12, "exact (float32)"), ("bfloat16", 150, "bfloat16"))
    boxes = [f'<rect class="{name}" x="{x}" y="36" width="12" height="12"/>' for name, x, _ in places]
    words = [_text(x + 18, 46, word, "quiet") for _, x, word in places]
    return [*boxes, *words, '<line class="asked" x1="246" x2="246" y1="35" y2="49"/>', _text(254, 46, "asked", "quiet")]


def _case(case: Case, record: Record, top: int, furthest: float) -> list[str]:
    lines = [_text(12, top + 14, case.title), _text(12, top + 30, f"beside {case.peer}", "quiet")]
    for number, (precision, found) in enumerate(record["ratio"].items()):
        y, end = top + number * (_BAR + 3), _at(found["median"], furthest)
        lines.append(
            f'<rect class="{precision}" x="{_LEFT}" y="{y}" width="{end - _LEFT:.1f}" height="{_BAR}" rx="2"/>'
        )
        if precision in case.asked:
            asked = _at(case.asked[precision], furthest)
            lines.append(f'<line class="asked" x1="{asked:.1f}" x2="{asked:.1f}" y1="{y - 2}" y2="{y + _BAR + 2}"/>')
            end = asked if end < asked < end + _LABEL else end  # a number where the tick stands would hide it
        lines.append(_text(end + 6, y + 12, f"{found['median']:.1f} ×"))
    return lines


def _at(value: float, furthest: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / furthest


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}>{escape(words)}</text>'
