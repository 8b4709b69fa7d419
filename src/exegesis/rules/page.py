"""A rule as a web page that needs nothing else: the rule, the text with its words marked, how it grew."""

from dataclasses import dataclass
from typing import Any

from exegesis.rules import wording as said
from exegesis.rules.result import Anchor
from exegesis.views import wording
from exegesis.views.html import render


@dataclass(frozen=True)
class RulePiece:
    """A stretch of the text, and whether the rule holds it."""

    text: str
    is_held: bool


def page(anchor: Anchor, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = anchor.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("anchor_page.html", title=named, **_context(plain))


def fragment(anchor: Anchor) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("anchor_fragment.html", **_context(anchor.as_plain()))


def _context(anchor: Anchor) -> dict[str, Any]:
    return {
        "anchor": anchor,
        "said": said,
        "answer": wording.answer(anchor.prediction),
        "pieces": _pieces(anchor),
        "steps": [said.step(anchor, grown) for grown in anchor.growth],
    }


def _pieces(anchor: Anchor) -> list[RulePiece]:
    """The text in order; nothing of it is lost."""
    spans = sorted(span for index in anchor.rule for span in anchor.units[index].spans)
    pieces, at = [], 0
    for span in spans:
        pieces += [RulePiece(anchor.text[at : span.start], False), RulePiece(anchor.text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in (*pieces, RulePiece(anchor.text[at:], False)) if piece.text]
