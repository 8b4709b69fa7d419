"""Lines on a terminal are broken between words, and whole elsewhere; a command, which is there to be copied, is not."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.cli import methods
from exegesis.cli.writing import folded, say
from tests.cli.conftest import Run


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")


@given(st.lists(st.text("abc-/'", min_size=1, max_size=30), max_size=30))
def test_words_stay_whole_and_in_their_order(words: list[str]) -> None:
    line = " ".join(words)
    made = folded(line, Terminal(), indent=3)
    assert made.split() == words
    assert all(len(one) <= 40 for one in made.splitlines())
    assert folded(line, io.StringIO()) == line


def test_further_lines_stand_below_the_words_of_the_first() -> None:
    made = folded("name    what it is, told in more words than the line has room for", Terminal(), 8)
    assert made.splitlines() == [
        "name    what it is, told in more words",
        "        than the line has room for",
    ]


def test_a_command_is_not_broken() -> None:
    made = folded("3 of 4 are right. For the wrong one: exegesis summarise 'a b.jsonl' --wrong-only", Terminal())
    assert made.splitlines()[-1] == "exegesis summarise 'a b.jsonl' --wrong-only"


def test_what_is_known_of_a_method_goes_on_in_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys, "stdout", out := Terminal())
    methods.methods("lime")
    before_last, last = out.getvalue().rstrip().rsplit("\n", 1)
    assert max(map(len, before_last.splitlines())) <= 60
    assert last.strip().startswith("exegesis explain")
    assert "\nuntil_top: ask in rounds" in out.getvalue()
    assert '\nor "' not in out.getvalue()


def test_where_a_program_reads_it_nothing_is_broken(run: Run) -> None:
    code, out, _ = run("methods", "lime")
    assert code == 0
    assert max(map(len, out.splitlines())) > 100


def test_a_line_of_ones_own_is_printed_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", out := Terminal())
    say("word " * 20)
    assert max(map(len, out.getvalue().splitlines())) <= 40
