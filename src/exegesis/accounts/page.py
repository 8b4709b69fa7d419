"""An account as a web page that needs nothing else: the sentences, and behind each the trials that it rests on."""

from typing import Any

from exegesis.data.account import Account
from exegesis.views.html import render
from exegesis.views.kinds import policies


def page(account: Account, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = account.as_plain()
    named = str.__str__(title) if title else f"{plain.title} · Exegesis"
    return render("account_page.html", title=named, **_context(plain))


def fragment(account: Account) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("account_fragment.html", **_context(account.as_plain()))


def _context(account: Account) -> dict[str, Any]:
    """What is no text is drawn, so that its units' names lead somewhere."""
    drawn = account.explanation if account.explanation is not None and not account.passage else None
    return {"account": account, "drawn_of": drawn, "allowed": [] if drawn is None else policies([drawn])}
