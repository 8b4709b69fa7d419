"""A correction on a page and in a terminal, and what its reader must know."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.corrections import Correction, TracedTexts
from exegesis.corrections.page import fragment, page
from exegesis.corrections.result import (
    CorrectionFigures,
    CorrectionLineage,
    CorrectionRound,
    ErrorAnswer,
    RightOf,
    TracedText,
    WordShare,
    WrongText,
)
from exegesis.corrections.terminal import show, show_traced

BEFORE = CorrectionFigures(RightOf(7, 10), RightOf(1, 4), (ErrorAnswer("good", 0.25),), WordShare(0.5, 4, "occlusion"))
AFTER = CorrectionFigures(RightOf(8, 10), RightOf(3, 4), (ErrorAnswer("bad", 0.75),), WordShare(0.125, 4, "occlusion"))
FOUND = Correction(
    way="counterfactuals",
    model="films/rounds/0",
    start=None,
    words=("ann", "ben"),
    absent=("ben",),
    told={"rules": ["removed"]},
    figures={"removed": 1, "cut": 0},
    penalty=0.0,
    texts=12,
    data="ab",
    labels=("bad", "good"),
    settings={"lr": 0.001},
    seed=0,
    steps=4,
    errors=(WrongText("<b>ann</b> was bad", "bad"),),
    before=BEFORE,
    after=AFTER,
    weights="films/rounds/1",
    back="exegesis correct undo films --round 0",
    versions={"exegesis": "0"},
)


def lineage() -> CorrectionLineage:
    first = CorrectionRound(0, None, "now", "ann", "rounds/0", "cd", None)
    return CorrectionLineage((first, CorrectionRound(1, 0, "now", "ann", "rounds/1", "ef", FOUND)), 1)


def traced() -> TracedTexts:
    text = TracedText(3, "ann is \x1b[31mgood", "good", -0.5, 0.25)
    return TracedTexts("films", FOUND.errors, (text,), (text,), 12, (2, 4), "last layer")


def shown(found: Correction) -> list[str]:
    written = io.StringIO()
    show(found, Console(file=written, width=200))
    return written.getvalue().splitlines()


def test_json_both_ways() -> None:
    assert Correction.from_json(FOUND.to_json()) == FOUND
    assert CorrectionLineage.from_json(lineage().to_json()) == lineage()


def test_a_terminal_says_before_after_and_change() -> None:
    lines = shown(FOUND)
    assert lines[0] == "Counterfactual texts added: ann, ben"
    assert lines[1] == "12 texts, 4 steps, seed 0; 1 text with the words cut out"
    assert lines[2] == "! No training text holds ben."
    assert [line.split("  ")[-1] for line in lines[3:7]] == ["+10.0 points", "+50.0 points", "+1", "−37.5 points"]
    assert lines[7:9] == ["  <b>ann</b> was bad", "    true: bad; good, truth 25% → right, 75%"]


def test_held_out_texts_that_are_lost_are_said_first_with_the_way_back() -> None:
    worse = replace(FOUND, after=replace(AFTER, held_out=RightOf(6, 10)))
    assert worse.is_worse
    assert shown(worse)[2].startswith("! Fewer held-out texts are right than before. To go back: exegesis correct undo")
    assert "Fewer held-out texts" in page(worse)
    assert not FOUND.is_worse


def test_what_was_not_measured_is_said() -> None:
    nothing = CorrectionFigures(None, None, (), None)
    bare = replace(FOUND, before=nothing, after=nothing, errors=(), absent=())
    assert "there is no slice" in shown(bare)[2]
    assert "Without held-out texts" in shown(bare)[3]


def test_a_page_escapes_its_texts() -> None:
    written = page(FOUND)
    assert "&lt;b&gt;ann&lt;/b&gt; was bad" in written
    assert "<b>ann" not in written
    assert "default-src 'none'" in written
    assert "70% of 10" in fragment(FOUND)
    assert FOUND.to_html() == written


def test_traced_texts_in_a_terminal() -> None:
    written = io.StringIO()
    show_traced(traced(), Console(file=written, width=120))
    assert "12 training texts; influence by gradients of the last layer at 2 checkpoints" in written.getvalue()
    assert "\x1b[31m" not in written.getvalue()
    assert [row["row"] for row in traced().table()] == [3]
