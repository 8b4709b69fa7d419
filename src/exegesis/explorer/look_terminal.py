"""A look in a terminal: the heads that stand out, and the strongest curves of what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.explorer.records import HeadRow
from exegesis.explorer.result import AttentionView
from exegesis.views import scale
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NAME = 20  # columns of a token
# What a head can stand out by: words, and which number of its row is the largest (or, with -1, the smallest).
_TELLING = (
    ("most to the token before", "previous", 1),
    ("most to the token itself", "same", 1),
    ("most to the token after", "following", 1),
    ("most to special tokens", "special", 1),
    ("least to special tokens", "special", -1),
    ("most pointed", "entropy", -1),
    ("most spread out", "entropy", 1),
    ("looks farthest", "distance", 1),
)


def show(
    given: tuple[AttentionView, Sequence[HeadRow], Sequence[str]],
    console: Console | None = None,
    width: int | None = None,
    k: int = 12,
) -> None:
    """Print to standard output or `console`: a view, the head table it stands in, notes; the `k` strongest curves."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(*given, paper, k):
        console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _lines(view: AttentionView, heads: Sequence[HeadRow], notes: Sequence[str], paper: Paper, k: int) -> Iterable[Text]:
    yield paper.write(f"Attention of {label(view.model)}: {max(one.layer for one in heads)} layers", "bold")
    for note in notes:
        yield paper.write(f"! {label(note)}", "bold yellow")
    yield paper.write("")
    yield from _telling(heads, paper)
    yield paper.write("")
    yield paper.write(f"{view.what[:1].upper()}{view.what[1:]}: what is given most", "bold")
    yield from _curves(view, paper, k)
    yield paper.write("Attention is not attribution: it says where a head looks, no more.", "dim")


def _telling(heads: Sequence[HeadRow], paper: Paper) -> Iterable[Text]:
    yield paper.write(f"  {'heads that stand out':<26}{'layer':>6}{'head':>6}{'entropy':>9}{'special':>9}", "dim")
    for best, telling in _standing_out(heads).items():
        figures = f"{best.layer:>6}{best.head:>6}{best.entropy:>9.2f}{best.special:>9.0%}"
        for number, (words, name) in enumerate(telling):
            said = "" if name in ("entropy", "special") else f"   {_said(name, getattr(best, name))}"
            before = f"  {words:<26}{figures}" if number == 0 else f"{f'  and {words}':<58}"
            yield paper.write(f"{before}{said}".rstrip())


def _standing_out(heads: Sequence[HeadRow]) -> dict[HeadRow, list[tuple[str, str]]]:
    """Heads, each once, and what they stand out by: words and the column."""
    found: dict[HeadRow, list[tuple[str, str]]] = {}
    for words, name, sign in _TELLING:
        known = [row for row in heads if getattr(row, name) is not None]
        if known:
            found.setdefault(max(known, key=lambda row: sign * getattr(row, name)), []).append((words, name))
    return found


def _said(name: str, value: float) -> str:
    return f"{value:.1f} tokens away" if name == "distance" else f"{value:.0%}"


def _curves(view: AttentionView, paper: Paper, k: int) -> Iterable[Text]:
    found = view.curves(1.0).curves
    plain = [one for one in found if not (view.rows[one.row].special or view.columns[one.column].special)]
    listed = plain or found
    strongest = sorted(listed, key=lambda curve: -abs(curve.weight))[:k]
    largest = max((abs(curve.weight) for curve in strongest), default=0.0) or 1.0
    for curve in strongest:
        names = [
            paper.column(tokens[n].name, _NAME) for tokens, n in ((view.rows, curve.row), (view.columns, curve.column))
        ]
        arrow = "→" if paper.is_unicode else ">"
        colour = scale.hexadecimal(scale.LIGHT.towards if curve.weight > 0 else scale.LIGHT.against)
        figures = paper.write(f"  {names[0]} {arrow} {names[1]}{curve.weight:>8.3f}   ")
        yield figures + paper.write(paper.bar(abs(curve.weight) / largest), colour)
    more, special = len(listed) - len(strongest), len(found) - len(listed)
    left_out = [f"{more:,} more"] * (more > 0) + [f"{special:,} from or to special tokens"] * (special > 0)
    if left_out:
        yield paper.write(f"  left out: {', '.join(left_out)}; --html draws them all", "dim")
