"""An attack as a web page that needs nothing else: the figures, and every text before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exegesis.attacks import wording as said
from exegesis.attacks.result import FAILED, SUCCEEDED, Attack, AttackedText
from exegesis.core.types import Span
from exegesis.views.html import render

MOST = 300  # texts on the page of each outcome


@dataclass(frozen=True)
class EditedPiece:
    """A stretch of a text, and whether it was edited."""

    text: str
    is_edited: bool


@dataclass(frozen=True)
class ShownText:
    """A text before and after, with what was edited marked in both."""

    item: AttackedText
    before: Sequence[EditedPiece]
    after: Sequence[EditedPiece]


@dataclass(frozen=True)
class OutcomeSection:
    """The texts of one outcome; `left_out` are not on the page, to keep it small."""

    title: str
    items: Sequence[ShownText]
    left_out: int


def page(attack: Attack, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = attack.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("attack_page.html", title=named, **_context(plain))


def fragment(attack: Attack) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("attack_fragment.html", **_context(attack.as_plain()))


def _context(attack: Attack) -> dict[str, Any]:
    turned = sorted((item for item in attack.items if item.outcome == SUCCEEDED), key=lambda item: len(item.edits))
    groups = [
        ("Turned, fewest edits first", turned),
        ("Held", [item for item in attack.items if item.outcome == FAILED]),
        ("Not attacked", [item for item in attack.items if item.outcome not in (SUCCEEDED, FAILED)]),
    ]
    return {
        "attack": attack,
        "said": said,
        "sections": [
            OutcomeSection(title, [_shown(item) for item in items[:MOST]], max(0, len(items) - MOST))
            for title, items in groups
            if items
        ],
    }


def _shown(item: AttackedText) -> ShownText:
    return ShownText(
        item,
        _pieces(item.text, [edit.span for edit in item.edits]),
        _pieces(item.edited, [edit.edited_span for edit in item.edits]),
    )


def _pieces(text: str, spans: Sequence[Span]) -> list[EditedPiece]:
    """The text in order; nothing of it is lost."""
    pieces, at = [], 0
    for span in sorted(spans):
        pieces += [EditedPiece(text[at : span.start], False), EditedPiece(text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in (*pieces, EditedPiece(text[at:], False)) if piece.text]
