"""Page, Markdown and terminal: all is escaped, what matters comes first, and in Chromium it is fit to be seen."""

import io

import pytest
from rich.console import Console

from exegesis.reports.audit.markdown import markdown
from exegesis.reports.audit.page import fragment, page
from exegesis.reports.audit.terminal import show
from tests.browsing import Chromium
from tests.reports.audit.samples import report, section
from tests.views import samples
from tests.views.strategies import ATTACKS

LONG = " ".join(ATTACKS) + "x" * 300
PAGES = {
    "plain": report(),
    "hostile": report(LONG, sections=(section(LONG, samples.hostile(LONG)),)),
    "long": report(sections=(section(explanation=samples.long(300)), section(explanation=samples.arabic(), name="b"))),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]))


@pytest.mark.browser
def test_no_table_is_cut_on_a_sheet_of_paper(chromium: Chromium) -> None:
    shown = chromium.opened(page(PAGES["hostile"]), 680)  # A4 less its margins
    shown.emulate_media(media="print")
    wide = "[...document.querySelectorAll('table, svg, code')].map(a => a.getBoundingClientRect().right)"
    assert max(shown.evaluate(wide)) <= 681


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_stranger_is_read_as_markup(attack: str) -> None:
    hostile = report(attack, sections=(section(attack, samples.hostile(attack)),))
    for html in (page(hostile), fragment(hostile)):
        assert "<script" not in html.lower()
        assert "<img" not in html.lower()
    said = [line for line in markdown(hostile).lower().splitlines() if not line.startswith("    ")]  # commands are code
    assert "<script" not in "\n".join(said)


def test_concerns_come_first_and_what_is_missing_is_said() -> None:
    written = io.StringIO()
    show(report(), Console(file=written, width=200))
    lines = written.getvalue().splitlines()
    assert lines[0] == "Audit of said on said: 1 concern; 1 of 2 sections made"
    assert [line.split()[0] for line in lines[1:]] == ["!", "·", "✓", "–"]
    said = markdown(report())
    assert said.index("What matters most") < said.index("- ! said") < said.index("- ✓ said")
    assert "Not made: said" in said
