"""A correction as a web page that needs nothing else: what was done, before and after, each error."""

from typing import Any

from exegesis.corrections import wording as said
from exegesis.corrections.result import Correction
from exegesis.views.html import render


def page(found: Correction, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = found.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("correction_page.html", title=named, **_context(plain))


def fragment(found: Correction) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("correction_fragment.html", **_context(found.as_plain()))


def _context(found: Correction) -> dict[str, Any]:
    return {"correction": found, "said": said, "rows": said.rows(found), "errors": said.errors(found)}
