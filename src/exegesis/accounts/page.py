"""An account as a web page that needs nothing else: the sentences, and behind each the trials that it rests on."""

from typing import Any

from exegesis.accounts import wording as said
from exegesis.accounts.result import Account
from exegesis.views import naming
from exegesis.views.html import render


def page(account: Account, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = account.as_plain()
    named = str.__str__(title) if title else f"{naming.title(plain.explanation)} · Exegesis"
    return render("account_page.html", title=named, **_context(plain))


def fragment(account: Account) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("account_fragment.html", **_context(account.as_plain()))


def _context(account: Account) -> dict[str, Any]:
    *claims, untried = account.sentences
    rows = [(sentence, said.numbers(account, claim)) for sentence, claim in zip(claims, account.claims, strict=True)]
    return {"explanation": account.explanation, "rows": rows, "untried": untried}
