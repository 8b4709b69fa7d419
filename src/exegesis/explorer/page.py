"""A look as a web page that needs nothing else, with the one script that it allows; and in a notebook's frame."""

from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from exegesis.explorer.page_tables import tables_beside
from exegesis.explorer.payload import LookPage, payload
from exegesis.views.html import listed, render
from exegesis.views.scripts import as_data, digest_of

_SCRIPTS = ("arrays.js", "shapes.js", "attention.js")
_LARGEST_FRAME = 12_000_000  # characters of a page inside a notebook's cell


def page(given: tuple[Any, ...]) -> str:
    """A self-contained HTML document of what a `LookPage` is made of.

    Its policy allows its own script, by its digest, and nothing else to run.
    """
    asked = LookPage(*given)
    facts, blocks = payload(asked)
    script = script_of_pages()
    return render(
        "attention.html",
        title=f"Attention of {asked.look.model} · Exegesis",
        script=Markup(script),
        digest=digest_of(script),
        facts=Markup(as_data(facts)),
        blocks=[(name, Markup(text)) for name, text in blocks],
        look=asked.look,
        explained=asked.explanation is not None,
        beside=list(tables_beside(asked)),
    )


def fragment(given: tuple[Any, ...]) -> str:
    """The page in a sandboxed frame, as notebooks need it; where it is too large for a cell, how to write it."""
    made = page(given)
    if len(made) > _LARGEST_FRAME:
        said = f'{len(made) / 1e6:.0f} MB are too much for a notebook: look.to_html("attention.html") writes it'
        return listed(repr(given[0]), [("page", said)])
    return render("attention_frame.html", page=made)


@cache
def script_of_pages() -> str:
    """The one script, as it stands in every page."""
    folder = Path(__file__).parent / "templates"
    return "".join((folder / name).read_text(encoding="utf-8") for name in _SCRIPTS)
