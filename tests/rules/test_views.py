"""A rule on a page and in a terminal."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.rules import Anchor, anchor
from exegesis.rules.page import fragment, page
from exegesis.rules.terminal import show
from tests.rules.test_run import MODEL

FOUND = anchor(MODEL, "well <b>thank</b> you", baseline="delete")


def test_json_both_ways() -> None:
    assert Anchor.from_json(FOUND.to_json()).to_dict() == FOUND.to_dict()


def test_a_page_marks_the_words_and_escapes_the_text() -> None:
    written = page(FOUND)
    assert '<b class="exg-held">thank</b>&lt;/b&gt;' in written
    assert '<b class="exg-held">you</b>' in written
    assert "<b>thank" not in written
    assert "default-src 'none'" in written
    assert "exg-held" in fragment(FOUND)
    assert FOUND.to_html() == written


def test_a_terminal_says_rule_precision_and_coverage() -> None:
    written = io.StringIO()
    show(FOUND, Console(file=written, width=200))
    lines = written.getvalue().splitlines()
    assert lines[1] == "IF thank AND you THEN polite"
    assert lines[2].startswith("  100% of the neighbours keep the answer (surely 9")
    assert lines[3] == "  holds in 25% of all neighbours"
    assert "nothing fixed" in written.getvalue()


def test_a_rule_that_does_not_hold_says_why() -> None:
    failed = replace(FOUND, holds=False, stopped="exhausted")
    written = io.StringIO()
    show(failed, Console(file=written, width=200))
    assert "No rule of the allowed length" in written.getvalue()
    assert "No rule of the allowed length" in page(failed)
