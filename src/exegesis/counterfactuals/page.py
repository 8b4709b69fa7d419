"""Counterfactuals as a web page that needs nothing else: each change as a diff, a table of columns, or two images."""

from dataclasses import dataclass
from typing import Any

from exegesis.counterfactuals import wording as said
from exegesis.counterfactuals.result import Counterfactual, Counterfactuals
from exegesis.counterfactuals.wording import DiffPiece
from exegesis.data.account import Account
from exegesis.data.kept import AnyKept
from exegesis.data.picture import KeptImage
from exegesis.views import wording
from exegesis.views.html import render


@dataclass(frozen=True)
class ChangeShown:
    """One change as it is drawn. `rows`: of a table (column, before, after); `image`: of an image, as a data URI."""

    answer: str
    edits: tuple[str, ...]
    sections: tuple[tuple[str, tuple[DiffPiece, ...]], ...]
    rows: tuple[tuple[str, str, str], ...]
    image: str | None
    measures: str


def page(given: Counterfactuals, title: str | None = None, account: Account | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped.

    `account`: the changes in words, which stand above them.
    """
    plain = given.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("counterfactuals_page.html", title=named, **_context(plain, account))


def fragment(given: Counterfactuals) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("counterfactuals_fragment.html", **_context(given.as_plain()))


def _context(given: Counterfactuals, account: Account | None = None) -> dict[str, Any]:
    return {
        "account": None if account is None else account.as_plain(),
        "given": given,
        "said": said,
        "answer": wording.answer(given.prediction),
        "changes": [_shown(given, one) for one in given.found],
        "image": _picture(given.kept),
    }


def _shown(given: Counterfactuals, one: Counterfactual) -> ChangeShown:
    is_table = given.of == "table"
    return ChangeShown(
        answer=said.answer(one),
        edits=() if is_table else tuple(said.edit(edit) for edit in one.edits),
        sections=tuple((name, tuple(pieces)) for name, pieces in said.sections(given, one)),
        rows=tuple((edit.unit.text, edit.old, edit.new) for edit in one.edits) if is_table else (),
        image=_picture(one.changed),
        measures="; ".join(said.measures(given, one)),
    )


def _picture(kept: AnyKept | None) -> str | None:
    return f"data:image/png;base64,{kept.png}" if isinstance(kept, KeptImage) and kept.png is not None else None
