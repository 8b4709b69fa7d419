"""A checklist as a web page that needs nothing else: every test with its rate, and cases that failed."""

from typing import Any

from exegesis.attacks.behaviour import wording as said
from exegesis.attacks.behaviour.result import CheckList
from exegesis.views.html import render


def page(found: CheckList, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = found.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("checklist_page.html", title=named, **_context(plain))


def fragment(found: CheckList) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("checklist_fragment.html", **_context(found.as_plain()))


def _context(found: CheckList) -> dict[str, Any]:
    return {"checklist": found, "said": said, "tests": said.ordered(found)}
