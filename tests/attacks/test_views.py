"""An attack on a page and in a terminal."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.attacks import Attack, attack
from exegesis.attacks.page import fragment, page
from exegesis.attacks.terminal import show
from tests.attacks.victims import MODEL, SYNONYMS

FOUND = attack(
    MODEL,
    ["a very good <b>film</b>", "good good good good", "a story", " "],
    "textfooler-8",
    truths=["positive"] * 4,
    words=SYNONYMS,
    ids=["one", None, "three", "four"],
)


def printed(found: Attack) -> str:
    written = io.StringIO()
    show(found, Console(file=written, width=200))
    return written.getvalue()


def test_json_both_ways() -> None:
    assert Attack.from_json(FOUND.to_json()).to_dict() == FOUND.to_dict()


def test_a_page_marks_the_edits_and_escapes_the_texts() -> None:
    written = page(FOUND)
    assert "<del>good</del> &lt;b&gt;film&lt;/b&gt;" in written
    assert "<ins>fine</ins> &lt;b&gt;film" in written
    assert "<b>film" not in written
    assert "default-src 'none'" in written
    assert "<del>good</del>" in fragment(FOUND)
    assert FOUND.to_html() == written
    for section in ("Turned, fewest edits first: 1", "Held: 1", "Not attacked: 2"):
        assert section in written


def test_a_terminal_says_how_often_and_shows_the_cheapest() -> None:
    lines = printed(FOUND).splitlines()
    assert lines[0] == "textfooler-8 turned 1 of 2 answers (50%)"
    assert "  accuracy: 67% before, 33% under attack" in lines
    assert "  Not attacked: 1 answered wrongly as they are, 1 could not be attacked." in lines
    assert "✗ a very fine <b>film</b>" in lines
    assert "  good → fine" in lines


def test_what_changes_the_meaning_and_what_was_cut_short_is_said() -> None:
    assert "A test, not an attack" in printed(replace(FOUND, changes_meaning=True))
    assert "A test, not an attack" in page(replace(FOUND, changes_meaning=True))
    short = attack(MODEL, "a very good film", "deepwordbug", queries=2)
    assert "The budget was spent on 1 text" in printed(short)


def test_a_text_without_an_attack_is_told() -> None:
    skipped = attack(MODEL, ["a story"], "deepwordbug", truths=["positive"])
    assert "no text could be attacked" in printed(skipped)
    assert skipped.success_rate is None
    assert "no text could be attacked" in page(skipped)
