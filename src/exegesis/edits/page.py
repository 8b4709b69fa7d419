"""An edit as a web page that needs nothing else: the answers, both texts coloured on one scale, each word's change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.edits import wording as said
from exegesis.edits.changes import DELETED, INSERTED, KEPT, REPLACED, Change
from exegesis.edits.result import Edit
from exegesis.views import painting, scale, wording
from exegesis.views.html import render
from exegesis.views.sections import sections

_WORDS = 12  # not edited, in the table; the others are folded away


@dataclass(frozen=True)
class EditPiece:
    """A stretch of a text: its colour, its score as it is said, and whether it was edited."""

    text: str
    classes: str
    score: str
    edited: bool


@dataclass(frozen=True)
class EditSide:
    """One of the two texts. `sections`: the name of each part ("" for a plain text) and its pieces."""

    title: str
    answer: str
    tag: str  # what edited words are on this side, for readers who do not see: "del" or "ins"
    sections: tuple[tuple[str, tuple[EditPiece, ...]], ...]
    explanation: Explanation


@dataclass(frozen=True)
class EditRow:
    """A word's change: its cells (classes, number), and its bar in percent of the axis."""

    kind: str
    name: str
    before: tuple[str, str]
    after: tuple[str, str]
    change: str
    is_noise: bool
    towards: bool
    left: float
    width: float


def page(edit: Edit, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = edit.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("edit_page.html", title=named, **_context(plain))


def fragment(edit: Edit) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("edit_fragment.html", **_context(edit.as_plain()))


def _context(edit: Edit) -> dict[str, Any]:
    shown, _ = said.shown(edit, _WORDS)
    folded = [one for one in edit.top(len(edit.changes)) if one not in shown]
    zero, rows = _rows([*shown, *folded], edit)
    return {
        "edit": edit,
        "said": said,
        "sides": (_side(edit, edit.original, "Original", "del"), _side(edit, edit.edited, "Edited", "ins")),
        "zero": zero,
        "rows": rows[: len(shown)],
        "folded": rows[len(shown) :],
        "noise": said.noise(edit.changes),
        "most": said.score(said.largest(edit), said.decimals(edit)).lstrip("+"),
    }


def _side(edit: Edit, explanation: Explanation, title: str, tag: str) -> EditSide:
    is_original = explanation is edit.original
    found = []
    for one in edit.changes:
        spans, score = (one.original_spans, one.before) if is_original else (one.edited_spans, one.after)
        if spans and score is not None:
            found.append((Span(spans[0].start, spans[-1].end), score, one.kind != KEPT))
    parts = tuple((one.name, tuple(_pieces(edit, explanation.text, found, one.span))) for one in sections(explanation))
    return EditSide(title, wording.answer(explanation.prediction), tag, parts, explanation)


def _pieces(edit: Edit, text: str, words: Sequence[tuple[Span, float, bool]], stretch: Span) -> list[EditPiece]:
    largest, places = said.largest(edit), said.decimals(edit)
    made, at = [], stretch.start
    for span, score, edited in words:
        if not stretch.start <= span.start < stretch.end:
            continue
        made.append(EditPiece(text[at : span.start], "", "", False))
        look = painting.look(round(scale.LEVELS * score / largest))
        made.append(EditPiece(text[span.start : span.end], look, said.score(score, places), edited))
        at = span.end
    return [piece for piece in (*made, EditPiece(text[at : stretch.end], "", "", False)) if piece.text]


def _rows(changes: Sequence[Change], edit: Edit) -> tuple[float, list[EditRow]]:
    """Where zero is on the axis of the bars, in percent, and the rows."""
    low = min((one.change for one in changes), default=0.0)
    high = max((one.change for one in changes), default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    length = high - low or 1.0
    zero = round(-100 * low / length, 2)
    return zero, [_row(one, edit, zero, length) for one in changes]


def _row(one: Change, edit: Edit, zero: float, length: float) -> EditRow:
    places, width = said.decimals(edit), round(100 * abs(one.change) / length, 2)
    return EditRow(
        kind={REPLACED: "replaced", DELETED: "deleted", INSERTED: "inserted"}.get(one.kind, ""),
        name=said.name(one),
        before=_cell(one.before, edit, places),
        after=_cell(one.after, edit, places),
        change=said.score(one.change, places),
        is_noise=one.is_noise,
        towards=one.change > 0,
        left=zero if one.change > 0 else round(zero - width, 2),
        width=width,
    )


def _cell(score: float | None, edit: Edit, places: int) -> tuple[str, str]:
    level = 0 if score is None else round(scale.LEVELS * score / said.largest(edit))
    return painting.look(level), said.score(score, places)
