"""A fitted confidence on a page, in a figure and in a terminal; decisions in a terminal."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.confidence import Selection
from exegesis.confidence.geometry import best_possible, marks
from exegesis.confidence.page import fragment, page
from exegesis.confidence.plots import picture
from exegesis.confidence.result import ConfidenceFit, RowDecision
from exegesis.confidence.shift import ShiftTest
from exegesis.confidence.terminal import show, show_selection
from tests.confidence.samples import answers, fitted, whole

ROWS = (
    RowDecision("<b>", "posi\x1b[2Jtive", 0.97, True, True, (1.0, 2.0, 3.0)),
    RowDecision(None, "negative", 0.4, False, False, (1.0, 2.0, 3.0)),
    RowDecision("3", None, None, False, None, error="the text is empty"),
)


def selection() -> Selection:
    moved = ShiftTest("length", 0.5, 0.001, 10.0, 20.0), ShiftTest("good", 0.1, 0.8, 1.0, 1.1)
    return Selection(ROWS, whole().combination.names, whole().guarantee, moved, whole().fingerprint, "<another>")


def printed(found: object) -> str:
    written = io.StringIO()
    draw = show if isinstance(found, ConfidenceFit) else show_selection
    draw(found, Console(file=written, width=200))  # type: ignore[arg-type]  # one of the two
    return written.getvalue()


def test_json_both_ways() -> None:
    assert ConfidenceFit.from_json(whole().to_json()) == whole()
    assert Selection.from_json(selection().to_json()) == selection()


def test_a_page_has_the_picture_and_escapes_what_is_a_strangers() -> None:
    signals, right = answers()
    from exegesis.confidence import fit_signals

    written = page(fit_signals({"<script>": signals["good"], "probability": signals["probability"]}, right))
    assert "&lt;script&gt;" in written
    assert "<script>" not in written
    assert written.count("<polyline") == 8  # four curves, and their keys
    assert "default-src 'none'" in written
    assert "exg-together" in fragment(whole())
    assert whole().to_html() == page(whole())


def test_a_figure_is_drawn() -> None:
    assert picture(fitted(), ".svg").lstrip().startswith(b"<?xml")


def test_a_terminal_says_threshold_guarantee_and_areas() -> None:
    lines = printed(whole()).splitlines()
    assert "of the rows can be answered so that 90% of the answers are right" in lines[0]
    assert lines[1].startswith("Answers are given where the confidence is above 0.")
    assert "Guaranteed with 90% certainty" in lines[2]
    assert lines[3].startswith("All signals together rank answers better than the probability alone")
    assert [line.split()[0] for line in lines[6:10]] == ["combination", "good", "probability", "bad"]


def test_no_threshold_says_why() -> None:
    none = replace(whole(), guarantee=replace(whole().guarantee, threshold=None, why="5 are too few"))
    lines = printed(none).splitlines()
    assert lines[:2] == ["No threshold is shown to keep 90% of the answers right", "5 are too few."]
    assert "Guaranteed" not in printed(none)
    assert "No threshold" in page(none)


def test_decisions_name_what_moved_and_carry_no_control_characters() -> None:
    written = printed(selection())
    assert "1 of 3 rows answered; 1 of the 1 answers given are right (100%); 1 could not be asked" in written
    assert "differ from those of the fit in length" in written
    assert "words of the input: median 10, now 20; distance 0.50, p 0.001 (corrected)" in written
    assert "another model (<another>)" in written
    assert "\x1b[2J" not in written
    assert "the text is empty" in written


def test_the_best_possible_curve_and_round_marks() -> None:
    coverage, risk = best_possible(0.25)
    assert (coverage[0], coverage[1], risk[1]) == (0, 0.75, 0)
    assert (coverage[-1], risk[-1]) == (1, 0.25)
    assert marks(0.13) == (0, 0.05, 0.1)
    assert marks(1.0) == (0, 0.2, 0.4, 0.6, 0.8, 1.0)
