"""Counterfactuals on a page and in a terminal, and back from JSON."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.counterfactuals import Counterfactuals, counterfactual
from exegesis.counterfactuals.page import fragment, page
from exegesis.counterfactuals.result import Fluency
from exegesis.counterfactuals.terminal import show
from tests.counterfactuals.test_rows import MODEL as TABLE
from tests.counterfactuals.test_rows import OWN
from tests.counterfactuals.toys import bag

FOUND = counterfactual(bag(), "a great <b> film", by="lexicon", lexicon={"great": "<i>dull bad"})


def written(given: Counterfactuals) -> str:
    paper = io.StringIO()
    show(given, Console(file=paper, width=200))
    return paper.getvalue()


def sample() -> Counterfactuals:
    """With all that a result may hold."""
    found = counterfactual(bag(), "good great fine bad film", by="delete")
    (one,) = found.found
    return replace(found, found=(replace(one, fluency=Fluency("toy", 20.5, 31.25)),))


def of_row() -> Counterfactuals:
    return counterfactual(TABLE, OWN, keep="sex")


def test_json_both_ways() -> None:
    for given in (FOUND, sample(), of_row()):
        assert Counterfactuals.from_json(given.to_json()) == given


def test_a_page_strikes_and_inserts_words_and_escapes_them() -> None:
    made = page(FOUND)
    assert "a <del>great</del><ins>&lt;i&gt;dull bad</ins> &lt;b&gt; film" in made
    assert "<i>dull" not in made
    assert "default-src 'none'; style-src 'unsafe-inline';" in made
    assert "<del>great</del>" in fragment(FOUND)
    assert FOUND.to_html() == made


def test_a_page_has_the_columns_of_a_row_and_says_how_dear_they_are() -> None:
    given = of_row()
    (edit,) = given.found[0].edits
    made = page(given)
    assert f"<bdi>{edit.unit.text}</bdi></th><td><bdi>{edit.old}</bdi></td><td><bdi>{edit.new}</bdi>" in made
    assert "distance 0." in made
    assert f"{edit.unit.text}: {edit.old} → {edit.new}" in written(given)


def test_a_terminal_shows_the_diff_and_what_it_took() -> None:
    lines = written(sample()).splitlines()
    assert lines[0] == "good, 98%: why not something else?"
    assert lines[1] == "This change gives another answer."
    assert lines[3] == "1. bad, 73%"
    assert lines[4] == "   good (deleted), great (deleted)"
    assert lines[5] == "   [-good-] [-great-] fine bad film"
    assert lines[6].startswith(
        "   2 of 5 words; no part of it can be taken back: all were tried; pseudo-perplexity 20.5 → 31.2"
    )
    assert lines[8].startswith("bag · ")
    assert "of 1,000 passes" in lines[8]
    assert "words are deleted. 5 of 5 words could change, first those that Occlusion scores highest" in lines[8]


def test_none_is_said_with_its_reason() -> None:
    none = counterfactual(bag(), "good great", by="delete", budget=2)
    assert "None within 2 passes: the passes were spent." in written(none)
    assert "None within 2 passes: the passes were spent." in page(none)
    fewer = counterfactual(bag(), "good film", by="lexicon", lexicon={"good": "bad"}, count=4)
    assert "1 change of 4 wished, within 1,000 passes: there is no further change to try." in written(fewer)


def test_what_a_terminal_would_obey_is_shown_as_symbols() -> None:
    given = counterfactual(bag(), "great \x1b[31mfilm", by="lexicon", lexicon={"great": "bad"})
    assert "\x1b" not in written(given)
