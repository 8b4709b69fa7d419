"""A rule as a web page that needs nothing else: the rule, the text with its words marked, how it grew."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.data.account import Account
from exegesis.data.explanation import Explanation
from exegesis.data.records import Baseline, Target
from exegesis.rules import wording as said
from exegesis.rules.result import Anchor
from exegesis.views import wording
from exegesis.views.html import render
from exegesis.views.kinds import policies, view_of
from exegesis.views.regions import Drawing


@dataclass(frozen=True)
class RulePiece:
    """A stretch of the text, and whether the rule holds it."""

    text: str
    is_held: bool


def page(anchor: Anchor, title: str | None = None, account: Account | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped.

    `account`: the rule in words, which stand above its text.
    """
    plain = anchor.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("anchor_page.html", title=named, **_context(plain, account))


def fragment(anchor: Anchor) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("anchor_fragment.html", **_context(anchor.as_plain()))


def _context(anchor: Anchor, account: Account | None = None) -> dict[str, Any]:
    scores = _as_scores(anchor)
    view = None if scores is None else view_of(scores)
    drawn = None if scores is None or view is None else view.drawing(scores)
    is_picture = isinstance(drawn, Drawing) and bool(drawn.source)
    return {
        "account": None if account is None else account.as_plain(),
        "explanation": scores,
        "drawn": drawn,
        "drawn_by": "anchor_image.html" if is_picture else view and view.template,
        "allowed": [] if scores is None else policies([scores]),
        "anchor": anchor,
        "said": said,
        "answer": wording.answer(anchor.prediction),
        "pieces": _pieces(anchor),
        "steps": [said.step(anchor, grown) for grown in anchor.growth],
    }


def _as_scores(anchor: Anchor) -> Explanation | None:
    """The rule as scores, 1 for each of its units, by which images and the like are drawn; None of texts and rows."""
    if anchor.kept is None or anchor.kept.kind == "table" or anchor.asked is None:
        return None
    scores = np.zeros(len(anchor.units))
    scores[list(anchor.rule)] = 1.0
    prediction = anchor.prediction
    return Explanation(
        text="",
        unit=anchor.asked.unit,
        units=anchor.units,
        scores=scores,
        target=Target(prediction.label, prediction.index, "probability"),
        value=prediction.outputs[prediction.index],
        prediction=prediction,
        baseline=Baseline("auto", anchor.neighbours, None),
        method="anchor",
        settings={},
        seed=anchor.seed,
        cost=anchor.cost,
        fingerprint=anchor.fingerprint,
        kept=anchor.kept,
    )


def _pieces(anchor: Anchor) -> list[RulePiece]:
    """The text in order; nothing of it is lost."""
    spans = sorted(span for index in anchor.rule for span in anchor.units[index].spans)
    pieces, at = [], 0
    for span in spans:
        pieces += [RulePiece(anchor.text[at : span.start], False), RulePiece(anchor.text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in (*pieces, RulePiece(anchor.text[at:], False)) if piece.text]
