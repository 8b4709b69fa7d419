"""The explanations picked as a web page that needs nothing else; below the words of each class, or alone."""

from typing import Any

from exegesis.bulk.drawn import drawn
from exegesis.bulk.picked import heading, told
from exegesis.bulk.result import Picked, PickedImages
from exegesis.data.account import Account
from exegesis.summaries.page import context
from exegesis.summaries.visual.page import context as visual_context
from exegesis.summaries.words import WordSummary
from exegesis.views.html import render
from exegesis.views.kinds import policies


def page(
    found: Picked | None,
    summary: WordSummary | None = None,
    title: str | None = None,
    account: Account | None = None,
) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped.

    `account`: the summary in words, which stands above it.
    """
    said = heading(found) if found else "The words of each class"
    return render(
        "picked_page.html",
        title=str.__str__(title) if title else f"{said} · Exegesis",
        heading=said,
        told=told(found) if found else "",
        items=[drawn(item) for item in found.items] if found else [],
        uncovered=", ".join(found.uncovered[:10]) if found else "",
        allowed=policies([one for item in found.items for one in item.explanations]) if found else [],
        account=None if account is None else account.as_plain(),
        **_visual(found),
        **({"summary": None, "panels": [], "trust": ""} if summary is None else context(summary)),
    )


def _visual(found: Picked | None) -> dict[str, Any]:
    if not isinstance(found, PickedImages):
        return {"visual": None}
    return visual_context(found.visual)
