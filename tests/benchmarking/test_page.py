"""A benchmark as a page, as Markdown and in a terminal; nothing of a name becomes HTML or Markdown."""

import io

import html5lib
import pytest
from rich.console import Console

from exegesis.benchmarking import terminal as benchmark_terminal
from exegesis.benchmarking import wording as said
from exegesis.benchmarking.markdown import markdown
from exegesis.benchmarking.page import _chapter, page
from exegesis.benchmarking.result import Benchmark
from tests.benchmarking.samples import CONSTANT, benchmark
from tests.views.strategies import ATTACKS


def test_standings_put_the_best_first_with_its_cost() -> None:
    head, *rows = said.standings(benchmark(), "student", "reviews")
    assert head[1:4] == ["method", "place", "better than chance"]
    assert rows[0] == ["1", "Occlusion", "1.0", "2 of 2", "0", "10", "0", "0.01"]
    assert rows[1][:5] == ["2", "LIME (samples 500, kernel student)", "2.0", "1 of 2", "0"]
    assert rows[2][:5] == ["3", "Random, control", "3.0", "–", "–"]
    assert rows[3] == ["4", "Attention rollout", "–", "–", "–", "1,000", "1", "1"]


def test_marks_say_what_is_not_told_apart() -> None:
    found = benchmark()
    marks = {
        (one.measure, one.method): said.marks(found, one)
        for one in found.cells
        if one.mean is not None and one.measure != "entropy"
    }
    assert marks["tau_loo", "occlusion"] == [said.BEST]
    assert marks["tau_loo", "lime:samples=500"] == []
    assert marks["sufficiency", "lime:samples=500"] == [said.BEST, said.CHANCE]
    assert marks["sufficiency", "random"] == []


def test_intervals_and_dots_stand_where_their_numbers_say() -> None:
    chapter = _chapter(benchmark(), "student", "reviews", 20)
    panel = chapter.panels[0]  # from -0.05 to 0.95
    assert [line.name for line in panel.lines][:2] == ["Occlusion", "LIME (samples 500, kernel student)"]
    assert (panel.lines[0].left, panel.lines[0].width, panel.lines[0].at) == (90, 10, 95)
    assert panel.control == 5
    assert panel.lines[-1].at is None
    assert panel.lines[-1].value == "undefined"
    assert chapter.panels[1].lines[0].name == "Occlusion"  # the lowest sufficiency
    assert chapter.plot is not None
    assert [(dot.number, dot.left, dot.top) for dot in chapter.plot.dots] == [
        (1, 50, 12.5),
        (2, 100, 37.5),
        (3, 0, 62.5),
    ]
    assert [name for _, name in chapter.plot.across] == ["0.001 s", "0.01 s", "0.1 s"]


def test_what_is_undefined_and_what_failed_is_said() -> None:
    found = benchmark(error="no units")
    line = f"student on reviews, tau loo, Attention rollout: undefined for 20 of 20 texts: {CONSTANT}"
    assert line in said.undefined(found)
    for made in (page(found), markdown(found)):
        assert "reviews, line 7, Occlusion: no units" in made
        assert CONSTANT in made
    assert said.limits(found) == ["Entropy: the first 5 texts of each set."]


def test_a_run_that_was_stopped_says_so() -> None:
    assert "is stopped" not in page(benchmark())
    assert "The run was stopped" in page(benchmark(done=7))
    assert "7 of 20 texts" in markdown(benchmark(done=7))
    empty = Benchmark.from_dict(
        {**benchmark().to_dict(), "cells": [], "costs": [], "done": [["student", "reviews", 0]]}
    )
    assert "No text has been through" in page(empty)


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_names_stay_text(attack: str) -> None:
    found = benchmark(attack, attack, attack)
    tree = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parse(page(found))
    kinds = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not kinds & {"script", "img", "svg", "iframe"}
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)
    assert page(found).count("<style>") == 1
    made = markdown(found)
    assert "<script" not in made
    assert "](" not in made.replace("\\](", "")


def test_the_terminal_obeys_nothing() -> None:
    console = Console(width=200, record=True)
    benchmark_terminal.show(benchmark("a\x1b[31m[bold]b", error="\x1b]0;x"), console, 200)
    printed = console.export_text()
    assert "\x1b" not in printed
    assert "[bold]" in printed
    assert "Occlusion" in printed


def test_the_terminal_has_the_measures() -> None:
    console = Console(file=io.StringIO(), width=100)
    benchmark_terminal.show(benchmark(), console)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert ["Tau", "loo", "↑", "0.900", "●", "0.600", "0.000", "–"] in [line.split() for line in lines]
    assert any("higher is better, ↓ lower" in line for line in lines)
