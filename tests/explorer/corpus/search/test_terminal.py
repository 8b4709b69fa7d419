"""Searches in a terminal: matches stand one under another, nothing of a text is obeyed, ASCII terminals get ASCII."""

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from exegesis.data.renderers import renderer
from exegesis.explorer.corpus.records import CorpusWord
from exegesis.explorer.corpus.search.records import WordPair
from tests.explorer.corpus.search import samples
from tests.explorer.corpus.search.toys import ToyCorpus

SHOWN = {
    "matches terminal": samples.matches,
    "concordance terminal": samples.concordance,
    "attention pattern terminal": samples.pattern,
    "corpus summary terminal": samples.summary,
}


def printed(kind: str, found: Any, width: int = 100, encoding: str = "utf-8") -> list[str]:
    written = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    renderer(kind)(found, Console(file=written, width=width, highlight=False), width)
    written.seek(0)
    return written.read().splitlines()


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("width", [60, 120])
def test_lines_fit_and_are_ascii_where_they_must(kind: str, width: int) -> None:
    lines = printed(kind, SHOWN[kind](), width, "ascii")
    assert len(lines) > 4
    assert all(line.isascii() for line in lines)
    notes = [line for line in lines if line.startswith("!")]
    assert max(len(line) for line in lines[1:] if line not in notes) <= max(width, 90)


def test_matches_stand_one_under_another() -> None:
    lines = printed("matches terminal", samples.matches())[1:]
    places = {line.index("[") for line in lines if "[" in line}
    assert len(places) == 1


def test_nothing_of_a_text_is_obeyed() -> None:
    corpus = ToyCorpus(["a\x1b[31m/NOUN/x/0 [bold]b/NOUN/x/0 \u202ec/NOUN/x/0"])
    for kind, found in (
        ("matches terminal", corpus.find("upos=NOUN")),
        ("concordance terminal", corpus.concordance("b")),
    ):
        said = "\n".join(printed(kind, found))
        assert "\x1b" not in said
        assert "\u202e" not in said
    assert "[bold]b" in "\n".join(printed("matches terminal", corpus.find("upos=NOUN")))


def test_an_empty_page_is_said() -> None:
    (line,) = printed("matches terminal", ToyCorpus().find("zebra"))
    assert line == "no word: words for which holds: zebra"
    line, *_ = printed("matches terminal", ToyCorpus().find("upos=VERB", offset=90))
    assert line == "none from 91 on, of 5 words: words for which holds: upos=VERB"


@pytest.mark.parametrize("between", [1, 60])
def test_both_words_of_a_pair_are_seen(between: int) -> None:
    words = ["left", *(f"w{number}" for number in range(between)), "right"]
    text = " ".join(["start"] * 30 + words + ["end"] * 30)
    start, end = text.index("left"), text.index("right") + len("right")
    first = CorpusWord(0, 0, 0, start, start + 4, "left", "", "VERB", "", "root", None, "")
    last = replace(first, row=1, start=end - 5, end=end, form="right")
    sentence = replace(samples.pattern().pairs[0].sentence, text=text)
    found = replace(samples.pattern(), pairs=(WordPair(first, last, sentence, 0.5),))
    line = printed("attention pattern terminal", found, 90)[-1]
    assert line.count("left") == line.count("right") == 2
    assert len(line) <= 90
